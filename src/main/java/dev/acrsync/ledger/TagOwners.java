package dev.acrsync.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.RowMappers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whose imports made what there is at targets, for longer than imports are kept: for each
 * repository there who was first, and for each tag as well where there are several.
 */
public final class TagOwners {

	private static final Logger logger = LoggerFactory.getLogger(TagOwners.class);

	private static final String MADE = """
			insert into owners (place, source, repository, since)
			values (:place, :source, :repository, :now)
			on conflict do nothing
			""";

	private static final String KEEP = """
			insert into owners (place, source, repository, since)
			select i.target_image, i.source, i.repository, max(i.finished_at)
			from imports i
			where i.id in (:ids) and i.state = 'succeeded' and i.finished_at < :before
				and length(i.target_image) > length(i.tag)
				and (select count(*) from owners
					where place = substr(i.target_image, 1, length(i.target_image) - length(i.tag) - 1)) > 1
			group by i.target_image, i.source, i.repository
			on conflict (place, source, repository) do update set since = excluded.since
			""";

	private final JdbcClient jdbc;

	public TagOwners(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Writes down that an import has made a tag. Needs a transaction around it.
	 */
	int made(ImportRecord record, long now) {
		return this.jdbc.sql(MADE)
			.param("place", record.target().image().place())
			.param("source", record.push().source())
			.param("repository", record.push().image().repository().value())
			.param("now", now)
			.update();
	}

	/**
	 * Keeps what only imports tell that are about to be removed. Needs a transaction
	 * around it.
	 */
	void keep(List<String> ids, Instant before) {
		this.jdbc.sql(KEEP).param("ids", ids).param("before", before.toEpochMilli()).update();
	}

	/**
	 * Returns whose these tags are of which no import tells any more.
	 */
	public Map<TaggedImage, ComparisonRecord.TagOwner> of(Collection<TaggedImage> images) {
		Map<String, List<OwnedImage>> made = new HashMap<>();
		List<String> places = images.stream()
			.flatMap((image) -> List.of(image.toString(), image.place()).stream())
			.distinct()
			.toList();
		DamagedPages
			.readEach(places, this::made,
					(place) -> logger.error("Whose {} is is on a damaged page of the database", place))
			.forEach((one) -> made.computeIfAbsent(one.place(), (_) -> new ArrayList<>()).add(one));
		Map<TaggedImage, ComparisonRecord.TagOwner> owners = new HashMap<>();
		images.forEach((image) -> last(made.getOrDefault(image.toString(), List.of()))
			.or(() -> first(made.getOrDefault(image.place(), List.of())))
			.ifPresent((owner) -> owners.put(image, owner)));
		return owners;
	}

	private List<OwnedImage> made(List<String> places) {
		return this.jdbc
			.sql("select place, source, repository, since from owners where place in (:places) order by since")
			.param("places", places)
			.query(RowMappers.onWholePages("owners", "place",
					(row, _) -> new OwnedImage(row.getString("place"),
							new ComparisonRecord.TagOwner(row.getString("source"),
									new RepositoryName(row.getString("repository"))),
							row.getLong("since")),
					(damaged) -> logger.error("{}", damaged.getMessage())));
	}

	private static Optional<ComparisonRecord.TagOwner> last(List<OwnedImage> made) {
		return made.isEmpty() ? Optional.empty() : Optional.of(made.getLast().owner());
	}

	/**
	 * Whatever others made is known tag by tag, since they came later.
	 */
	private static Optional<ComparisonRecord.TagOwner> first(List<OwnedImage> made) {
		return (made.isEmpty() || (made.size() > 1 && made.get(0).since() == made.get(1).since())) ? Optional.empty()
				: Optional.of(made.getFirst().owner());
	}

	private record OwnedImage(String place, ComparisonRecord.TagOwner owner, long since) {
	}

}
