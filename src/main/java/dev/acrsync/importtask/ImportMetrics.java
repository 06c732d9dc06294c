package dev.acrsync.importtask;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.Push;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts how imports end, and measures how long the good ones took. Its labels come from
 * the configuration alone.
 */
public final class ImportMetrics {

	private static final Set<ImportState> REFERRER_OUTCOMES = EnumSet.of(ImportState.SUCCEEDED, ImportState.UNCHANGED,
			ImportState.FAILED);

	private final MeterRegistry meters;

	private final Consumer<Duration> arrivals;

	private final Timer accepted;

	private final Timer pushed;

	private final Timer copied;

	private final Timer referrerLag;

	/**
	 * Makes the metrics.
	 * @param arrivals is told how long each announced image took since its push
	 */
	public ImportMetrics(MeterRegistry meters, Settings settings, Consumer<Duration> arrivals) {
		this.meters = meters;
		this.arrivals = arrivals;
		this.accepted = timer("acr.sync.import", "From the accepted event to the verified image");
		this.pushed = timer("acr.sync.push.to.available", "From the push at the vendor to the verified image");
		this.copied = timer("acr.sync.copy", "From the request to copy to the digest at the target");
		this.referrerLag = timer("acr.sync.referrer.lag",
				"From a signature or the like seen at the source to its digest at the target");
		for (String source : settings.sources().keySet()) {
			for (String target : settings.targets().keySet()) {
				for (ImportState state : ImportState.values()) {
					if (!state.isOpen()) {
						counter(source, target, state);
					}
				}
				movedBack(source, target);
				REFERRER_OUTCOMES.forEach((outcome) -> referrers(source, target, outcome));
			}
		}
	}

	public void ended(ImportRecord record, ImportOutcome outcome, Instant now) {
		counter(record, outcome.state()).increment();
		Push push = record.push();
		if (outcome.state() == ImportState.SUCCEEDED && push.origin().isOfPush() && !waitedInVain(record, outcome)) {
			record(this.accepted, record.progress().receivedAt(), now);
			record(this.pushed, push.pushedAt(), now);
			this.arrivals.accept(between(push.pushedAt(), now));
		}
	}

	/**
	 * Measures a copy of an image, or of what belongs to one.
	 */
	public void copied(Instant requested, Instant seen) {
		record(this.copied, requested, seen);
	}

	/**
	 * Measures how long what belongs to an image was missing.
	 */
	public void referrerArrived(Instant seen, Instant arrived) {
		record(this.referrerLag, seen, arrived);
	}

	/**
	 * Tells whether another digest was imported long before, and the event's never came.
	 */
	private static boolean waitedInVain(ImportRecord record, ImportOutcome outcome) {
		return outcome.digest().filter(record.push().digest()::equals).isEmpty()
				&& record.progress().isHeldBy(ImportTrouble.SOURCE_BEHIND);
	}

	/**
	 * Counts a tag that an operation has moved back that was thought to be over.
	 */
	public void movedBack(ImportRecord record) {
		movedBack(record.push().source(), record.target().targetName()).increment();
	}

	public void superseded(ImportRecord by, int imports) {
		counter(by, ImportState.SUPERSEDED).increment(imports);
	}

	/**
	 * Counts a signature or the like: {@code succeeded}, {@code unchanged} or
	 * {@code failed}.
	 */
	public void referrer(ImportRecord record, ImportState outcome) {
		referrers(record.push().source(), record.target().targetName(), outcome).increment();
	}

	private Timer timer(String name, String description) {
		return Timer.builder(name)
			.description(description)
			.serviceLevelObjectives(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5),
					Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofMinutes(1),
					Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(30),
					Duration.ofHours(1), Duration.ofHours(6), Duration.ofHours(24))
			.register(this.meters);
	}

	private Counter counter(ImportRecord record, ImportState state) {
		return counter(record.push().source(), record.target().targetName(), state);
	}

	private Counter counter(String source, String target, ImportState state) {
		return Counter.builder("acr.sync.imports")
			.description("Imports that ended")
			.tags("source", source, "target", target, "outcome", state.label())
			.register(this.meters);
	}

	private Counter movedBack(String source, String target) {
		return Counter.builder("acr.sync.moved.back")
			.description("Tags that a late operation of Azure moved back, and that were imported again")
			.tags("source", source, "target", target)
			.register(this.meters);
	}

	private Counter referrers(String source, String target, ImportState outcome) {
		return Counter.builder("acr.sync.referrers")
			.description("Signatures and the like that were looked after, at each try of their image")
			.tags("source", source, "target", target, "outcome", outcome.label())
			.register(this.meters);
	}

	private static void record(Timer timer, Instant from, Instant to) {
		timer.record(between(from, to));
	}

	private static Duration between(Instant from, Instant to) {
		Duration took = Duration.between(from, to);
		return took.isNegative() ? Duration.ZERO : took;
	}

}
