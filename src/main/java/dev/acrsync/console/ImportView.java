package dev.acrsync.console;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RuleReference;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.Push;
import dev.acrsync.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * One import as operators see it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(String id, String event, String origin, @Nullable String door, String source, String repository,
		String tag, String digest, String target, String state, int attempts, @Nullable String importedDigest,
		ImportProgress.@Nullable RecordedFailure error, @Nullable String operation, Instant receivedAt,
		Instant pushedAt, @Nullable Instant nextAttemptAt, @Nullable Instant finishedAt, @Nullable String trace,
		@Nullable Integer rule) {

	static ImportView of(ImportRecord record) {
		Push push = record.push();
		ImportProgress progress = record.progress();
		return new ImportView(record.id(), push.event(), push.origin().label(),
				push.door().map(EventDoor::label).orElse(null), push.source(), push.image().repository().value(),
				push.image().tag().value(), push.digest().value(), record.target().image().toString(),
				progress.state().label(), progress.attempts(),
				progress.importedDigest().map(Digest::value).orElse(null), progress.error().orElse(null),
				progress.operation().orElse(null), progress.receivedAt(), push.pushedAt(),
				progress.nextAttemptAt().orElse(null), progress.finishedAt().orElse(null),
				push.trace().map(TraceParent::traceId).orElse(null),
				record.target().rule().map(RuleReference::index).orElse(null));
	}

}
