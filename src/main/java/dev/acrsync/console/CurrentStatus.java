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

	private final Supplier<Status> reader;

	private final Duration patience;

	private final LongSupplier nanos;

	private @Nullable Reading latest;

	private @Nullable CompletableFuture<Status> running;

	CurrentStatus(Supplier<Status> reader, Duration patience, LongSupplier nanos) {
		this.reader = reader;
		this.patience = patience;
		this.nanos = nanos;
	}

	Status get() {
		Reading known;
		CompletableFuture<Status> reading;
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

	private CompletableFuture<Status> begin() {
		CompletableFuture<Status> reading = new CompletableFuture<>();
		this.running = reading;
		Thread.ofVirtual().name("status").start(() -> read(reading));
		return reading;
	}

	private void read(CompletableFuture<Status> reading) {
		long begun = this.nanos.getAsLong();
		try {
			Status status = this.reader.get();
			long end = this.nanos.getAsLong();
			end(reading,
					new Reading(status, end, Math.clamp((end - begun) * SHARE, FRESH.toNanos(), LONGEST.toNanos())));
			reading.complete(status);
		}
		catch (RuntimeException | Error ex) {
			end(reading, null);
			reading.completeExceptionally(ex);
		}
	}

	/** Before anybody is told, so that who asks next does not find what is over. */
	private synchronized void end(CompletableFuture<Status> reading, @Nullable Reading read) {
		if (this.running == reading) {
			this.running = null;
			this.latest = (read != null) ? read : this.latest;
		}
	}

	private Status soon(CompletableFuture<Status> reading, Status otherwise) {
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

	private static Status now(CompletableFuture<Status> reading) {
		try {
			return reading.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException cause) ? cause : new IllegalStateException(ex.getCause());
		}
	}

	private long age(Reading reading) {
		return this.nanos.getAsLong() - reading.at();
	}

	/**
	 * What was read last.
	 *
	 * @param freshNanos for how long it is shown
	 */
	private record Reading(Status status, long at, long freshNanos) {
	}

}
