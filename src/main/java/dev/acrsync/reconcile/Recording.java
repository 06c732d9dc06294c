package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.ledger.Check;
import dev.acrsync.ledger.Checks;
import dev.acrsync.ledger.Continuations;
import dev.acrsync.ledger.DamagedRowException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.ReferrerRounds;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what is missing to the ledger as an event would, and writes down what was found.
 */
final class Recording implements Pass.Visitor {

	private static final Logger logger = LoggerFactory.getLogger(Recording.class);

	private static final int OFTEN = 100;

	private static final int TOLD = 20;

	private final String pass;

	private final Ledger ledger;

	private final Checks checks;

	private final ReferrerRounds rounds;

	private final Continuations continuations;

	private final Tracing tracing;

	private final AtomicInteger checked = new AtomicInteger();

	private final AtomicInteger total = new AtomicInteger();

	private final AtomicInteger found = new AtomicInteger();

	private final List<String> troubles = new CopyOnWriteArrayList<>();

	private final Instant startedAt;

	/** Sources write one after the other, so that events find the writer free. */
	private final ReentrantLock writing = new ReentrantLock(true);

	private final AtomicReference<Passes.Looks> looks = new AtomicReference<>(Passes.Looks.NONE);

	Recording(String pass, Ledger ledger, Checks checks, ReferrerRounds rounds, Continuations continuations,
			Clock clock, Tracing tracing) {
		this.pass = pass;
		this.ledger = ledger;
		this.checks = checks;
		this.rounds = rounds;
		this.continuations = continuations;
		this.startedAt = clock.instant();
		this.tracing = tracing;
	}

	@Override
	public Pass.SourceVisitor found(Scope scope) {
		int repositories = Math.toIntExact(scope.remaining().count());
		this.total.addAndGet(repositories);
		logger.info("Pass {} compares {} repositories of source '{}'", this.pass, repositories, scope.source().name());
		written("source '" + scope.source().name() + "'", () -> {
			if (scope.isAll()) {
				this.checks.recordRepositories(scope.source().name(), scope.repositories(), scope.gap());
			}
			else {
				this.checks.recordCatalog(scope.source().name(), scope.gap());
			}
		});
		return new SourceRecording(scope);
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
	 * Returns why it is as if no pass had been made: of some source nothing was read.
	 */
	Optional<String> trouble() {
		return this.troubles.isEmpty() ? Optional.empty()
				: Optional.of(this.troubles.stream().sorted().limit(TOLD).collect(Collectors.joining("; ")));
	}

	Passes.Progress progress() {
		return new Passes.Progress(this.checked.get(), this.total.get(), this.found.get(), this.looks.get());
	}

	/**
	 * Writes down what was found in one source.
	 */
	private final class SourceRecording implements Pass.SourceVisitor {

		private final Scope scope;

		private final String source;

		/** Whether anything of the source could be compared, and else why not. */
		private boolean compared;

		private Optional<String> reason;

		SourceRecording(Scope scope) {
			this.scope = scope;
			this.source = scope.source().name();
			this.reason = scope.gap();
		}

		@Override
		public void checked(Findings findings, Looked looked) {
			// In this order: after a crash in between, what was handed in is known, and
			// not taken for unannounced again.
			Findings complete = findings.lacking(looked.lacking());
			List<Push> pushes = complete.pushes(Recording.this.pass).stream().map(this::traced).toList();
			String where = "repository '" + findings.repository() + "' of source '" + this.source + "'";
			written(where, () -> Recording.this.ledger.acceptAll(pushes));
			written(where, () -> record(complete));
			looked.position().ifPresent((it) -> written(where, () -> Recording.this.rounds.goOnAfter(this.source, it)));
			this.compared = this.compared || !findings.compared().isEmpty();
			this.reason = this.reason.or(() -> findings.gaps().stream().map(Check.Gap::reason).findFirst());
			Recording.this.found.addAndGet(pushes.size());
			Recording.this.looks.updateAndGet((it) -> it.plus(looked.looks()));
			findings.gaps()
				.forEach((gap) -> logger.warn("Repository '{}' of {} could not be compared: {}", findings.repository(),
						this.source, gap.reason()));
			warnOfOthers(findings);
			if (Recording.this.checked.incrementAndGet() % OFTEN == 0) {
				logger.info("Pass {} has compared {} of {} repositories", Recording.this.pass, Recording.this.checked,
						Recording.this.total);
			}
		}

		private void warnOfOthers(Findings findings) {
			List<Finding> others = findings.findings().stream().filter((it) -> it.owner().isPresent()).toList();
			others.stream()
				.findFirst()
				.ifPresent((first) -> logger.warn(
						"{} tags of '{}' at source '{}' are not brought, as the target's tags belong to another, such as {} to {}: give one of them another target-repository, or narrow its rule",
						others.size(), findings.repository(), this.source, first.target().image(),
						first.owner().map(Check.Owner::toString).orElse("")));
		}

		private void record(Findings findings) {
			Optional<Part> part = findings.part();
			if (part.isEmpty()) {
				Recording.this.checks.record(findings.check());
				return;
			}
			Recording.this.checks.recordPart(findings.check());
			goOn(Continuations.TAGS + findings.repository(), part.get().after().map(Tag::value));
		}

		private void goOn(String listing, Optional<String> after) {
			after.ifPresentOrElse(
					(name) -> Recording.this.continuations.goOn(this.source, listing, this.scope.rules(),
							new Continuations.Continuation(name, since())),
					() -> Recording.this.continuations.beginAnew(this.source, listing));
		}

		private Instant since() {
			return this.scope.goesOn()
				.since()
				.filter(Recording.this.startedAt::isAfter)
				.orElse(Recording.this.startedAt);
		}

		/**
		 * Each push begins a trace of its own, as if an event had announced it.
		 */
		private Push traced(Push push) {
			try (Tracing.Step _ = Recording.this.tracing.step("reconcile")) {
				Recording.this.tracing.tag("event.id", push.event());
				Recording.this.tracing.tag("acr_sync.source",
						push.registry() + "/" + push.repository() + ":" + push.tag());
				return push.in(Recording.this.tracing.current());
			}
		}

		@Override
		public void ended(boolean roundOver) {
			written("source '" + this.source + "'", () -> {
				if (roundOver) {
					Recording.this.rounds.beginAnew(this.source);
				}
				Scope.GoesOn goesOn = this.scope.goesOn();
				if (goesOn.after().isPresent()) {
					goOn(Continuations.REPOSITORIES, Optional.empty());
				}
				if (!this.scope.isAll()) {
					goOn(Continuations.CATALOG, goesOn.catalogNext());
				}
				if (this.compared || this.reason.isEmpty()) {
					Recording.this.checks.recordSource(this.source, this.scope.rules(), since());
				}
			});
			if (!this.compared) {
				this.reason.ifPresent(this::nothing);
			}
		}

		private void nothing(String why) {
			Recording.this.troubles.add("Nothing of source '%s' could be compared: %s".formatted(this.source, why));
		}

		@Override
		public void cut(RepositoryName last) {
			written("source '" + this.source + "'", () -> goOn(Continuations.REPOSITORIES, Optional.of(last.value())));
			logger.warn(
					"The time that pass {} has for source '{}' was over after repository '{}': the next goes on there",
					Recording.this.pass, this.source, last);
			if (!this.compared) {
				this.reason.ifPresent(this::nothing);
			}
		}

	}

}
