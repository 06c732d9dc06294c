package dev.acrsync.importing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.acrsync.referrers.Attachment;
import dev.acrsync.registry.Urgency;

/**
 * Copies what belongs to one image side by side, a few at once. Once one is throttled no
 * further one is begun.
 */
final class ParallelCopies {

	/** At once, for each image. */
	static final int MOST = 8;

	private final AtomicBoolean throttled = new AtomicBoolean();

	/**
	 * Copies all, and returns when none is under way any more.
	 * @return what trouble each had, in their order
	 * @throws InterruptedException if the service stops
	 */
	List<Optional<Trouble>> run(List<Attachment> attachments, AttachmentCopy copy) throws InterruptedException {
		if (attachments.size() < 2) {
			return attachments.isEmpty() ? List.of() : List.of(run(attachments.getFirst(), copy));
		}
		Urgency urgency = Urgency.current();
		// Closing waits for all, and interrupts them if we are interrupted.
		try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST, attachments.size()),
				Thread.ofVirtual().name("referrer-", 0).factory())) {
			List<Future<Optional<Trouble>>> copies = threads.invokeAll(attachments.stream()
				.<Callable<Optional<Trouble>>>map((attachment) -> () -> urgency.of(() -> run(attachment, copy)))
				.toList());
			return copies.stream().map(ParallelCopies::result).toList();
		}
	}

	private Optional<Trouble> run(Attachment attachment, AttachmentCopy copy) throws InterruptedException {
		if (this.throttled.get()) {
			return Optional.empty();
		}
		Optional<Trouble> trouble = copy.bring(attachment);
		if (trouble.filter((it) -> Trouble.THROTTLED.equals(it.code())).isPresent()) {
			this.throttled.set(true);
		}
		return trouble;
	}

	private static Optional<Trouble> result(Future<Optional<Trouble>> copy) {
		try {
			return copy.get();
		}
		catch (ExecutionException ex) {
			switch (ex.getCause()) {
				case RuntimeException cause -> throw cause;
				case Error cause -> throw cause;
				case null, default -> throw new IllegalStateException(ex);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	boolean isThrottled() {
		return this.throttled.get();
	}

	/**
	 * Brings one to the target.
	 */
	@FunctionalInterface
	interface AttachmentCopy {

		/**
		 * Returns why it is not there; nothing if it is.
		 * @throws InterruptedException if the service stops
		 */
		Optional<Trouble> bring(Attachment attachment) throws InterruptedException;

	}

}
