package dev.acrsync.console;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RuleReference;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * One import as operators see it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(String id, String event, String origin, @Nullable String door, String source, String repository,
		String tag, String digest, String target, String state, int attempts, @Nullable String importedDigest,
		@Nullable ImportError error, @Nullable String operation, Instant receivedAt, Instant pushedAt,
		@Nullable Instant nextAttemptAt, @Nullable Instant finishedAt, @Nullable String trace, @Nullable Integer rule) {

	static ImportView of(ImportRecord record) {
		return new ImportView(record.id(), record.event(), record.origin().label(),
				record.door().map(EventDoor::label).orElse(null), record.source(), record.repository().value(),
				record.tag().value(), record.digest().value(), record.target().image().toString(),
				record.state().label(), record.attempts(), record.importedDigest().map(Digest::value).orElse(null),
				record.error().map((it) -> new ImportError(it.code(), it.message())).orElse(null),
				record.operation().orElse(null), record.receivedAt(), record.pushedAt(),
				record.nextAttemptAt().orElse(null), record.finishedAt().orElse(null),
				record.trace().map(TraceParent::traceId).orElse(null),
				record.target().rule().map(RuleReference::index).orElse(null));
	}

	/**
	 * The last trouble.
	 */
	record ImportError(String code, String message) {
	}

}
