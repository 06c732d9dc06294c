package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many imports may run at once. It halves when one is throttled, and grows by one
 * with each that ends without, or runs for a while, while it is used: what takes long, or
 * hangs, does not keep it low. What ran when it halved tells of what was before, and does
 * neither.
 */
final class ImportLimit {

	/** One of so many places. */
	private static final int RESERVE = 10;

	/** Of fewer places none is kept, as it would be too great a part of them. */
	private static final int FEW = 4;

	private static final Duration WHILE = Duration.ofSeconds(1);

	private final int most;

	private final LongSupplier nanos;

	private final Map<String, NumberedImport> running = new HashMap<>();

	private int current;

	private long begun;

	private long begunWhenHalved;

	ImportLimit(int first, int most, LongSupplier nanos) {
		this.current = first;
		this.most = most;
		this.nanos = nanos;
	}

	synchronized int current() {
		long now = this.nanos.getAsLong();
		boolean used = isUsed();
		this.running.values()
			.stream()
			.filter((it) -> now - it.since >= WHILE.toNanos())
			.forEach((it) -> learn(it, used));
		return this.current;
	}

	/**
	 * Returns how many places of it are kept for what is urgent.
	 */
	synchronized int reserved() {
		return (this.current < FEW) ? 0 : Math.max(1, this.current / RESERVE);
	}

	synchronized void begun(String owner) {
		this.running.put(owner, new NumberedImport(++this.begun, this.nanos.getAsLong()));
	}

	synchronized void throttled(String owner) {
		NumberedImport throttled = this.running.get(owner);
		if (throttled != null && throttled.number > this.begunWhenHalved) {
			this.current = Math.max(1, this.current / 2);
			this.begunWhenHalved = this.begun;
		}
	}

	synchronized void ended(String owner) {
		NumberedImport ended = this.running.get(owner);
		if (ended != null) {
			learn(ended, isUsed());
			this.running.remove(owner);
		}
	}

	/**
	 * Half of it: what has just grown is filled a moment later, and some may be kept for
	 * what is urgent.
	 */
	private boolean isUsed() {
		return 2 * this.running.size() >= this.current;
	}

	/**
	 * One that was throttled has halved it, or ran when it was halved.
	 */
	private void learn(NumberedImport one, boolean used) {
		if (!one.known && one.number > this.begunWhenHalved) {
			one.known = true;
			this.current = Math.min(this.most, used ? this.current + 1 : this.current);
		}
	}

	/**
	 * One import, numbered as it began.
	 */
	private static final class NumberedImport {

		private final long number;

		private final long since;

		private boolean known;

		private NumberedImport(long number, long since) {
			this.number = number;
			this.since = since;
		}

	}

}
