package dev.acrsync.importing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.ImportRecords;

/**
 * Believes a young event for a while, although the source does not show what it told of:
 * a replica of the vendor's registry may be behind the one that was pushed to.
 */
final class EventBelief {

	private final ImportRecords records;

	private final OperationPace pace;

	private final Clock clock;

	EventBelief(ImportRecords records, OperationPace pace, Clock clock) {
		this.records = records;
		this.pace = pace;
		this.clock = clock;
	}

	/**
	 * Has a tag looked at again that is not shown yet.
	 * @return nothing if the event is not believed any more
	 */
	Optional<Result> absent(ImportRecord record) {
		return isYoung(record) ? Optional.of(behind(record, "not there yet")) : Optional.empty();
	}

	/**
	 * Has a tag looked at again that is shown with another digest than the one that was
	 * pushed last.
	 * @param shown the digest that the source shows, and the target has
	 * @return nothing if it is that one, or if the event is not believed any more
	 */
	Optional<Result> shown(ImportRecord record, Digest shown) {
		return (isYoung(record) && !this.records.latestPushed(record).equals(shown))
				? Optional.of(behind(record, "still " + shown)) : Optional.empty();
	}

	private boolean isYoung(ImportRecord record) {
		return told(record).plus(OperationPace.REPLICATION).isAfter(this.clock.instant());
	}

	/**
	 * The vendor's clock may be ahead.
	 */
	private static Instant told(ImportRecord record) {
		return record.pushedAt().isBefore(record.receivedAt()) ? record.pushedAt() : record.receivedAt();
	}

	private Result behind(ImportRecord record, String shown) {
		return new Result.Postponed(
				new Trouble(Trouble.Cure.RETRY, Trouble.SOURCE_BEHIND,
						"Tag '%s' of '%s' was pushed at %s, and %s shows it as %s: looking again"
							.formatted(record.tag(), record.repository(), record.pushedAt(), record.registry(), shown)),
				this.pace.soon(Duration.between(told(record), this.clock.instant())));
	}

}
