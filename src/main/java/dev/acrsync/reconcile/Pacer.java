package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.registry.Pause;

/**
 * Keeps what is asked of each registry far below its limits, so that imports and others
 * who use the same token are not throttled.
 */
final class Pacer {

	private static final Duration GAP = Duration.ofMillis(200);

	private final Clock clock;

	private final Pause pause;

	private final Map<RegistryHost, Instant> asked = new ConcurrentHashMap<>();

	Pacer(Clock clock, Pause pause) {
		this.clock = clock;
		this.pause = pause;
	}

	/**
	 * Returns when the registry may be asked.
	 * @throws InterruptedException if the service stops
	 */
	void await(RegistryHost host) throws InterruptedException {
		Instant next = this.asked.getOrDefault(host, Instant.MIN);
		Instant now = this.clock.instant();
		if (next.isAfter(now)) {
			Duration wait = Duration.between(now, next);
			this.pause.of((wait.compareTo(GAP) > 0) ? GAP : wait);
		}
		this.asked.put(host, this.clock.instant().plus(GAP));
	}

}
