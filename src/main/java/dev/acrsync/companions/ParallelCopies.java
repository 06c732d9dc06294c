package dev.acrsync.companions;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.pace.RequestUrgency;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.tracing.TraceParent;
import dev.acrsync.tracing.Tracing;

/**
 * Copies what belongs to one image side by side, a few at once. Once one is throttled no
 * further one is begun.
 */
final class ParallelCopies {

	/** At once, for each image. */
	static final int MOST = 8;

	private final ReferrerCopier copier;

	private final ImportTask task;

	private final Tracing tracing;

	private final Optional<TraceParent> trace;

	private final RequestUrgency urgency = RequestUrgency.current();

	private final AtomicBoolean throttled = new AtomicBoolean();

	ParallelCopies(ReferrerCopier copier, ImportTask task, Tracing tracing) {
		this.copier = copier;
		this.task = task;
		this.tracing = tracing;
		this.trace = tracing.current();
	}

	/**
	 * Copies all, each within a span of its own where there are several, and returns when
	 * none is under way any more.
	 * @return what trouble each had, in their order
	 * @throws InterruptedException if the service stops
	 */
	List<Optional<ImportTrouble>> run(List<ImageReferrer> referrers) throws InterruptedException {
		if (referrers.size() < 2) {
			return referrers.isEmpty() ? List.of() : List.of(run(referrers.getFirst(), Tracing.OFF));
		}
		// Closing waits for all, and interrupts them if we are interrupted.
		try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST, referrers.size()),
				Thread.ofVirtual().name("referrer-", 0).factory())) {
			List<Future<Optional<ImportTrouble>>> copies = threads.invokeAll(referrers.stream()
				.<Callable<Optional<ImportTrouble>>>map((referrer) -> () -> run(referrer, this.tracing))
				.toList());
			return copies.stream().map(ParallelCopies::result).toList();
		}
	}

	private Optional<ImportTrouble> run(ImageReferrer referrer, Tracing spans) throws InterruptedException {
		if (this.throttled.get()) {
			return Optional.empty();
		}
		try (RequestUrgency.UrgentWork _ = this.urgency.begin();
				Tracing.Step _ = spans.begin(Tracing.StepKind.INTERNAL, "referrer", this.trace)) {
			Optional<ImportTrouble> trouble = this.copier.bring(this.task, referrer);
			trouble.ifPresent((_) -> this.copier.failed(this.task));
			if (trouble.filter((it) -> ImportTrouble.THROTTLED.equals(it.code())).isPresent()) {
				this.throttled.set(true);
			}
			return trouble;
		}
	}

	private static Optional<ImportTrouble> result(Future<Optional<ImportTrouble>> copy) {
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

}
