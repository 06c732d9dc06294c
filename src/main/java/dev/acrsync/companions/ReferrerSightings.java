package dev.acrsync.companions;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportMetrics;

/**
 * When the source was first seen to have what belongs to an image and is not at the
 * target yet. Forgets what a restart makes it forget, and the oldest where it is a lot.
 */
public final class ReferrerSightings {

	private static final int MOST = 10_000;

	private final SequencedMap<String, Instant> seen = new LinkedHashMap<>();

	private final ImportMetrics metrics;

	private final Clock clock;

	public ReferrerSightings(ImportMetrics metrics, Clock clock) {
		this.metrics = metrics;
		this.clock = clock;
	}

	synchronized void seen(CopyOrder order) {
		this.seen.putIfAbsent(key(order), this.clock.instant());
		if (this.seen.size() > MOST) {
			this.seen.pollFirstEntry();
		}
	}

	synchronized void forget(CopyOrder order) {
		this.seen.remove(key(order));
	}

	synchronized void arrived(CopyOrder order) {
		Instant now = this.clock.instant();
		Instant since = this.seen.remove(key(order));
		this.metrics.referrerArrived((since != null) ? since : now, now);
	}

	private static String key(CopyOrder order) {
		return order.image() + " " + order.digest();
	}

}
