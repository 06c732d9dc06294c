package dev.acrsync.comparisonrecords;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells which pushes were announced by an event, and which were not.
 */
public class PushSightings {

	/** So few that an event does not wait long behind them. */
	private static final int TOGETHER = 200;

	/**
	 * Longer than any sighting waits for its event. One that seems to wait longer was
	 * written by a clock that was ahead.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(10);

	/** A tag with as many events since is not lacking any. */
	private static final int NEWEST = 100;

	/** A tag may have any number of imports, of which the newest are read alone. */
	private static final String TAKE = """
			delete from sightings
			where (source, repository, tag, digest) in (
				select source, repository, tag, digest from sightings where judge_at <= :now order by judge_at limit :limit)
			returning source, repository, tag, digest, target_image, announced_after, judge_at,
				(select case
					when count(*) = :newest then 1
					when sum(case when newest.digest = sightings.digest and newest.source = sightings.source
						and newest.repository = sightings.repository then 1 else 0 end) > 0 then 1
					else 0 end
				from (
					select i.digest, i.source, i.repository, i.announced_at from imports i
					where i.target_image = sightings.target_image
					order by i.generation desc
					limit :newest) as newest
				where newest.announced_at >= case when sightings.announced_after > :now then :now - :patience
					else sightings.announced_after end) as announced
			""";

	static final String SIGHT = """
			insert into sightings (source, repository, tag, digest, target_image, announced_after, judge_at)
			values (:source, :repository, :tag, :digest, :image, :after, :judgeAt)
			on conflict (source, repository, tag, digest) do nothing
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final PastInstants past;

	public PushSightings(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
		this.past = new PastInstants(clock);
	}

	/**
	 * Remembers pushes that no event has announced so far.
	 */
	public void add(List<ComparisonRecord.PushSighting> found) {
		for (int from = 0; from < found.size(); from += TOGETHER) {
			List<ComparisonRecord.PushSighting> some = found.subList(from, Math.min(from + TOGETHER, found.size()));
			this.ledger.committed(() -> {
				some.forEach((it) -> this.jdbc.sql(SIGHT).paramSource(parameters(it)).update());
				return some.size();
			});
		}
	}

	/**
	 * Judges sightings whose time is over, each once, whoever asks, and a limited number
	 * at a time.
	 * @return those that no event announced
	 */
	public List<ComparisonRecord.PushSighting> missed() {
		if (!isAnyDue()) {
			return List.of();
		}
		return this.ledger.committed(() -> {
			List<ComparisonRecord.PushSighting> missed = take();
			missed.stream()
				.collect(
						Collectors.groupingBy(ComparisonRecord.PushSighting::source, TreeMap::new, Collectors.toList()))
				.forEach(this::count);
			return missed;
		});
	}

	private boolean isAnyDue() {
		return this.jdbc.sql("""
				select judge_at from sightings where judge_at <= :now
				union all
				select judge_at from sightings where judge_at > :now + :patience
				limit 1
				""")
			.param("now", this.clock.millis())
			.param("patience", PATIENCE.toMillis())
			.query(Long.class)
			.optional()
			.isPresent();
	}

	private List<ComparisonRecord.PushSighting> take() {
		this.jdbc.sql("update sightings set judge_at = :now where judge_at > :now + :patience")
			.param("now", this.clock.millis())
			.param("patience", PATIENCE.toMillis())
			.update();
		return this.jdbc.sql(TAKE)
			.param("now", this.clock.millis())
			.param("patience", PATIENCE.toMillis())
			.param("limit", TOGETHER)
			.param("newest", NEWEST)
			.query(RowMappers.readable("sightings", "target_image",
					(row, _) -> (row.getLong("announced") > 0) ? Optional.<ComparisonRecord.PushSighting>empty()
							: Optional.of(sighting(row))))
			.stream()
			.flatMap(Optional::stream)
			.toList();
	}

	private static ComparisonRecord.PushSighting sighting(ResultSet row) throws SQLException {
		return new ComparisonRecord.PushSighting(row.getString("source"),
				new RepositoryName(row.getString("repository")), new Tag(row.getString("tag")),
				new Digest(row.getString("digest")), TaggedImage.parse(row.getString("target_image")),
				RowMappers.time(row, "announced_after").orElse(Instant.EPOCH),
				RowMappers.time(row, "judge_at").orElse(Instant.EPOCH));
	}

	static SqlParameterSource parameters(ComparisonRecord.PushSighting sighting) {
		return new MapSqlParameterSource("source", sighting.source())
			.addValue("repository", sighting.repository().value())
			.addValue("tag", sighting.tag().value())
			.addValue("digest", sighting.digest().value())
			.addValue("image", sighting.image().toString())
			.addValue("after", sighting.announcedAfter().toEpochMilli())
			.addValue("judgeAt", sighting.judgeAt().toEpochMilli());
	}

	private void count(String source, List<ComparisonRecord.PushSighting> missed) {
		ComparisonRecord.PushSighting last = missed.getLast();
		this.jdbc
			.sql("""
					insert into missed_events (source, events, last_at, last_image)
					values (:source, :events, :now, :image)
					on conflict (source) do update
					set events = missed_events.events + :events, last_at = excluded.last_at, last_image = excluded.last_image
					""")
			.param("source", source)
			.param("events", missed.size())
			.param("now", this.clock.millis())
			.param("image", last.repository().with(last.tag()))
			.update();
	}

	/**
	 * Returns what was missed so far, by source.
	 */
	public Map<String, MissedPushes> totals() {
		Map<String, MissedPushes> totals = new HashMap<>();
		this.jdbc.sql("select * from missed_events")
			.query((RowCallbackHandler) (row) -> totals.put(row.getString("source"),
					new MissedPushes(row.getLong("events"),
							this.past.of("last_at of " + row.getString("source"),
									RowMappers.time(row, "last_at").orElse(Instant.EPOCH)),
							row.getString("last_image"))));
		return totals;
	}

	/**
	 * The events of a source that never came.
	 *
	 * @param events how many
	 * @param lastAt when the last of them was found missing
	 * @param lastImage what it was of, at the source
	 */
	public record MissedPushes(long events, Instant lastAt, String lastImage) {
	}

}
