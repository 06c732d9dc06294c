package dev.acrsync.importing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.copyoperation.OperationPace;
import dev.acrsync.image.Digest;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.storedages.StoredAges;

/**
 * Believes a young event for a while, although the source does not show what it told of:
 * a replica of the vendor's registry may be behind the one that was pushed to.
 */
final class EventBelief {

	private final ImportRecords records;

	private final OperationPace pace;

	private final StoredAges ages;

	EventBelief(ImportRecords records, OperationPace pace, StoredAges ages) {
		this.records = records;
		this.pace = pace;
		this.ages = ages;
	}

	/**
	 * Has a tag looked at again that is not shown yet.
	 * @return nothing if the event is not believed any more
	 */
	Optional<ImportResult> absent(ImportRecord record) {
		return isYoung(record) ? Optional.of(behind(record, "not there yet")) : Optional.empty();
	}

	/**
	 * Has a tag looked at again that is shown with another digest than the one that was
	 * pushed last.
	 * @param shown the digest that the source shows, and the target has
	 * @return nothing if it is that one, or if the event is not believed any more
	 */
	Optional<ImportResult> shown(ImportRecord record, Digest shown) {
		return (isYoung(record) && !this.records.latestPushed(record).equals(shown))
				? Optional.of(behind(record, "still " + shown)) : Optional.empty();
	}

	/**
	 * Has a tag looked at again that would be moved back to what was pushed before the
	 * digest that the target has.
	 * @param shown the digest that the source shows
	 * @param there the digest that the target has
	 * @return nothing if it was not, or if the event is not believed any more
	 */
	Optional<ImportResult> older(ImportRecord record, Digest shown, Digest there) {
		return this.records.isOlder(record, shown, there) ? shown(record, shown) : Optional.empty();
	}

	private boolean isYoung(ImportRecord record) {
		return age(record).filter((age) -> age.compareTo(OperationPace.REPLICATION) < 0).isPresent();
	}

	/**
	 * The vendor's clock may be behind, and ours may have been set since.
	 */
	private Optional<Duration> age(ImportRecord record) {
		Instant receivedAt = record.progress().receivedAt();
		Duration late = Duration.between(record.push().pushedAt(), receivedAt);
		return this.ages.of(receivedAt).map((age) -> late.isPositive() ? age.plus(late) : age);
	}

	private ImportResult behind(ImportRecord record, String shown) {
		TaggedImage image = record.push().image();
		return new ImportResult.Postponed(
				new ImportTrouble(ImportTrouble.TroubleCure.RETRY, ImportTrouble.SOURCE_BEHIND,
						"Tag '%s' of '%s' is %s at %s, and an event has told of a later push: looking again"
							.formatted(image.tag(), image.repository(), shown, image.registry())),
				this.pace.soon(age(record).orElse(Duration.ZERO)));
	}

}
