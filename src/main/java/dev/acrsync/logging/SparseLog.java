package dev.acrsync.logging;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Lets one line a minute be logged of what happens as often as strangers like, or for as
 * long as something is down, and counts the rest.
 */
public final class SparseLog {

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final AtomicLong next;

	private final AtomicLong count = new AtomicLong();

	/**
	 * Makes one of a kind of line.
	 */
	public SparseLog(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.next = new AtomicLong(nanoTime.getAsLong());
	}

	/**
	 * Notes that it happened, and has it told if it is time to.
	 * @param line is given how often it happened since the last line
	 */
	public void happened(LongConsumer line) {
		this.count.incrementAndGet();
		tell(line);
	}

	/**
	 * Has told what was not told yet, if it is time to.
	 */
	public void tell(LongConsumer line) {
		long now = this.nanoTime.getAsLong();
		long due = this.next.get();
		if (now - due >= 0 && this.count.get() > 0 && this.next.compareAndSet(due, now + INTERVAL)) {
			line.accept(this.count.getAndSet(0));
		}
	}

}
