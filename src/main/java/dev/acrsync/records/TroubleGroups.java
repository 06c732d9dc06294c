package dev.acrsync.records;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.acrsync.database.SlowReads;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What keeps images from arriving: imports that are parked, or that wait since something
 * went wrong, by its code. Counts so many at most that it never takes long.
 */
public class TroubleGroups {

	/**
	 * Of so many imports at most it is told why they do not arrive.
	 */
	public static final int MOST = 20_000;

	private static final String READ = """
			with stuck as (
				select * from (
					select id, state, error_code, error_message, source, target, received_at, next_attempt_at
					from imports
					where state = 'failed' order by id desc limit :most) as failed
				union all
				select * from (
					select i.id, i.state, i.error_code, i.error_message, i.source, i.target, i.received_at,
						i.next_attempt_at
					from work w join imports i on i.id = w.import_id
					where w.done < w.wanted and w.due_at > 0 and w.suspect = 0 and w.lease_owner is null
					limit :most) as waiting
				union all
				select * from (
					select i.id, i.state, i.error_code, i.error_message, i.source, i.target, i.received_at,
						i.next_attempt_at
					from work w join imports i on i.id = w.import_id
					where w.done < w.wanted and w.suspect = 1
					limit :most) as suspect)
			select g.*, i.error_message, i.repository, i.tag, i.target_image from (
				select error_code, state, source, target, count(*) as images, min(received_at) as oldest,
					min(next_attempt_at) as next_attempt_at, min(id) as example, passing
				from (
					select stuck.*, case
						when state <> 'failed'
							and error_code in ('source-unreadable', 'target-unreadable', 'referrer-not-arrived')
							and (error_message like '%has had too many requests%'
								or error_message like '%is asked too often%'
								or error_message like '%it often can at another time%')
						then 1 else 0 end as passing
					from stuck
					where error_code is not null) as told
				group by error_code, state, source, target, passing) as g
			join imports i on i.id = g.example
			order by g.images desc, g.error_code, g.source, g.target
			""";

	/** An import's id begins with when it was made. */
	private static final String LEFT = """
			select g.*, i.error_message, i.repository, i.tag, i.target_image from (
				select error_code, state, source, target, count(*) as images, min(received_at) as oldest,
					min(next_attempt_at) as next_attempt_at, max(id) as example, 0 as passing
				from (
					select i.id, coalesce(i.error_code, i.state) as error_code, i.state, i.source, i.target, i.received_at,
						i.next_attempt_at
					from imports i join work w on w.target_image = i.target_image and w.import_id = i.id
					where i.state in ('gone', 'kept') and i.id >= :since
					limit :most) as ended
				group by error_code, state, source, target) as g
			join imports i on i.id = g.example
			order by g.images desc, g.error_code, g.source, g.target
			""";

	private final JdbcClient jdbc;

	private final SlowReads reads;

	TroubleGroups(JdbcClient jdbc, SlowReads reads) {
		this.jdbc = jdbc;
		this.reads = reads;
	}

	/**
	 * Returns what keeps images from arriving, what most are kept by first.
	 */
	public List<TroubleGroup> read() {
		return this.reads.read(() -> this.jdbc.sql(READ).param("most", MOST).query((row, _) -> group(row)).list());
	}

	/**
	 * Returns which newest pushes of their tags have ended without an image at the
	 * target, and need nobody: it was deleted at the source, or the target's is kept.
	 * @param since only those that were accepted since
	 */
	public List<TroubleGroup> left(Instant since) {
		String id = "%012x".formatted(since.toEpochMilli());
		return this.reads.read(() -> this.jdbc.sql(LEFT)
			.param("since", id.substring(0, 8) + "-" + id.substring(8))
			.param("most", MOST)
			.query((row, _) -> group(row))
			.list());
	}

	private static TroubleGroup group(ResultSet row) throws SQLException {
		return new TroubleGroup(row.getString("error_code"), RowMappers.state(row.getString("state")),
				row.getString("source"), row.getString("target"), row.getLong("images"),
				RowMappers.time(row, "oldest").orElse(Instant.EPOCH), RowMappers.time(row, "next_attempt_at"),
				row.getString("example"), row.getString("repository"), row.getString("tag"),
				row.getString("target_image"), RowMappers.text(row, "error_message").orElse(""),
				row.getInt("passing") == 1);
	}

	/**
	 * Imports that the same keeps from arriving.
	 *
	 * @param code what it is
	 * @param state whether they are parked, or tried again
	 * @param source the configured name of their source
	 * @param target the configured name of their target
	 * @param images how many they are
	 * @param oldest since when the oldest of them is wanted
	 * @param nextAttemptAt when the first of them is tried again
	 * @param example the id of one of them
	 * @param repository its repository at the source
	 * @param tag its tag
	 * @param image the tag at the target
	 * @param message what went wrong with it
	 * @param passing whether it passes by itself, whatever the code says: a registry
	 * wants to be left alone for a while, or Azure fails to copy as it sometimes does
	 */
	public record TroubleGroup(String code, ImportState state, String source, String target, long images,
			Instant oldest, Optional<Instant> nextAttemptAt, String example, String repository, String tag,
			String image, String message, boolean passing) {
	}

}
