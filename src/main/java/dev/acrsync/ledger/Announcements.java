package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells which pushes were announced by an event, and which were not.
 */
public class Announcements {

	private static final Logger logger = LoggerFactory.getLogger(Announcements.class);

	private static final int TOGETHER = 1_000;

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	Announcements(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Judges the sightings whose time is over, each once, whoever asks.
	 * @return those that no event announced
	 */
	public List<Check.Sighting> missed() {
		if (!isAnyDue()) {
			return List.of();
		}
		return this.ledger.committed(() -> {
			List<Check.Sighting> due = due().stream().filter(this::remove).toList();
			List<Check.Sighting> missed = due.stream().filter((sighting) -> !isAnnounced(sighting)).toList();
			missed.forEach(this::count);
			return missed;
		});
	}

	private boolean isAnyDue() {
		return this.jdbc.sql("select count(*) from sightings where judge_at <= :now")
			.param("now", this.clock.millis())
			.query(Long.class)
			.single() > 0;
	}

	private List<Check.Sighting> due() {
		return this.jdbc
			.sql("select * from sightings where judge_at <= :now order by judge_at, repository, tag limit :limit")
			.param("now", this.clock.millis())
			.param("limit", TOGETHER)
			.query(Rows.readable("sightings", "target_image",
					(row, _) -> new Check.Sighting(row.getString("source"),
							new RepositoryName(row.getString("repository")), new Tag(row.getString("tag")),
							new Digest(row.getString("digest")), Rows.image(row.getString("target_image")),
							Rows.time(row, "announced_after").orElse(Instant.EPOCH),
							Rows.time(row, "judge_at").orElse(Instant.EPOCH)),
					this::forget));
	}

	/**
	 * What cannot be read cannot be judged either: not now, and not the next time.
	 */
	private void forget(DamagedRowException damaged) {
		logger.error("A push is not judged whose event may be missing: {}", damaged.getMessage());
		this.jdbc.sql("delete from sightings where target_image = :image and judge_at <= :now")
			.param("image", damaged.key())
			.param("now", this.clock.millis())
			.update();
	}

	private boolean remove(Check.Sighting sighting) {
		return this.jdbc.sql("""
				delete from sightings
				where source = :source and repository = :repository and tag = :tag and digest = :digest
				""")
			.param("source", sighting.source())
			.param("repository", sighting.repository().value())
			.param("tag", sighting.tag().value())
			.param("digest", sighting.digest().value())
			.update() == 1;
	}

	private boolean isAnnounced(Check.Sighting sighting) {
		return this.jdbc.sql("""
				select count(*) from imports
				where target_image = :image and source = :source and repository = :repository and digest = :digest
					and announced_at >= :after
				""")
			.param("image", sighting.image().toString())
			.param("source", sighting.source())
			.param("repository", sighting.repository().value())
			.param("digest", sighting.digest().value())
			.param("after", sighting.announcedAfter().toEpochMilli())
			.query(Long.class)
			.single() > 0;
	}

	private void count(Check.Sighting missed) {
		this.jdbc.sql("""
				insert into missed_events (source, events, last_at, last_image)
				values (:source, 1, :now, :image)
				on conflict (source) do update
				set events = missed_events.events + 1, last_at = excluded.last_at, last_image = excluded.last_image
				""")
			.param("source", missed.source())
			.param("now", this.clock.millis())
			.param("image", missed.repository() + ":" + missed.tag())
			.update();
	}

	/**
	 * Returns what was missed so far, by source.
	 */
	public Map<String, Missed> totals() {
		Map<String, Missed> totals = new HashMap<>();
		this.jdbc.sql("select * from missed_events")
			.query((RowCallbackHandler) (row) -> totals.put(row.getString("source"), new Missed(row.getLong("events"),
					Rows.time(row, "last_at").orElse(Instant.EPOCH), row.getString("last_image"))));
		return totals;
	}

	/**
	 * Returns when the newest event of a source was accepted, as far as imports are kept.
	 */
	public Optional<Instant> newestEvent(String source) {
		return this.jdbc.sql("""
				select received_at from imports
				where source = :source and origin = 'event'
				order by id desc
				limit 1
				""")
			.param("source", source)
			.query((row, _) -> Rows.time(row, "received_at"))
			.optional()
			.flatMap((it) -> it);
	}

	/**
	 * The events of a source that never came.
	 *
	 * @param events how many
	 * @param lastAt when the last of them was found missing
	 * @param lastImage what it was of, at the source
	 */
	public record Missed(long events, Instant lastAt, String lastImage) {
	}

}
