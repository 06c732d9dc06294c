package dev.acrsync.comparisonrecords;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.SlowReads;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.TagOwners;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.RowMappers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The durable record of what was compared, repository by repository.
 */
public class ComparisonRecords {

	private static final Logger logger = LoggerFactory.getLogger(ComparisonRecords.class);

	private static final int TOGETHER = 500;

	private static final String DIFFER = """
			insert into differences (source, repository, rule, target, target_image, digest, standing, since, seen_at, owner)
			values (:source, :repository, :rule, :target, :image, :digest, :standing, :since, :at, :owner)
			on conflict (source, repository, target_image) do update
			set rule = excluded.rule, target = excluded.target, digest = excluded.digest, standing = excluded.standing,
				since = excluded.since, seen_at = excluded.seen_at, owner = excluded.owner
			""";

	private static final String ARRIVE = """
			insert into arrivals (source, repository, target, target_image, digest)
			values (:source, :repository, :target, :image, :digest)
			on conflict (source, repository, target_image) do update
			set target = excluded.target, digest = excluded.digest
			""";

	private static final String FORGET = """
			delete from arrivals where source = :source and repository = :repository and target_image = :image
			""";

	private static final String OF_REPOSITORY = """
			where source = :source and repository = :repository
				and (:all or target not in (:uncompared))
			""";

	/** Of what may be as much as there are images, some at a time. */
	private static final String REMOVE_SOME = """
			delete from {table}
			where source = :source and repository = :repository and target_image in (
				select target_image from {table}
				where source = :source and repository = :repository and (:all or target not in (:uncompared)) {stale}
				limit :limit)
			""";

	private static final String REMOVE_STALE = REMOVE_SOME.replace("{table}", "differences")
		.replace("{stale}", "and seen_at <> :at");

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final TagOwners owners;

	private final NamedParameterJdbcTemplate batches;

	private final SlowReads reads;

	private final Clock clock;

	public ComparisonRecords(Ledger ledger, JdbcClient jdbc, NamedParameterJdbcTemplate batches, SlowReads reads,
			Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.owners = new TagOwners(jdbc);
		this.batches = batches;
		this.reads = reads;
		this.clock = clock;
	}

	/**
	 * Returns when a repository was compared last with each target, if it ever was.
	 */
	public Map<String, ComparisonRecord.RepositoryBaseline> baselines(String source, RepositoryName repository) {
		return baselines(source, repository.value());
	}

	private Map<String, ComparisonRecord.RepositoryBaseline> baselines(String source, String repository) {
		Map<String, ComparisonRecord.RepositoryBaseline> baselines = new HashMap<>();
		this.jdbc.sql("""
				select target, rules, checked_at from baselines where source = :source and repository = :repository
				""")
			.param("source", source)
			.param("repository", repository)
			.query((RowCallbackHandler) (row) -> baselines.put(row.getString("target"),
					new ComparisonRecord.RepositoryBaseline(row.getString("rules"),
							RowMappers.time(row, "checked_at").orElse(Instant.EPOCH))));
		return baselines;
	}

	/**
	 * Returns when the last comparison began that went through a source, if one did.
	 */
	public Optional<ComparisonRecord.RepositoryBaseline> baseline(String source) {
		return Optional.ofNullable(baselines(source, "").get(""));
	}

	/**
	 * Returns the images of a repository that were not there when it was compared last,
	 * by the tag at the target.
	 */
	public Map<TaggedImage, ComparisonRecord.ImageDifference> differences(String source, RepositoryName repository) {
		Map<TaggedImage, ComparisonRecord.ImageDifference> differences = new HashMap<>();
		this.jdbc.sql("select * from differences where source = :source and repository = :repository")
			.param("source", source)
			.param("repository", repository.value())
			.query(RowMappers.readable("differences", "target_image",
					(row, _) -> new ComparisonRecord.ImageDifference(row.getInt("rule"), row.getString("target"),
							TaggedImage.parse(row.getString("target_image")), new Digest(row.getString("digest")),
							ImageStatus.of(row.getString("standing")),
							RowMappers.time(row, "since").orElse(Instant.EPOCH),
							RowMappers.text(row, "owner").map(ComparisonRecord.TagOwner::parse))))
			.forEach((difference) -> differences.put(difference.image(), difference));
		return differences;
	}

	/**
	 * Returns the newest import of each of these target tags that has one that can be
	 * read.
	 */
	public Map<TaggedImage, ImportRecord> newestImports(Collection<TaggedImage> images) {
		Map<TaggedImage, ImportRecord> newest = new HashMap<>();
		List<String> names = images.stream().map(TaggedImage::toString).distinct().toList();
		for (int from = 0; from < names.size(); from += TOGETHER) {
			List<String> some = names.subList(from, Math.min(names.size(), from + TOGETHER));
			DamagedPages
				.readEach(some, this::newestImportsOf,
						(image) -> logger.error("The newest import of {} is on a damaged page of the database", image))
				.forEach((record) -> newest.put(record.target().image(), record));
		}
		return newest;
	}

