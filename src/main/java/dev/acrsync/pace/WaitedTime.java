package dev.acrsync.pace;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How long a question has waited here before it was asked, so that this is not taken for
 * the silence of the registry.
 */
public final class WaitedTime {

	private static final ScopedValue<WaitedTime> CURRENT = ScopedValue.newInstance();

	private final LongSupplier nanos;

	private long waited;

	private long begunAt;

	private boolean waits;

	public WaitedTime(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Asks a question whose waiting is measured.
	 */
	public <T> T of(Supplier<T> question) {
		return ScopedValue.where(CURRENT, this).call(question::get);
	}

	/**
	 * Returns how many nanoseconds it was until now.
	 */
	public synchronized long nanos() {
		return this.waited + (this.waits ? this.nanos.getAsLong() - this.begunAt : 0);
	}

	static void begin() {
		if (CURRENT.isBound()) {
			CURRENT.get().waits(true);
		}
	}

	static void end() {
		if (CURRENT.isBound()) {
			CURRENT.get().waits(false);
		}
	}

	private synchronized void waits(boolean begins) {
		long now = this.nanos.getAsLong();
		this.waited += this.waits ? now - this.begunAt : 0;
		this.waits = begins;
		this.begunAt = now;
	}

}
