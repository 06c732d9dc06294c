package dev.acrsync.database;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What is read once for all who ask, and the more seldom the longer that takes. Where it
 * takes long, it is read beside them too, so that nobody waits long for it: they get what
 * was known some moments ago.
 *
 * @param <T> what is read
 */
public final class SharedReading<T> {

	private static final Duration FRESH = Duration.ofSeconds(2);

	private static final Duration LONGEST = Duration.ofSeconds(15);

	/** The same while nobody asks. */
	private static final Duration KEPT = Duration.ofMinutes(1);

	private static final Duration OLD = Duration.ofMinutes(5);

	/** What takes longer is read beside those who ask. */
	private static final Duration LONG = Duration.ofMillis(100);

	/** Reading takes one part of so many of the time. */
	private static final int SHARE = 10;

	/** The same while nobody asks. */
	private static final int KEPT_SHARE = 50;

	private final Supplier<T> reader;

	private final Predicate<T> old;

	private final Duration patience;

	private final LongSupplier nanos;

	private @Nullable LatestReading<T> latest;

	private @Nullable CompletableFuture<T> running;

	private volatile @Nullable CompletableFuture<T> late;

	/**
	 * Prepares it.
	 * @param old tells whether something may be shown for some moments after it was true
	 * @param patience how long anybody waits who could be shown that
	 * @param nanos the time, as nobody sets it
	 */
	public SharedReading(Supplier<T> reader, Predicate<T> old, Duration patience, LongSupplier nanos) {
		this.reader = reader;
		this.old = old;
		this.patience = patience;
		this.nanos = nanos;
	}

	/**
	 * Returns what is known, or reads it.
	 */
	public T get() {
		return get(this::now);
	}

	/**
	 * Returns what is known, or reads it. Nobody waits longer for that than the patience
	 * lasts.
	 * @param unknown what is told if nothing is known until then
	 */
	public T getOr(T unknown) {
		return get((reading) -> soon(reading, unknown));
	}

	private T get(Function<CompletableFuture<T>, T> otherwise) {
		LatestReading<T> known;
		CompletableFuture<T> reading;
		synchronized (this) {
			known = this.latest;
			if (known != null && age(known) < known.share(SHARE, FRESH, LONGEST)) {
				return known.value();
			}
			reading = (this.running != null) ? this.running : begin();
		}
		if (known == null || age(known) >= OLD.toNanos() || !this.old.test(known.value())) {
			return otherwise.apply(reading);
		}
		return (known.took() > this.patience.toNanos()) ? known.value() : soon(reading, known.value());
	}

	/**
	 * Reads it anew if it is not known yet, or if reading takes long and was a while ago.
	 */
	public void keep() {
		CompletableFuture<T> reading;
		synchronized (this) {
			LatestReading<T> known = this.latest;
			if (known != null
					&& (known.took() < LONG.toNanos() || age(known) < known.share(KEPT_SHARE, LONGEST, KEPT))) {
				return;
			}
			reading = (this.running != null) ? this.running : begin();
		}
		now(reading);
	}

	/**
	 * Has it read anew, since somebody has done something.
	 */
	public synchronized void expire() {
		this.latest = null;
		this.running = null;
	}

	private CompletableFuture<T> begin() {
		CompletableFuture<T> reading = new CompletableFuture<>();
		this.running = reading;
		Thread.ofVirtual().name("reading").start(() -> read(reading));
		return reading;
	}

	private void read(CompletableFuture<T> reading) {
		long begun = this.nanos.getAsLong();
		try {
			T value = this.reader.get();
			long end = this.nanos.getAsLong();
			end(reading, new LatestReading<>(value, end, end - begun));
			reading.complete(value);
		}
		catch (RuntimeException | Error ex) {
			end(reading, null);
			reading.completeExceptionally(ex);
		}
	}

	/** Before anybody is told, so that who asks next does not find what is over. */
	private synchronized void end(CompletableFuture<T> reading, @Nullable LatestReading<T> read) {
		if (this.running == reading) {
			this.running = null;
			this.latest = (read != null) ? read : this.latest;
		}
	}

	/** Who has waited in vain once, as for one of many gauges, does not wait again. */
	private T soon(CompletableFuture<T> reading, T otherwise) {
		if (reading == this.late) {
			return otherwise;
		}
		try {
			return reading.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException _) {
			this.late = reading;
			return otherwise;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return otherwise;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

	private T now(CompletableFuture<T> reading) {
		try {
			return reading.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

	private long age(LatestReading<T> reading) {
		return this.nanos.getAsLong() - reading.at();
	}

	/**
	 * What was read last.
	 *
	 * @param at when
	 * @param took how long that took
	 */
	private record LatestReading<T>(T value, long at, long took) {

		long share(int share, Duration least, Duration most) {
			return Math.clamp(this.took * share, least.toNanos(), most.toNanos());
		}

	}

}
