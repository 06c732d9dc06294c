package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.acrsync.ledger.Check;
import dev.acrsync.ledger.Checks;
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

	private final String pass;

	private final Ledger ledger;

	private final Checks checks;

	private final ReferrerRounds rounds;

	private final Tracing tracing;

	private final AtomicInteger checked = new AtomicInteger();

	private final AtomicInteger total = new AtomicInteger();

	private final AtomicInteger found = new AtomicInteger();

	private final List<String> troubles = new CopyOnWriteArrayList<>();

	private final Instant startedAt;

	/** Whether anything of the source could be compared, and else why not. */
	private boolean compared;

	private Optional<String> reason = Optional.empty();

	private final AtomicReference<Passes.Looks> looks = new AtomicReference<>(Passes.Looks.NONE);

	Recording(String pass, Ledger ledger, Checks checks, ReferrerRounds rounds, Clock clock, Tracing tracing) {
		this.pass = pass;
		this.ledger = ledger;
		this.checks = checks;
		this.rounds = rounds;
		this.startedAt = clock.instant();
		this.tracing = tracing;
	}

	@Override
	public void begins(int repositories) {
		this.total.set(repositories);
		logger.info("Pass {} compares {} repositories", this.pass, repositories);
	}

	@Override
	public void found(Scope scope) {
		this.compared = false;
		this.reason = scope.gap();
		this.checks.recordRepositories(scope.source().name(), scope.repositories(), scope.gap());
	}

	@Override
	public void checked(Findings findings, Looked looked) {
		// In this order: after a crash in between, what was handed in is known, and not
		// taken for unannounced again.
		Findings complete = findings.lacking(looked.lacking());
		List<Push> pushes = complete.pushes(this.pass).stream().map(this::traced).toList();
		this.ledger.acceptAll(pushes);
		this.checks.record(complete.check());
		this.compared = this.compared || !findings.compared().isEmpty();
		this.reason = this.reason.or(() -> findings.gaps().stream().map(Check.Gap::reason).findFirst());
		looked.position().ifPresent((it) -> this.rounds.goOnAfter(findings.source().name(), it));
		this.found.addAndGet(pushes.size());
		this.looks.updateAndGet((it) -> it.plus(looked.looks()));
		findings.gaps()
			.forEach((gap) -> logger.warn("Repository '{}' of {} could not be compared: {}", findings.repository(),
					findings.source().name(), gap.reason()));
		if (this.checked.incrementAndGet() % OFTEN == 0) {
			logger.info("Pass {} has compared {} of {} repositories", this.pass, this.checked, this.total);
		}
	}

	/**
	 * Each push begins a trace of its own, as if an event had announced it.
	 */
	private Push traced(Push push) {
		return this.tracing.step("reconcile", () -> {
			this.tracing.tag("event.id", push.event());
			this.tracing.tag("acr_sync.source", push.registry() + "/" + push.repository() + ":" + push.tag());
			return push.in(this.tracing.current());
		});
	}

	@Override
	public void ended(Scope scope, boolean roundOver) {
		String source = scope.source().name();
		if (roundOver) {
			this.rounds.beginAnew(source);
		}
		if (this.compared || this.reason.isEmpty()) {
			this.checks.recordSource(source, scope.rules(), this.startedAt);
		}
		else {
			this.troubles.add("Nothing of source '%s' could be compared: %s".formatted(source, this.reason.get()));
		}
	}

	/**
	 * Returns why it is as if no pass had been made: of some source nothing was read.
	 */
	Optional<String> trouble() {
		return this.troubles.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", this.troubles));
	}

	Passes.Progress progress() {
		return new Passes.Progress(this.checked.get(), this.total.get(), this.found.get(), this.looks.get());
	}

}
