package dev.acrsync.comparison;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.inventory.RepositoryScope;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a comparison would import, to one who asks at a time: after a while to who
 * asks next. It has a pace of its own, so that no comparison waits for it.
 */
public class DryRuns {

	/** Who asks at the command line waits a little longer. */
	static final Duration TIME = Duration.ofMinutes(25);

	private static final int MOST = 1_000;

	private final ComparisonRun run;

	/** Who has asked may have gone: nothing tells so. */
	private static final Duration OWN_TIME = Duration.ofMinutes(2);

	/** For what is being read to be left. */
	private static final Duration LEAVING = Duration.ofSeconds(10);

	private final Semaphore free = new Semaphore(1);

	private final LongSupplier nanos;

	private final AtomicReference<@Nullable DryRun> current = new AtomicReference<>();

	DryRuns(ComparisonRun run, LongSupplier nanos) {
		this.run = run;
		this.nanos = nanos;
	}

	/**
	 * Compares everything, and writes nothing.
	 * @return empty if somebody else's dry run is under way that has not had its own time
	 * yet, or if another one has taken the place of this one when it had
	 */
	Optional<DryRunResult> plan() {
		if (!this.free.tryAcquire() && !takePlace()) {
			return Optional.empty();
		}
		DryRunVisitor planning = new DryRunVisitor();
		DryRun run = new DryRun(Thread.currentThread(), this.nanos.getAsLong(), planning);
		this.current.set(run);
		try {
			this.run.run(planning);
			return Optional.of(planning.plan());
		}
		catch (CancellationException ex) {
			if (run.hasLeft()) {
				return Optional.empty();
			}
			throw ex;
		}
		finally {
			this.current.set(null);
			run.end();
			this.free.release();
		}
	}

	/**
	 * Tells how far the one is that is under way.
	 */
	Optional<DryRunProgress> progress() {
		return Optional.ofNullable(this.current.get())
			.map((run) -> new DryRunProgress(Duration.ofNanos(this.nanos.getAsLong() - run.begun),
					run.planning.checked.get(), run.planning.total.get()));
	}

	private boolean takePlace() {
		DryRun run = this.current.get();
		try {
			return run != null && this.nanos.getAsLong() - run.begun >= OWN_TIME.toNanos() && run.leave()
					&& this.free.tryAcquire(LEAVING.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * One that is under way, on the thread of who asks.
	 */
	private static final class DryRun {

		private final Thread thread;

		private final long begun;

		private final DryRunVisitor planning;

		private boolean left;

		private boolean ended;

		private DryRun(Thread thread, long begun, DryRunVisitor planning) {
			this.thread = thread;
			this.begun = begun;
			this.planning = planning;
		}

		/**
		 * Has it end.
		 * @return false if it has, or somebody else has already asked it to
		 */
		synchronized boolean leave() {
			boolean leaves = !this.left && !this.ended;
			if (leaves) {
				this.left = true;
				this.thread.interrupt();
			}
			return leaves;
		}

		synchronized boolean hasLeft() {
			return this.left;
		}

		synchronized void end() {
			this.ended = true;
			if (this.left) {
				// It is meant for the run, and not for what the thread does next.
				Thread.interrupted();
			}
		}

	}

	/**
	 * Remembers what would be done, as far as fits an answer.
	 */
	private static final class DryRunVisitor implements ComparisonRun.ComparisonVisitor {

		private final Map<String, DryRunSourceVisitor> sources = new ConcurrentSkipListMap<>();

		private final AtomicInteger total = new AtomicInteger();

		private final AtomicInteger checked = new AtomicInteger();

		@Override
		public ComparisonRun.SourceVisitor found(RepositoryScope scope) {
			this.total.addAndGet(Math.toIntExact(scope.remaining().count()));
			DryRunSourceVisitor planning = new DryRunSourceVisitor(this.checked);
			scope.gap().ifPresent(planning.gaps::add);
			this.sources.put(scope.source().name(), planning);
			return planning;
		}

		DryRunResult plan() {
			return new DryRunResult(this.sources.values().stream().mapToLong((it) -> it.count).sum(),
					this.sources.values().stream().flatMap((it) -> it.images.stream()).limit(MOST).toList(),
					this.sources.values().stream().flatMap((it) -> it.gaps.stream()).limit(MOST).toList());
		}

	}

	/**
	 * Remembers what would be done with one source.
	 */
	private static final class DryRunSourceVisitor implements ComparisonRun.SourceVisitor {

		private final List<PlannedImport> images = new ArrayList<>();

		private final List<String> gaps = new ArrayList<>();

		private final AtomicInteger checked;

		private long count;

		private DryRunSourceVisitor(AtomicInteger checked) {
			this.checked = checked;
		}

		@Override
		public void checked(RepositoryComparison comparison, ReferrerLookResult lookResult) {
			this.checked.incrementAndGet();
			comparison.gaps().stream().limit(MOST - this.gaps.size()).forEach((gap) -> this.gaps.add(gap.reason()));
			for (AllowedPush allowed : comparison.lacking(lookResult.lacking()).pushes("plan")) {
				Push push = allowed.push();
				for (TargetImage target : allowed.targets()) {
					this.count++;
					if (this.images.size() < MOST) {
						this.images.add(new PlannedImport(push.image().toString(), push.digest().value(),
								target.image().toString(), push.origin().label()));
					}
				}
			}
		}

		@Override
		public void ended(boolean roundOver) {
			// Nothing to do.
		}

		@Override
		public void cut(RepositoryName last) {
			this.gaps.add("The time for a source was over after repository '" + last + "'");
		}

	}

	/**
	 * How far one is.
	 *
	 * @param since how long ago it was begun
	 * @param checked how many repositories were compared
	 * @param repositories how many are known of that will be
	 */
	public record DryRunProgress(Duration since, int checked, int repositories) {
	}

	/**
	 * What a comparison would import.
	 */
	public record DryRunResult(long count, List<PlannedImport> images, List<String> unchecked) {
	}

	/**
	 * One image of it.
	 */
	public record PlannedImport(String source, String digest, String target, String origin) {
	}

}
