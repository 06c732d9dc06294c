package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.registry.Pause;

/**
 * Keeps what is asked of each registry far below its limits, so that imports and others
 * who use the same token are not throttled. Azure Container Registry documents, for its
 * smaller tiers, 5,000 reads and 250 listings of referrers a minute and identity.
 */
final class Pacer {

	/** 300 a minute. */
	static final Duration USUAL = Duration.ofMillis(200);

	/** 120 a minute, some of which are sent twice since they are challenged. */
	static final Duration REFERRERS = Duration.ofMillis(500);

	private final Clock clock;

	private final Pause pause;

	private final int slowness;

	private final Map<RegistryHost, Door> doors = new ConcurrentHashMap<>();

	Pacer(Clock clock, Pause pause) {
		this(clock, pause, 1);
	}

	/**
	 * Makes a pacer.
	 * @param slowness how many times longer than usual its gaps are
	 */
	Pacer(Clock clock, Pause pause, int slowness) {
		this.clock = clock;
		this.pause = pause;
		this.slowness = slowness;
	}

	/**
	 * Returns when the registry may be asked, one caller after the other.
	 * @param gap how long nobody else may ask it afterwards
	 * @throws InterruptedException if the service stops
	 */
	void await(RegistryHost host, Duration gap) throws InterruptedException {
		this.doors.computeIfAbsent(host, (_) -> new Door()).pass(gap.multipliedBy(this.slowness));
	}

	/**
	 * Waits as long as a registry wants it to.
	 * @throws InterruptedException if the service stops
	 */
	void waitFor(Duration time) throws InterruptedException {
		this.pause.of(time);
	}

	/**
	 * The door to one registry.
	 */
	private final class Door {

		/** Sources take turns. */
		private final ReentrantLock lock = new ReentrantLock(true);

		private Instant next = Instant.MIN;

		private Duration gap = Duration.ZERO;

		void pass(Duration gap) throws InterruptedException {
			this.lock.lockInterruptibly();
			try {
				Instant now = Pacer.this.clock.instant();
				if (this.next.isAfter(now)) {
					Duration wait = Duration.between(now, this.next);
					// No longer than that, though the clock was set back.
					Pacer.this.pause.of((wait.compareTo(this.gap) > 0) ? this.gap : wait);
				}
				this.next = Pacer.this.clock.instant().plus(gap);
				this.gap = gap;
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