	private List<ImportRecord> newestImportsOf(List<String> images) {
		return this.jdbc.sql("""
				select i.* from work w join imports i on i.id = w.import_id
				where w.target_image in (:images)
				""")
			.param("images", images)
			.query(RowMappers.onWholePages("imports", "id", (row, _) -> RowMappers.importRecord(row),
					(damaged) -> logger.error("{}", damaged.getMessage())));
	}

	/**
	 * Returns what was seen at targets of what a repository has, as far as that was to be
	 * remembered.
	 */
	public Map<TaggedImage, ComparisonRecord.ImageArrival> arrivals(String source, RepositoryName repository) {
		Map<TaggedImage, ComparisonRecord.ImageArrival> arrivals = new HashMap<>();
		this.jdbc.sql(
				"select target, target_image, digest from arrivals where source = :source and repository = :repository")
			.param("source", source)
			.param("repository", repository.value())
			.query(RowMappers.readable("arrivals", "target_image",
					(row, _) -> new ComparisonRecord.ImageArrival(row.getString("target"),
							TaggedImage.parse(row.getString("target_image")), new Digest(row.getString("digest")))))
			.forEach((arrival) -> arrivals.put(arrival.image(), arrival));
		return arrivals;
	}

	/**
	 * Returns whose import made each of these target tags, as far as that is known.
	 */
	public Map<TaggedImage, ComparisonRecord.TagOwner> owners(Collection<TaggedImage> images) {
		Map<TaggedImage, ComparisonRecord.TagOwner> owners = new HashMap<>();
		Map<String, TaggedImage> names = images.stream()
			.collect(Collectors.toMap(TaggedImage::toString, (image) -> image, (one, _) -> one));
		List<String> all = List.copyOf(names.keySet());
		for (int from = 0; from < all.size(); from += TOGETHER) {
			DamagedPages
				.readEach(all.subList(from, Math.min(all.size(), from + TOGETHER)), this::ownersOf,
						(image) -> logger.error("Whose import made {} is on a damaged page of the database", image))
				.forEach((owner) -> owners.put(Optional.ofNullable(names.get(owner.getKey())).orElseThrow(),
						owner.getValue()));
		}
		List<TaggedImage> others = names.values().stream().filter((image) -> !owners.containsKey(image)).toList();
		for (int from = 0; from < others.size(); from += TOGETHER) {
			owners.putAll(this.owners.of(others.subList(from, Math.min(others.size(), from + TOGETHER))));
		}
		return owners;
	}

	private List<Map.Entry<String, ComparisonRecord.TagOwner>> ownersOf(List<String> images) {
		return this.jdbc.sql("""
				select i.target_image, i.source, i.repository from imports i
				where i.target_image in (:images) and coalesce(i.state, '') = 'succeeded'
					and not exists (
						select 1 from imports newer
						where newer.target_image = i.target_image and newer.state = 'succeeded'
							and newer.generation > i.generation)
				""")
			.param("images", images)
			.query(RowMappers.onWholePages("imports", "target_image",
					(row, _) -> Map.entry(row.getString("target_image"),
							new ComparisonRecord.TagOwner(row.getString("source"),
									new RepositoryName(row.getString("repository")))),
					(damaged) -> logger.error("{}", damaged.getMessage())));
	}

	/**
	 * Returns the repositories of a source that were compared or imported from.
	 */
	public Set<RepositoryName> repositories(String source) {
		return new LinkedHashSet<>(this.reads.read(() -> this.jdbc.sql("""
				select repository from imports where source = :source
				union
				select repository from baselines where source = :source and repository <> ''
				order by repository
				""")
			.param("source", source)
			.query(RowMappers.readable("imports", "repository",
					(row, _) -> new RepositoryName(row.getString("repository"))))));
	}

	/**
	 * Writes down what came of comparing a repository with all targets but those that
	 * have a gap: differences first, some at a time, so that events do not wait long
	 * behind them. Until all is written there are too many rather than too few.
	 */
	public void record(ComparisonRecord record) {
		List<String> uncompared = record.gaps().stream().map(ComparisonRecord.ComparisonGap::target).toList();
		boolean compared = !uncompared.contains("");
		if (compared) {
			arrive(record, uncompared);
			some(DIFFER, record.differences().stream().map((difference) -> parameters(record, difference)).toList());
			some(PushSightings.SIGHT, record.sightings().stream().map(PushSightings::parameters).toList());
		}
		boolean more = this.ledger.committed(() -> {
			gaps(record.source(), record.repository().value(), record.gaps());
			return compared && replace(record, uncompared);
		});
		removeStale(record, uncompared, more);
	}

