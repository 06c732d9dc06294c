package dev.acrsync.importing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.breaker.TryNotes;
import dev.acrsync.image.Digest;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes down how a try ended, and says so once in the log, in the metrics and in the
 * trace.
 */
final class OutcomeRecorder {

	private static final Logger logger = LoggerFactory.getLogger(OutcomeRecorder.class);

	/** As people know it: a pod's name. */
	private static final String REPLICA = Objects.requireNonNullElseGet(System.getenv("HOSTNAME"),
			() -> "process " + ProcessHandle.current().pid());

	private final Ledger ledger;

	private final Backoff backoff;

	private final RegistryGate gate;

	private final ImportMetrics metrics;

	private final ImportTries tries;

	private final Clock clock;

	private final Tracing tracing;

	OutcomeRecorder(Ledger ledger, Backoff backoff, RegistryGate gate, ImportMetrics metrics, ImportTries tries,
			Clock clock, Tracing tracing) {
		this.ledger = ledger;
		this.backoff = backoff;
		this.gate = gate;
		this.metrics = metrics;
		this.tries = tries;
		this.clock = clock;
		this.tracing = tracing;
	}

	/**
	 * Counts the imports that a claim has taken the place of, and says what is tried.
	 */
	void begins(Claim claim) {
		ImportRecord record = claim.record();
		this.metrics.superseded(record, claim.superseded());
		this.tracing.tag("acr_sync.import", record.id());
		this.tracing.tag("acr_sync.attempt", record.progress().attempts());
		this.tracing.tag("acr_sync.source", record.push().image().toString());
		this.tracing.tag("acr_sync.target", record.target().image().toString());
		this.tracing.tag("event.id", record.push().event());
	}

	/**
	 * Writes down how a try ended, or that it goes on.
	 * @param took how long it took
	 */
	void record(Claim claim, ImportResult result, Duration took) {
		boolean goesOn = switch (result) {
			case ImportResult.Arrived(var state, var digest) -> end(claim, ImportOutcome.arrived(state, digest), "");
			case ImportResult.Left(var state, var code, var message) ->
				end(claim, ImportOutcome.withoutImage(state, code, message), ": " + message);
			case ImportResult.Stuck(var trouble, var arrived) -> stuck(claim, trouble, arrived, took);
			case ImportResult.Unfinished(var why, var pause) -> {
				this.tracing.tag("acr_sync.outcome", why);
				this.ledger.pause(claim, this.clock.instant().plus(pause));
				yield true;
			}
			case ImportResult.Postponed(var reason, var pause) -> postpone(claim, reason, pause);
		};
		Instant now = this.clock.instant();
		this.tries.tried(new ImportTries.Try(claim.record().id(), claim.record().progress().attempts(), REPLICA,
				now.minus(took), now, outcome(result), goesOn, TryNotes.steps()));
	}

	private static String outcome(ImportResult result) {
		return switch (result) {
			case ImportResult.Arrived(var state, var _) -> state.label();
			case ImportResult.Left(var _, var code, var _) -> code;
			case ImportResult.Stuck(var trouble, var _) -> trouble.code();
			case ImportResult.Unfinished(var why, var _) -> why;
			case ImportResult.Postponed(var reason, var _) -> reason.code();
		};
	}

	private boolean stuck(Claim claim, ImportTrouble trouble, Optional<Digest> arrived, Duration took) {
		this.tracing.failed(trouble.code(), trouble.message());
		Optional<Duration> quiet = this.gate.untilLook(claim.record(), trouble.isOfAzure())
			.filter((_) -> trouble.mayComeOfAnOutage());
		Optional<Duration> pause = quiet
			.or(() -> this.gate.untilAsked(claim.record()).filter((_) -> trouble.mayComeOfThrottling()));
		if (pause.isPresent()) {
			return postpone(claim, trouble, pause.get());
		}
		Instant now = this.clock.instant();
		int attempts = claim.record().progress().attempts();
		Optional<Instant> next = this.backoff.next(trouble, attempts, claim.waited().plus(took), now);
		if (next.isEmpty()) {
			String message = (trouble.cure() == ImportTrouble.TroubleCure.PARK) ? trouble.message()
					: "Given up after " + attempts + " attempts: " + trouble.message();
			end(claim,
					new ImportOutcome(ImportState.FAILED, arrived,
							Optional.of(new ImportProgress.RecordedFailure(trouble.code(), message))),
					" (" + trouble.code() + "): " + message);
		}
		else {
			this.ledger.defer(claim, new ImportProgress.RecordedFailure(trouble.code(), trouble.message()),
					took.plus(Duration.between(now, next.get())), next.get());
			log(Level.INFO, claim, "deferred", " after attempt " + attempts + " until " + next.get() + " ("
					+ trouble.code() + "): " + trouble.message());
		}
		return false;
	}

	/**
	 * Said once for each reason, since it is looked at often.
	 */
	private boolean postpone(Claim claim, ImportTrouble reason, Duration pause) {
		Instant next = this.clock.instant().plus(pause);
		this.ledger.postpone(claim, new ImportProgress.RecordedFailure(reason.code(), reason.message()), next);
		boolean said = claim.record().progress().isHeldBy(reason.code());
		log(said ? Level.DEBUG : Level.INFO, claim, "deferred",
				" until " + next + " (" + reason.code() + "): " + reason.message());
		return true;
	}

	private boolean end(Claim claim, ImportOutcome outcome, String details) {
		this.ledger.finish(claim, outcome);
		this.metrics.ended(claim.record(), outcome, this.clock.instant());
		Level level = switch (outcome.state()) {
			case FAILED -> Level.ERROR;
			case KEPT -> Level.WARN;
			default -> Level.INFO;
		};
		log(level, claim, outcome.state().label(),
				outcome.digest().map((digest) -> ", digest " + digest).orElse("") + details);
		return false;
	}

	/**
	 * Says that nothing can be written down any more.
	 */
	void leaseLost(Claim claim) {
		log(Level.INFO, claim, "taken-over", ": its lease ran out, and somebody else works on it");
	}

	private void log(Level level, Claim claim, String outcome, String details) {
		ImportRecord record = claim.record();
		String source = record.push().image().toString();
		this.tracing.tag("acr_sync.outcome", outcome);
		logger.atLevel(level)
			.addKeyValue("acr_sync.import", record.id())
			.addKeyValue("event.id", record.push().event())
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.target", record.target().image().toString())
			.addKeyValue("acr_sync.outcome", outcome)
			.log("Import {} of {} to {}: {}{}", record.id(), source, record.target().image(), outcome, details);
	}

}
