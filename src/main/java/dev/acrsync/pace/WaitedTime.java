package dev.acrsync.pace;

import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * How long a question has waited here before it was asked, so that this is not taken for
 * the silence of the registry.
 */
public final class WaitedTime implements AutoCloseable {

	private static final ThreadLocal<@Nullable WaitedTime> CURRENT = new ThreadLocal<>();

	private final LongSupplier nanos;

	private final @Nullable WaitedTime outer = CURRENT.get();

	private long waited;

	private long begunAt;

	private boolean waits;

	/**
	 * Measures how long this thread waits until it is closed.
	 */
	public WaitedTime(LongSupplier nanos) {
		this.nanos = nanos;
		CURRENT.set(this);
	}

	/**
	 * Returns how many nanoseconds it was until now.
	 */
	public synchronized long nanos() {
		return this.waited + (this.waits ? this.nanos.getAsLong() - this.begunAt : 0);
	}

	static void begin() {
		waits(CURRENT.get(), true);
	}

	static void end() {
		waits(CURRENT.get(), false);
	}

	private static void waits(@Nullable WaitedTime measured, boolean begins) {
		if (measured != null) {
			measured.waits(begins);
		}
	}

	private synchronized void waits(boolean begins) {
		long now = this.nanos.getAsLong();
		this.waited += this.waits ? now - this.begunAt : 0;
		this.waits = begins;
		this.begunAt = now;
	}

	@Override
	public void close() {
		CURRENT.set(this.outer);
	}

}
