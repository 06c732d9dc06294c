package dev.acrsync.console;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * How things are, read once for all who look, and the more seldom the longer that takes.
 * Nobody waits long for it where it is known how things were some minutes ago: what is
 * shown tells when it was read, and whoever looks again soon sees it anew.
 */
final class CurrentStatus {

	private static final Duration FRESH = Duration.ofSeconds(2);

	private static final Duration LONGEST = Duration.ofSeconds(15);

	private static final Duration OLD = Duration.ofMinutes(5);

	/** Reading takes one part of so many of the time. */
	private static final int SHARE = 10;

	private final Supplier<StatusDocument> reader;

	private final Duration patience;

	private final LongSupplier nanos;

	private @Nullable StatusReading latest;

	private @Nullable CompletableFuture<StatusDocument> running;

	CurrentStatus(Supplier<StatusDocument> reader, Duration patience, LongSupplier nanos) {
		this.reader = reader;
		this.patience = patience;
		this.nanos = nanos;
	}

	StatusDocument get() {
		StatusReading known;
		CompletableFuture<StatusDocument> reading;
		synchronized (this) {
			known = this.latest;
			if (known != null && age(known) < known.freshNanos()) {
				return known.status();
			}
			reading = (this.running != null) ? this.running : begin();
		}
		return (known != null && age(known) < OLD.toNanos()) ? soon(reading, known.status()) : now(reading);
	}

	/**
	 * Has it read anew, since somebody has done something.
	 */
	synchronized void expire() {
		this.latest = null;
		this.running = null;
	}

	private CompletableFuture<StatusDocument> begin() {
		CompletableFuture<StatusDocument> reading = new CompletableFuture<>();
		this.running = reading;
		Thread.ofVirtual().name("status").start(() -> read(reading));
		return reading;
	}

	private void read(CompletableFuture<StatusDocument> reading) {
		long begun = this.nanos.getAsLong();
		try {
			StatusDocument status = this.reader.get();
			long end = this.nanos.getAsLong();
			end(reading, new StatusReading(status, end,
					Math.clamp((end - begun) * SHARE, FRESH.toNanos(), LONGEST.toNanos())));
			reading.complete(status);
		}
		catch (RuntimeException | Error ex) {
			end(reading, null);
			reading.completeExceptionally(ex);
		}
	}

	/** Before anybody is told, so that who asks next does not find what is over. */
	private synchronized void end(CompletableFuture<StatusDocument> reading, @Nullable StatusReading read) {
		if (this.running == reading) {
			this.running = null;
			this.latest = (read != null) ? read : this.latest;
		}
	}

	private StatusDocument soon(CompletableFuture<StatusDocument> reading, StatusDocument otherwise) {
		try {
			return reading.get(this.patience.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException _) {
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

	private static StatusDocument now(CompletableFuture<StatusDocument> reading) {
		try {
			return reading.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

	private long age(StatusReading reading) {
		return this.nanos.getAsLong() - reading.at();
	}

	/**
	 * What was read last.
	 *
	 * @param freshNanos for how long it is shown
	 */
	private record StatusReading(StatusDocument status, long at, long freshNanos) {
	}

}
