package dev.acrsync.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers what is looked at again, and when: images whose signatures may be pushed
 * after them, and manifests that were pushed without a tag.
 */
public class FollowUps {

	/** When an image is looked at again, after its import. */
	private static final List<Duration> LOOKS = List.of(Duration.ofSeconds(10), Duration.ofSeconds(30),
			Duration.ofMinutes(2), Duration.ofMinutes(10));

	/** After so long it is looked at by somebody else. */
	private static final Duration ASIDE = Duration.ofMinutes(2);

	/** A source may push without tags as often as it likes. */
	private static final int MOST_UNTAGGED = 1_000;

	private static final String IMPORTED = """
			insert into follow_ups (id, source, repository, digest, tagged, since, due_at)
			values (:id, :source, :repository, :digest, true, :now, :due)
			on conflict (id) do update set source = :source, repository = :repository, digest = :digest, since = :now,
				due_at = :due
			""";

	private static final String PUSHED = """
			insert into follow_ups (id, source, repository, digest, tagged, since, due_at)
			select :id, :source, :repository, :digest, false, :now, :now
			where (select count(*) from (select id from follow_ups where tagged = false and due_at >= 0 limit :most) as others) < :most
			on conflict (id) do nothing
			""";

	private static final String TAKE = """
			update follow_ups set due_at = :later
			where due_at > :after and due_at <= :until
				and id in (
					select id from follow_ups where due_at > :after and due_at <= :until order by due_at limit :limit)
			returning *
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	FollowUps(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Has an image that is in its target looked at again.
	 */
	public void imported(ImportRecord record, Digest digest) {
		long now = this.clock.millis();
		this.ledger.committed(() -> this.jdbc.sql(IMPORTED)
			.param("id", record.target().image().toString())
			.param("source", record.source())
			.param("repository", record.repository().value())
			.param("digest", digest.value())
			.param("now", now)
			.param("due", now + LOOKS.getFirst().toMillis())
			.update());
	}

	/**
	 * Has a manifest looked at that was pushed without a tag; not where too many wait.
	 */
	public void pushed(String source, RepositoryName repository, Digest digest) {
		this.ledger.committed(() -> this.jdbc.sql(PUSHED)
			.param("id", source + "/" + repository + "@" + digest)
			.param("source", source)
			.param("repository", repository.value())
			.param("digest", digest.value())
			.param("now", this.clock.millis())
			.param("most", MOST_UNTAGGED)
			.update());
	}

	/**
	 * Takes some of those that are due, or that only a clock can have put off that was
	 * ahead, each of them for one caller only. Should it not tell what becomes of one,
	 * that comes again.
	 */
	public List<FollowUp> take(int limit) {
		long now = this.clock.millis();
		List<FollowUp> due = take(limit, Long.MIN_VALUE, now);
		return due.isEmpty() ? take(limit, now + LOOKS.getLast().toMillis(), Long.MAX_VALUE) : due;
	}

	private List<FollowUp> take(int limit, long after, long until) {
		if (this.jdbc.sql("select id from follow_ups where due_at > :after and due_at <= :until limit 1")
			.param("after", after)
			.param("until", until)
			.query(String.class)
			.list()
			.isEmpty()) {
			return List.of();
		}
		return this.ledger.committed(() -> this.jdbc.sql(TAKE)
			.param("later", this.clock.millis() + ASIDE.toMillis())
			.param("after", after)
			.param("until", until)
			.param("limit", limit)
			.query(Rows.readable("follow_ups", "id", (row, _) -> followUp(row))));
	}

	/**
	 * Has it looked at once more, at the next of its times that is to come; after the
	 * last it is over.
	 */
	public void lookAgain(FollowUp followUp) {
		Instant now = this.clock.instant();
		Instant since = followUp.since().isAfter(now) ? now : followUp.since();
		LOOKS.stream()
			.map(since::plus)
			.filter(now::isBefore)
			.findFirst()
			.ifPresentOrElse((due) -> this.ledger.committed(() -> this.jdbc
				.sql("update follow_ups set due_at = :due, since = :began where id = :id and since = :since")
				.param("due", due.toEpochMilli())
				.param("began", since.toEpochMilli())
				.param("id", followUp.id())
				.param("since", followUp.since().toEpochMilli())
				.update()), () -> end(followUp));
	}

	/**
	 * Has it not looked at any more.
	 */
	public void end(FollowUp followUp) {
		this.ledger.committed(() -> this.jdbc.sql("delete from follow_ups where id = :id and since = :since")
			.param("id", followUp.id())
			.param("since", followUp.since().toEpochMilli())
			.update());
	}

	private static FollowUp followUp(ResultSet row) throws SQLException {
		return Rows.undamaged("follow_ups", row.getString("id"),
				() -> new FollowUp(row.getString("id"), row.getString("source"),
						new RepositoryName(row.getString("repository")), new Digest(row.getString("digest")),
						row.getBoolean("tagged"), Rows.time(row, "since").orElseThrow()));
	}

}
