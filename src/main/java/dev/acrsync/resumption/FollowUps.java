package dev.acrsync.resumption;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

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

	/** For so long another replica may know a source that this one does not. */
	private static final Duration UNKNOWN = Duration.ofHours(1);

	private static final int TOGETHER = 100;

	private static final String IMPORTED = """
			insert into follow_ups (id, source, repository, digest, tagged, since, due_at)
			values (:id, :source, :repository, :digest, true, :now, :due)
			on conflict (id) do update set source = :source, repository = :repository, digest = :digest, since = :now,
				due_at = :due
			""";

	/**
	 * What is pushed once more is looked at from the beginning. The source is named so
	 * that the index of what has no tag is used, and not all of the source is counted.
	 */
	private static final String PUSHED = """
			insert into follow_ups (id, source, repository, digest, tagged, since, due_at)
			select :id, :source, :repository, :digest, false, :now, :now
			where (select count(*) from (
				select id from follow_ups where tagged = false and due_at >= 0 and source || '' = :source limit :most
			) as others) < :most
			on conflict (id) do update set since = excluded.since, due_at = excluded.due_at
			""";

	/** Jumps over the index from one source to the next, however much each has. */
	private static final String DUE_SOURCES = """
			with recursive sources(source) as (
				select min(source) from follow_ups where source > ''
				union all
				select (select min(source) from follow_ups where source > sources.source)
				from sources where sources.source is not null)
			select source from sources
			where source is not null
				and (exists (select 1 from follow_ups where source = sources.source and due_at <= :now)
					or exists (select 1 from follow_ups where source = sources.source and due_at > :ahead))
			""";

	/**
	 * The newest first, so that it need not wait behind what a source may have pushed by
	 * the hundred. One that nothing is told of comes back after as long as it has been
	 * there, should it be why.
	 */
	private static final String TAKE = """
			update follow_ups
			set due_at = case
				when :now - since < :aside then :now + :aside
				when :now - since > :longest then :now + :longest
				else :now + :now - since end
			where due_at > :after and due_at <= :until
				and id in (
					select id from follow_ups
					where due_at > :after and due_at <= :until and source = :source
					order by due_at desc
					limit :limit)
			returning *
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	public FollowUps(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Has an image that is in its target looked at again, if an event has brought it, or
	 * watching, and remembers its platforms.
	 */
	public void imported(ImportRecord record, Digest digest, List<Digest> platforms) {
		boolean again = record.push().origin().isOfPush();
		if (again || !platforms.isEmpty()) {
			this.ledger.committed(() -> {
				if (again) {
					lookAt(record, digest);
				}
				return replacePlatforms(record.target().image().toString(), platforms);
			});
		}
	}

	private void lookAt(ImportRecord record, Digest digest) {
		long now = this.clock.millis();
		this.jdbc.sql(IMPORTED)
			.param("id", record.target().image().toString())
			.param("source", record.push().source())
			.param("repository", record.push().image().repository().value())
			.param("digest", digest.value())
			.param("now", now)
			.param("due", now + LOOKS.getFirst().toMillis())
			.update();
	}

	private boolean replacePlatforms(String image, List<Digest> platforms) {
		List<String> digests = platforms.stream().map(Digest::value).toList();
		this.jdbc.sql("delete from platforms where target_image = :image and digest not in (:digests)")
			.param("image", image)
			.param("digests", digests.isEmpty() ? List.of("") : digests)
			.update();
		digests.forEach((digest) -> this.jdbc
			.sql("insert into platforms (target_image, digest) values (:image, :digest) on conflict do nothing")
			.param("image", image)
			.param("digest", digest)
			.update());
		return true;
	}

	/**
	 * Has a manifest looked at that was pushed without a tag.
	 * @return false if too many of its source wait
	 */
	public boolean pushed(String source, RepositoryName repository, Digest digest) {
		return pushed(source, List.of(new UntaggedPush(repository, digest)));
	}

	/**
	 * Has manifests looked at that were pushed without a tag, with one commit.
	 * @return false if too many of their source wait
	 */
	public boolean pushed(String source, List<UntaggedPush> manifests) {
		List<UntaggedPush> most = manifests.subList(0, Math.min(manifests.size(), MOST_UNTAGGED));
		return this.ledger.committed(() -> most.stream()
			.map((it) -> insert(source, it))
			.reduce(manifests.size() == most.size(), Boolean::logicalAnd));
	}

	private boolean insert(String source, UntaggedPush manifest) {
		return this.jdbc.sql(PUSHED)
			.param("id", source + "/" + manifest.repository().with(manifest.digest()))
			.param("source", source)
			.param("repository", manifest.repository().value())
			.param("digest", manifest.digest().value())
			.param("now", this.clock.millis())
			.param("most", MOST_UNTAGGED)
			.update() == 1;
	}

	/**
	 * Returns of which sources something is due, or was put off by a clock that was
	 * ahead.
	 */
	public List<String> dueSources() {
		long now = this.clock.millis();
		return this.jdbc.sql(DUE_SOURCES)
			.param("now", now)
			.param("ahead", ahead(now))
			.query((row, _) -> row.getString("source"))
			.list();
	}

	private static long ahead(long now) {
		return now + LOOKS.getLast().toMillis();
	}

	/**
	 * Takes some of a source that are due, or that only a clock can have put off that was
	 * ahead, each of them for one caller only. Should it not tell what becomes of one,
	 * that comes again.
	 */
	public List<FollowUp> take(String source, int limit) {
		long now = this.clock.millis();
		List<FollowUp> due = take(source, limit, Long.MIN_VALUE, now);
		return due.isEmpty() ? take(source, limit, ahead(now), Long.MAX_VALUE) : due;
	}

	private List<FollowUp> take(String source, int limit, long after, long until) {
		return this.ledger.committed(() -> this.jdbc.sql(TAKE)
			.param("now", this.clock.millis())
			.param("aside", ASIDE.toMillis())
			.param("longest", LOOKS.getLast().toMillis())
			.param("source", source)
			.param("after", after)
			.param("until", until)
			.param("limit", limit)
			.query(RowMappers.readable("follow_ups", "id", (row, _) -> followUp(row))));
	}

	/**
	 * Has it looked at once more, at the next of its times that is to come; after the
	 * last it is over.
	 */
	public void lookAgain(FollowUp followUp) {
		Instant now = this.clock.instant();
		Instant since = PastInstants.notAfter(now, followUp.since());
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

	/**
	 * Has what is of a source that is not known here not looked at any more, some of it
	 * at a time, once any replica that knows it would have done so long ago.
	 */
	public void endUnknown(String source) {
		String old = """
				select id from follow_ups where source = :source and since < :before order by due_at limit :limit
				""";
		long before = this.clock.instant().minus(UNKNOWN).toEpochMilli();
		if (!this.jdbc.sql(old)
			.param("source", source)
			.param("before", before)
			.param("limit", 1)
			.query()
			.listOfRows()
			.isEmpty()) {
			this.ledger
				.committed(() -> this.jdbc.sql("delete from follow_ups where since < :before and id in (" + old + ")")
					.param("source", source)
					.param("before", before)
					.param("limit", TOGETHER)
					.update());
		}
	}

	private static FollowUp followUp(ResultSet row) throws SQLException {
		return RowMappers.undamaged("follow_ups", row.getString("id"),
				() -> new FollowUp(row.getString("id"), row.getString("source"),
						new RepositoryName(row.getString("repository")), new Digest(row.getString("digest")),
						row.getBoolean("tagged"), RowMappers.time(row, "since").orElseThrow()));
	}

	/**
	 * A manifest that was pushed without a tag.
	 */
	public record UntaggedPush(RepositoryName repository, Digest digest) {
	}

}
