package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.ListingContinuations;
import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.inventory.PartialComparison;
import dev.acrsync.inventory.RepositoryScope;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what is missing to the ledger as an event would, and writes down what was found.
 */
final class ComparisonRecorder implements ComparisonRun.ComparisonVisitor {

	private static final Logger logger = LoggerFactory.getLogger(ComparisonRecorder.class);

	private static final int OFTEN = 100;

	private static final int TOLD = 20;

	private final String pass;

	private final Ledger ledger;

	private final ComparisonRecords comparisons;

	private final ReferrerRounds rounds;

	private final ListingContinuations continuations;

	private final Tracing tracing;

	private final AtomicInteger checked = new AtomicInteger();

	private final AtomicInteger total = new AtomicInteger();

	private final AtomicInteger found = new AtomicInteger();

	private final List<String> troubles = new CopyOnWriteArrayList<>();

	private final Instant startedAt;

	/** Sources write one after the other, so that events find the writer free. */
	private final ReentrantLock writing = new ReentrantLock(true);

	private final AtomicReference<ComparisonLease.ReferrerLookCounts> looks = new AtomicReference<>(
			ComparisonLease.ReferrerLookCounts.NONE);

	ComparisonRecorder(String pass, Ledger ledger, ComparisonRecords comparisons, ReferrerRounds rounds,
			ListingContinuations continuations, Clock clock, Tracing tracing) {
		this.pass = pass;
		this.ledger = ledger;
		this.comparisons = comparisons;
		this.rounds = rounds;
		this.continuations = continuations;
		this.startedAt = clock.instant();
		this.tracing = tracing;
	}

	@Override
	public ComparisonRun.SourceVisitor found(RepositoryScope scope) {
		int repositories = Math.toIntExact(scope.remaining().count());
		this.total.addAndGet(repositories);
		logger.info("Comparison {} compares {} repositories of source '{}'", this.pass, repositories,
				scope.source().name());
		written("source '" + scope.source().name() + "'", () -> {
			if (scope.isAll()) {
				this.comparisons.recordRepositories(scope.source().name(), scope.repositories(), scope.gap());
			}
			else {
				this.comparisons.recordCatalog(scope.source().name(), scope.gap());
			}
		});
		return new SourceRecorder(scope);
	}

	/**
	 * Damaged rows do not keep what has others from being compared.
	 */
	private void written(String what, Runnable writes) {
		this.writing.lock();
		try {
			writes.run();
		}
		catch (RuntimeException ex) {
			if (!DamagedRowException.isCauseOf(ex)) {
				throw ex;
			}
			String trouble = "What was found in " + what
					+ " cannot be written down, since the ledger is damaged there: see docs/durability.md";
			logger.error("{} ({})", trouble, ex.getMessage());
			this.troubles.add(trouble);
		}
		finally {
			this.writing.unlock();
		}
	}

	/**
	 * Returns why it is as if no comparison had been made: of some source nothing was
	 * read.
	 */
	Optional<String> trouble() {
		return this.troubles.isEmpty() ? Optional.empty()
				: Optional.of(this.troubles.stream().sorted().limit(TOLD).collect(Collectors.joining("; ")));
	}

	ComparisonLease.ComparisonProgress progress() {
		return new ComparisonLease.ComparisonProgress(this.checked.get(), this.total.get(), this.found.get(),
				this.looks.get());
	}

	/**
	 * Writes down what was found in one source.
	 */
	private final class SourceRecorder implements ComparisonRun.SourceVisitor {

		private final RepositoryScope scope;

		private final String source;

		/** Whether anything of the source could be compared, and else why not. */
		private boolean compared;

		private Optional<String> reason;

		SourceRecorder(RepositoryScope scope) {
			this.scope = scope;
			this.source = scope.source().name();
			this.reason = scope.gap();
		}