	/**
	 * Writes down what came of comparing one part of a repository, which is no comparison
	 * of the whole.
	 */
	public void recordPart(ComparisonRecord record) {
		some(ARRIVE, record.arrivals().stream().map((arrival) -> parameters(record, arrival)).toList());
		some(DIFFER, record.differences().stream().map((difference) -> parameters(record, difference)).toList());
		boolean more = this.ledger.committed(() -> {
			gaps(record.source(), record.repository().value(), record.gaps());
			return tally(record, List.of());
		});
		removeStale(record, List.of(), more);
	}

	private void removeStale(ComparisonRecord record, List<String> uncompared, boolean some) {
		boolean more = some;
		while (more) {
			more = this.ledger.committed(() -> removeSomeStale(record, uncompared));
		}
	}

	/**
	 * Remembers what has arrived, and forgets what the source has no more.
	 */
	private void arrive(ComparisonRecord record, List<String> uncompared) {
		Map<TaggedImage, ComparisonRecord.ImageArrival> before = arrivals(record.source(), record.repository());
		Set<TaggedImage> now = record.arrivals()
			.stream()
			.map(ComparisonRecord.ImageArrival::image)
			.collect(Collectors.toSet());
		some(ARRIVE,
				record.arrivals()
					.stream()
					.filter((arrival) -> !arrival.equals(before.get(arrival.image())))
					.map((arrival) -> parameters(record, arrival))
					.toList());
		some(FORGET,
				before.values()
					.stream()
					.filter((arrival) -> !now.contains(arrival.image()) && !uncompared.contains(arrival.target()))
					.map((arrival) -> parameters(record, arrival))
					.toList());
	}

	private static SqlParameterSource parameters(ComparisonRecord record, ComparisonRecord.ImageArrival arrival) {
		return new MapSqlParameterSource("source", record.source()).addValue("repository", record.repository().value())
			.addValue("target", arrival.target())
			.addValue("image", arrival.image().toString())
			.addValue("digest", arrival.digest().value());
	}

	private void some(String sql, List<? extends SqlParameterSource> rows) {
		for (int from = 0; from < rows.size(); from += TOGETHER) {
			SqlParameterSource[] batch = rows.subList(from, Math.min(rows.size(), from + TOGETHER))
				.toArray(SqlParameterSource[]::new);
			this.ledger.committed(() -> this.batches.batchUpdate(sql, batch));
		}
	}

	/**
	 * Writes down whether the catalog of a source could be read, and forgets what was
	 * found in repositories that are compared no longer.
	 */
	public void recordRepositories(String source, Set<RepositoryName> compared, Optional<String> catalogGap) {
		recordCatalog(source, catalogGap);
		Set<String> comparedNames = compared.stream().map(RepositoryName::value).collect(Collectors.toSet());
		List<String> gone = this.reads.read(() -> this.jdbc.sql("""
				select repository from tallies where source = :source
				union
				select repository from differences where source = :source
				union
				select repository from gaps where source = :source and repository <> ''
				union
				select repository from baselines where source = :source and repository <> ''
				""").param("source", source).query((row, _) -> row.getString("repository")).list())
			.stream()
			.filter((name) -> !comparedNames.contains(name))
			.toList();
		int next = 0;
		while (next < gone.size()) {
			int from = next;
			next = this.ledger.committed(() -> forget(source, gone, from));
		}
	}

	/**
	 * Forgets some of what was found, and last that there was a comparison: whoever is
	 * interrupted is asked again.
	 * @return which repository comes next
	 */
	private int forget(String source, List<String> gone, int from) {
		int next = from;
		for (int removed = 0; next < gone.size() && removed < TOGETHER;) {
			String name = gone.get(next);
			removed += remove("tallies", source, name, List.of());
			int some = removeSome("differences", source, name) + removeSome("arrivals", source, name)
					+ removeSomeManifests(source, name);
			if (some == 0) {
				removed += remove("gaps", source, name, List.of()) + remove("baselines", source, name, List.of()) + 1;
				next++;
			}
			removed += some;
		}
		return next;
	}

	/**
	 * Writes down whether the catalog of a source could be read, of which only a part is
	 * compared.
	 */
	public void recordCatalog(String source, Optional<String> gap) {
		this.ledger.committed(() -> {
			gaps(source, "", gap.map((reason) -> new ComparisonRecord.ComparisonGap("", "", reason)).stream().toList());
			return true;
		});
	}

