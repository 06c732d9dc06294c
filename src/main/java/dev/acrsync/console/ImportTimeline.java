package dev.acrsync.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.Push;
import dev.acrsync.resumption.OperationRecord;

/**
 * What became of an import, step by step.
 */
final class ImportTimeline {

	private final ImportProgress progress;

	private final List<StoryStep> steps = new ArrayList<>();

	ImportTimeline(ImportRecord record, Optional<String> rule, List<OperationRecord> operations,
			List<ImportTries.Try> tries) {
		this.progress = record.progress();
		Push push = record.push();
		add(push.pushedAt(), "Pushed at " + push.image().registry(), "digest " + push.digest());
		add(this.progress.receivedAt(), "Received, and written down", "%s %s".formatted(switch (push.origin()) {
			case EVENT -> push.door()
				.map((door) -> "announced by %s, event".formatted(door.label()))
				.orElse("announced by event");
			case WATCH -> "found by watching";
			case RECONCILE -> "found by comparison";
			case BACKFILL -> "found by the first comparison";
			case RECHECK -> "to be brought once more, for what came after";
		}, push.event()));
		rule.ifPresent((it) -> add(this.progress.receivedAt(), "Let in", "by " + it));
		operations.forEach(this::add);
		tries.forEach(this::add);
		this.progress.nextAttemptAt().ifPresent((at) -> add(at, "Next try", "after " + attempts()));
		this.progress.finishedAt()
			.ifPresent((at) -> add(at, "Ended: " + this.progress.state().label(),
					"after " + attempts()
							+ this.progress.importedDigest()
								.map(Digest::value)
								.map((it) -> ", the target has " + it)
								.orElse("")));
		this.steps.sort(Comparator.comparing(StoryStep::at));
	}

	private String attempts() {
		return HumanNumbers.count(this.progress.attempts(), "try", "tries");
	}

	private void add(ImportTries.Try one) {
		add(one.begunAt(), "Try " + one.attempt() + " begins", "on " + one.replica());
		one.steps()
			.forEach((step) -> add(one.begunAt().plus(step.after()), step.what(),
					"took " + HumanNumbers.seconds(step.took().toMillis() / 1000.0)));
		if (one.goesOn()) {
			add(one.endedAt(), "Try " + one.attempt() + " goes on", one.outcome() + ": it is looked at again");
		}
		else if (!one.outcome().equals(this.progress.state().label())) {
			add(one.endedAt(), "Try " + one.attempt() + " ends", one.outcome());
		}
	}

	private void add(OperationRecord operation) {
		add(operation.begunAt(), "Azure is asked to copy",
				"operation registries-" + operation.requestId() + ", digest " + operation.digest());
		operation.endedAt()
			.ifPresent((at) -> add(at,
					"The copy ended: " + operation.end().map((it) -> it.name().toLowerCase(Locale.ROOT)).orElse(""),
					operation.seen() ? "its digest was seen at the target" : ""));
	}

	private void add(Instant at, String what, String details) {
		this.steps.add(new StoryStep(at, what, details));
	}

	Html list() {
		List<Html> lines = new ArrayList<>();
		Instant before = this.steps.getFirst().at();
		for (StoryStep step : this.steps) {
			lines.add(Html.of("<li><strong>{}</strong> {} <span class=\"soft\">{}</span><br>{}</li>\n", step.what(),
					Html.time(step.at()), after(before, step.at()), step.details()));
			before = step.at();
		}
		return Html.of("<ol class=\"story\">\n{}</ol>\n", lines);
	}

	private static String after(Instant before, Instant at) {
		Duration time = Duration.between(before, at);
		return time.isPositive() ? "+" + HumanNumbers.seconds(time.toMillis() / 1000.0) : "";
	}

	/**
	 * Something that happened.
	 */
	private record StoryStep(Instant at, String what, String details) {
	}

}