		@Override
		public void checked(RepositoryComparison comparison, ReferrerLookResult lookResult) {
			// In this order: after a crash in between, what was handed in is known, and
			// not taken for unannounced again.
			RepositoryComparison complete = comparison.lacking(lookResult.lacking());
			List<AllowedPush> pushes = complete.pushes(ComparisonRecorder.this.pass)
				.stream()
				.map(this::traced)
				.toList();
			String where = "repository '" + comparison.repository() + "' of source '" + this.source + "'";
			written(where, () -> ComparisonRecorder.this.ledger.acceptAll(pushes));
			written(where, () -> record(complete));
			lookResult.position()
				.ifPresent((it) -> written(where, () -> ComparisonRecorder.this.rounds.goOnAfter(this.source, it)));
			this.compared = this.compared || !comparison.compared().isEmpty();
			this.reason = this.reason
				.or(() -> comparison.gaps().stream().map(ComparisonRecord.ComparisonGap::reason).findFirst());
			ComparisonRecorder.this.found.addAndGet(pushes.size());
			ComparisonRecorder.this.looks.updateAndGet((it) -> it.plus(lookResult.looks()));
			comparison.gaps()
				.forEach((gap) -> logger.warn("Repository '{}' of {} could not be compared: {}",
						comparison.repository(), this.source, gap.reason()));
			warnOfOthers(comparison);
			if (ComparisonRecorder.this.checked.incrementAndGet() % OFTEN == 0) {
				logger.info("Comparison {} has compared {} of {} repositories", ComparisonRecorder.this.pass,
						ComparisonRecorder.this.checked, ComparisonRecorder.this.total);
			}
		}

		private void warnOfOthers(RepositoryComparison comparison) {
			List<ComparedImage> others = comparison.findings().stream().filter((it) -> it.owner().isPresent()).toList();
			others.stream()
				.findFirst()
				.ifPresent((first) -> logger.warn(
						"{} tags of '{}' at source '{}' are not brought, as the target's tags belong to another, such as {} to {}: give one of them another target-repository, or narrow its rule",
						others.size(), comparison.repository(), this.source, first.target().image(),
						first.owner().map(ComparisonRecord.TagOwner::toString).orElse("")));
		}

		private void record(RepositoryComparison comparison) {
			Optional<PartialComparison> part = comparison.part();
			if (part.isEmpty()) {
				ComparisonRecorder.this.comparisons.record(comparison.check());
				return;
			}
			ComparisonRecorder.this.comparisons.recordPart(comparison.check());
			goOn(ListingContinuations.TAGS + comparison.repository(), part.get().after().map(Tag::value));
		}

		private void goOn(String listing, Optional<String> after) {
			after.ifPresentOrElse(
					(name) -> ComparisonRecorder.this.continuations.goOn(this.source, listing, this.scope.rules(),
							new ListingContinuations.ListingContinuation(name, since())),
					() -> ComparisonRecorder.this.continuations.beginAnew(this.source, listing));
		}

		private Instant since() {
			return this.scope.goesOn()
				.since()
				.filter(ComparisonRecorder.this.startedAt::isAfter)
				.orElse(ComparisonRecorder.this.startedAt);
		}

		/**
		 * Each push begins a trace of its own, as if an event had announced it.
		 */
		private AllowedPush traced(AllowedPush allowed) {
			try (Tracing.Step _ = ComparisonRecorder.this.tracing.step("reconcile")) {
				ComparisonRecorder.this.tracing.tag("event.id", allowed.push().event());
				ComparisonRecorder.this.tracing.tag("acr_sync.source", allowed.push().image().toString());
				return allowed.in(ComparisonRecorder.this.tracing.current());
			}
		}

		@Override
		public void ended(boolean roundOver) {
			written("source '" + this.source + "'", () -> {
				if (roundOver) {
					ComparisonRecorder.this.rounds.beginAnew(this.source);
				}
				RepositoryScope.ScopeContinuation goesOn = this.scope.goesOn();
				if (goesOn.after().isPresent()) {
					goOn(ListingContinuations.REPOSITORIES, Optional.empty());
				}
				if (!this.scope.isAll()) {
					goOn(ListingContinuations.CATALOG, goesOn.catalogNext());
				}
				if (this.compared || this.reason.isEmpty()) {
					ComparisonRecorder.this.comparisons.recordSource(this.source, this.scope.rules(), since());
				}
			});
			if (!this.compared) {
				this.reason.ifPresent(this::nothing);
			}
		}

		private void nothing(String why) {
			ComparisonRecorder.this.troubles
				.add("Nothing of source '%s' could be compared: %s".formatted(this.source, why));
		}

		@Override
		public void cut(RepositoryName last) {
			written("source '" + this.source + "'",
					() -> goOn(ListingContinuations.REPOSITORIES, Optional.of(last.value())));
			logger.warn(
					"The time that comparison {} has for source '{}' was over after repository '{}': the next goes on there",
					ComparisonRecorder.this.pass, this.source, last);
			if (!this.compared) {
				this.reason.ifPresent(this::nothing);
			}
		}

	}

}
