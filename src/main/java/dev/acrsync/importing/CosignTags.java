package dev.acrsync.importing;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;

/**
 * Tells which of cosign's tags there are at a source: from one listing of all tags of the
 * repository for a minute, where that costs no more than to ask for each. What an event
 * has announced is asked for all the same, since it may have come after the listing.
 */
final class CosignTags {

	private static final Duration AGE = Duration.ofMinutes(1);

	private static final int MOST_REPOSITORIES = 10_000;

	private final Registries registries;

	private final ImportRecords records;

	private final LongSupplier nanos;

	private final Map<String, ListingEffort> efforts = new ConcurrentHashMap<>();

	CosignTags(Registries registries, ImportRecords records, LongSupplier nanos) {
		this.registries = registries;
		this.records = records;
		this.nanos = nanos;
	}

	/**
	 * Reads one.
	 */
	TagReading read(Task task, ReferrerTag tag) {
		Optional<TagReading> listed = listed(task, tag);
		return (listed.isEmpty() || (listed.get() instanceof Absent && isAnnounced(task, tag)))
				? this.registries.read(task.source().registry(), task.record().repository(), tag.tag()) : listed.get();
	}

	private boolean isAnnounced(Task task, ReferrerTag tag) {
		TaggedImage image = task.targetImage();
		return this.records.newest(new TaggedImage(image.registry(), image.repository(), tag.tag()).toString())
			.isPresent();
	}

	private Optional<TagReading> listed(Task task, ReferrerTag tag) {
		Optional<TagReading> known = recall(task, tag);
		if (known.isPresent()) {
			return known;
		}
		ListingEffort effort = effort(task);
		effort.lock().lock();
		try {
			Optional<TagReading> listedMeanwhile = recall(task, tag);
			if (listedMeanwhile.isPresent() || !effort.isWorthIt(this.nanos.getAsLong())) {
				return listedMeanwhile;
			}
			ListingEffort.Turning turning = effort.begin();
			effort.ended(turning,
					this.registries.listTags(task.source().registry(), task.record().repository(), turning));
			return recall(task, tag);
		}
		finally {
			effort.lock().unlock();
		}
	}

	private ListingEffort effort(Task task) {
		if (this.efforts.size() >= MOST_REPOSITORIES) {
			this.efforts.clear();
		}
		RepositoryName repository = task.record().repository();
		return this.efforts.computeIfAbsent(task.source().name() + "/" + repository, (_) -> new ListingEffort());
	}

	private Optional<TagReading> recall(Task task, ReferrerTag tag) {
		return this.registries.recall(task.source().registry(), task.record().repository(), tag.tag(), AGE);
	}

}
