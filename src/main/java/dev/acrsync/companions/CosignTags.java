package dev.acrsync.companions;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Source;

/**
 * Tells which of cosign's tags there are at a source: from one listing of all tags of the
 * repository for a minute, where that costs no more than to ask for each. What an event
 * has announced is asked for all the same, since it may have come after the listing.
 */
public final class CosignTags {

	private static final Duration AGE = Duration.ofMinutes(1);

	private static final int MOST_REPOSITORIES = 10_000;

	private final Registries registries;

	private final ImportRecords records;

	private final LongSupplier nanos;

	private final Map<String, ListingEffort> efforts = new ConcurrentHashMap<>();

	public CosignTags(Registries registries, ImportRecords records, LongSupplier nanos) {
		this.registries = registries;
		this.records = records;
		this.nanos = nanos;
	}

	/**
	 * Reads one.
	 * @param record the import of the image that it may belong to
	 */
	TagReading read(Source source, ImportRecord record, ReferrerTag tag) {
		RepositoryName repository = record.push().image().repository();
		Optional<TagReading> listed = listed(source, repository, tag);
		return (listed.isEmpty() || (listed.get() instanceof Absent && isAnnounced(record, tag)))
				? this.registries.read(source.registry(), repository, tag.tag()) : listed.get();
	}

	private boolean isAnnounced(ImportRecord record, ReferrerTag tag) {
		return this.records.newest(record.target().image().sibling(tag.tag()).toString()).isPresent();
	}

	private Optional<TagReading> listed(Source source, RepositoryName repository, ReferrerTag tag) {
		Optional<TagReading> known = recall(source, repository, tag);
		if (known.isPresent()) {
			return known;
		}
		ListingEffort effort = effort(source, repository);
		effort.lock().lock();
		try {
			Optional<TagReading> listedMeanwhile = recall(source, repository, tag);
			if (listedMeanwhile.isPresent() || !effort.isWorthIt(this.nanos.getAsLong())) {
				return listedMeanwhile;
			}
			ListingEffort.PageTurner turning = effort.begin();
			effort.ended(turning, this.registries.listTags(source.registry(), repository, Optional.empty(), turning));
			return recall(source, repository, tag);
		}
		finally {
			effort.lock().unlock();
		}
	}

	private ListingEffort effort(Source source, RepositoryName repository) {
		if (this.efforts.size() >= MOST_REPOSITORIES) {
			this.efforts.clear();
		}
		return this.efforts.computeIfAbsent(source.name() + "/" + repository, (_) -> new ListingEffort());
	}

	private Optional<TagReading> recall(Source source, RepositoryName repository, ReferrerTag tag) {
		return this.registries.recall(source.registry(), repository, tag.tag(), AGE);
	}

}
