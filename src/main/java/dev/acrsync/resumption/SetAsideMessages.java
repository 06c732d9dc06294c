package dev.acrsync.resumption;

import java.time.Clock;
import java.time.Instant;
import java.util.List;

import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps messages of queues that are no events, or met a fault of ours, for people to look
 * at. Of each source the last ones are kept.
 */
public class SetAsideMessages {

	private static final int MOST = 1_000;

	private static final int SHOWN = 200;

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	SetAsideMessages(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Writes a message down as the last one, even where the clock was set back. It is on
	 * disk when this returns.
	 */
	public void add(SetAsideMessage message) {
		this.ledger.committed(() -> {
			this.jdbc
				.sql("""
						insert into set_aside_messages (source, message_id, inserted_at, set_aside_at, tries, reason, excerpt)
						values (:source, :id, :insertedAt,
							(select case when max(set_aside_at) >= :now then max(set_aside_at) + 1 else :now end
								from set_aside_messages where source = :source),
							:tries, :reason, :excerpt)
						on conflict (source, message_id) do nothing
						""")
				.param("source", message.source())
				.param("id", message.id())
				.param("insertedAt", message.insertedAt().toEpochMilli())
				.param("now", this.clock.millis())
				.param("tries", message.tries())
				.param("reason", message.reason())
				.param("excerpt", message.excerpt())
				.update();
			return this.jdbc.sql("""
					delete from set_aside_messages where source = :source and set_aside_at < (
						select set_aside_at from set_aside_messages where source = :source
						order by set_aside_at desc limit 1 offset :most)
					""").param("source", message.source()).param("most", MOST - 1).update();
		});
	}

	/**
	 * Returns how many there are of a source.
	 */
	public long count(String source) {
		return this.jdbc.sql("select count(*) from set_aside_messages where source = :source")
			.param("source", source)
			.query(Long.class)
			.single();
	}

	/**
	 * Returns the last ones of a source, and how each of them begins.
	 */
	public List<SetAsideMessage> latest(String source, int most) {
		return this.jdbc
			.sql("select * from set_aside_messages where source = :source order by set_aside_at desc limit :most")
			.param("source", source)
			.param("most", most)
			.query(RowMappers.readable("set_aside_messages", "message_id",
					(row, _) -> new SetAsideMessage(source, row.getString("message_id"),
							RowMappers.time(row, "inserted_at").orElse(Instant.EPOCH), row.getInt("tries"),
							row.getString("reason"), shortened(row.getString("excerpt")))));
	}

	private static String shortened(String text) {
		return (text.length() <= SHOWN) ? text : text.substring(0, SHOWN - 3) + "...";
	}

	/**
	 * A message that is no event, or met a fault of ours.
	 *
	 * @param source the configured name of the source
	 * @param id its id in the queue
	 * @param insertedAt when it came there
	 * @param tries how often it was taken
	 * @param reason why it was set aside
	 * @param excerpt what it says
	 */
	public record SetAsideMessage(String source, String id, Instant insertedAt, int tries, String reason,
			String excerpt) {
	}

}
