package dev.acrsync.resumption;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers which messages of queues are being tried, so that one under which the process
 * goes is known by whoever takes it next.
 */
public class MessageTrials {

	/** No queue keeps a message for so long by itself. */
	private static final Duration KEPT = Duration.ofDays(30);

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	/** Those that came to an end which could not be written down. */
	private final Set<String> outlived = ConcurrentHashMap.newKeySet();

	MessageTrials(Ledger ledger, JdbcClient jdbc, Clock clock) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Writes down that a message is about to be tried. It is on disk when this returns.
	 * @return how many of its trials had no end, one after the other
	 */
	public int begin(String source, String message) {
		int trials = this.ledger.committed(() -> {
			this.jdbc.sql("delete from message_trials where begun_at < :long")
				.param("long", this.clock.millis() - KEPT.toMillis())
				.update();
			return this.jdbc
				.sql("""
						insert into message_trials (source, message_id, trials, begun_at) values (:source, :message, 1, :now)
						on conflict (source, message_id) do update
						set trials = case when :outlived = 1 then 1 else message_trials.trials + 1 end,
							begun_at = excluded.begun_at
						returning trials
						""")
				.param("source", source)
				.param("message", message)
				.param("now", this.clock.millis())
				.param("outlived", this.outlived.contains(message) ? 1 : 0)
				.query(Integer.class)
				.single();
		});
		this.outlived.remove(message);
		return trials - 1;
	}

	/**
	 * Notes that a trial came to an end, whichever.
	 */
	public void end(String source, String message) {
		try {
			this.ledger.committed(
					() -> this.jdbc.sql("delete from message_trials where source = :source and message_id = :message")
						.param("source", source)
						.param("message", message)
						.update());
		}
		catch (LedgerUnavailableException _) {
			this.outlived.add(message);
		}
	}

}