	/**
	 * Writes down that all repositories of a source were gone through.
	 * @param at when the comparison began
	 */
	public void recordSource(String source, String rules, Instant at) {
		this.ledger.committed(() -> {
			baseline(source, "", "", rules, at);
			return true;
		});
	}

	private int remove(String table, String source, String repository, List<String> uncompared) {
		return ofRepository("delete from " + table + " " + OF_REPOSITORY, source, repository, uncompared).update();
	}

	private int removeSome(String table, String source, String repository) {
		return ofRepository(REMOVE_SOME.replace("{table}", table).replace("{stale}", ""), source, repository, List.of())
			.param("limit", TOGETHER)
			.update();
	}

	private int removeSomeManifests(String source, String repository) {
		return this.jdbc.sql("""
				delete from manifests where source = :source and repository = :repository and digest in (
					select digest from manifests where source = :source and repository = :repository limit :limit)
				""").param("source", source).param("repository", repository).param("limit", TOGETHER).update();
	}

	private boolean removeSomeStale(ComparisonRecord record, List<String> uncompared) {
		return ofRepository(REMOVE_STALE, record.source(), record.repository().value(), uncompared)
			.param("at", record.at().toEpochMilli())
			.param("limit", TOGETHER)
			.update() == TOGETHER;
	}

	private JdbcClient.StatementSpec ofRepository(String sql, String source, String repository,
			List<String> uncompared) {
		return this.jdbc.sql(sql)
			.param("source", source)
			.param("repository", repository)
			.param("all", uncompared.isEmpty())
			.param("uncompared", uncompared.isEmpty() ? List.of("") : uncompared);
	}

	private boolean replace(ComparisonRecord record, List<String> uncompared) {
		record.compared()
			.forEach((target) -> baseline(record.source(), record.repository().value(), target, record.rules(),
					record.at()));
		return tally(record, uncompared);
	}

	/**
	 * Replaces the sums, and removes some of what was different before.
	 * @return whether there may be more of that
	 */
	private boolean tally(ComparisonRecord record, List<String> uncompared) {
		remove("tallies", record.source(), record.repository().value(), uncompared);
		record.tallies()
			.forEach((tally) -> this.jdbc.sql("""
					insert into tallies (source, repository, rule, target, rules, matching, present, checked_at)
					values (:source, :repository, :rule, :target, :rules, :matching, :present, :at)
					""")
				.param("source", record.source())
				.param("repository", record.repository().value())
				.param("rule", tally.rule())
				.param("target", tally.target())
				.param("rules", record.rules())
				.param("matching", tally.matching())
				.param("present", tally.present())
				.param("at", record.at().toEpochMilli())
				.update());
		return removeSomeStale(record, uncompared);
	}

	private static SqlParameterSource parameters(ComparisonRecord record, ComparisonRecord.ImageDifference difference) {
		return new MapSqlParameterSource("source", record.source()).addValue("repository", record.repository().value())
			.addValue("rule", difference.rule())
			.addValue("target", difference.target())
			.addValue("image", difference.image().toString())
			.addValue("digest", difference.digest().value())
			.addValue("standing", difference.standing().label())
			.addValue("since", difference.since().toEpochMilli())
			.addValue("owner", difference.owner().map(ComparisonRecord.TagOwner::toString).orElse(null))
			.addValue("at", record.at().toEpochMilli());
	}

	private void gaps(String source, String repository, List<ComparisonRecord.ComparisonGap> gaps) {
		List<String> still = new ArrayList<>(List.of("-"));
		for (ComparisonRecord.ComparisonGap gap : gaps) {
			still.add(gap.target());
			this.jdbc.sql("""
					insert into gaps (source, repository, target, reason, since)
					values (:source, :repository, :target, :reason, :now)
					on conflict (source, repository, target) do update set reason = excluded.reason
					""")
				.param("source", source)
				.param("repository", repository)
				.param("target", gap.target())
				.param("reason", gap.reason())
				.param("now", this.clock.millis())
				.update();
		}
		this.jdbc.sql("""
				delete from gaps where source = :source and repository = :repository and target not in (:still)
				""").param("source", source).param("repository", repository).param("still", still).update();
	}

	private void baseline(String source, String repository, String target, String rules, Instant at) {
		this.jdbc.sql("""
				insert into baselines (source, repository, target, rules, checked_at)
				values (:source, :repository, :target, :rules, :at)
				on conflict (source, repository, target) do update
				set rules = excluded.rules, checked_at = excluded.checked_at
				""")
			.param("source", source)
			.param("repository", repository)
			.param("target", target)
			.param("rules", rules)
			.param("at", at.toEpochMilli())
			.update();
	}

}
