package dev.acrsync.ledgerfigures;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.database.SlowReads;
import dev.acrsync.records.RowMappers;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was done in the last tries of imports, for a week. Where more is tried than can be
 * written down beside the work, the oldest is left out.
 */
public class ImportTries implements NotedFigures {

	private static final int TOGETHER = 200;

	private static final int MOST = 2_000;

	private static final int KEPT_TRIES = 5;

	/** Ends the outcome of a try that goes on. */
	private static final String GOES_ON = ", goes on";

	private static final Duration KEPT = Duration.ofDays(7);

	private final JdbcClient jdbc;

	private final SlowReads reads;

	private final Clock clock;

	private final Deque<Try> noted = new ArrayDeque<>();

	public ImportTries(JdbcClient jdbc, SlowReads reads, Clock clock) {
		this.jdbc = jdbc;
		this.reads = reads;
		this.clock = clock;
	}

	/**
	 * Notes a try that has ended.
	 */
	public synchronized void tried(Try ended) {
		if (this.noted.size() == MOST) {
			this.noted.removeFirst();
		}
		this.noted.addLast(ended);
	}

	/**
	 * Returns the last tries of an import that were written down, the newest last.
	 */
	public List<Try> read(String importId) {
		return this.reads.read(() -> this.jdbc.sql("""
				select * from tries where import_id = :id order by begun_at, attempt
				""").param("id", importId).query((row, _) -> read(row)).list());
	}

	private static Try read(ResultSet row) throws SQLException {
		String outcome = row.getString("outcome");
		return new Try(row.getString("import_id"), row.getInt("attempt"), row.getString("replica"),
				RowMappers.time(row, "begun_at").orElse(Instant.EPOCH),
				RowMappers.time(row, "ended_at").orElse(Instant.EPOCH), outcome.replaceFirst(GOES_ON + "$", ""),
				outcome.endsWith(GOES_ON), row.getString("steps").lines().map(TryStep::parse).toList());
	}

	@Override
	public synchronized FigureBatch take() {
		if (this.noted.isEmpty()) {
			return FigureBatch.NONE;
		}
		List<Try> taken = new ArrayList<>();
		while (!this.noted.isEmpty() && taken.size() < TOGETHER) {
			taken.add(this.noted.removeFirst());
		}
		String old = "%012x".formatted(this.clock.instant().minus(KEPT).toEpochMilli());
		return new FigureBatch() {
			@Override
			public void write(JdbcClient jdbc) {
				taken.forEach((one) -> ImportTries.write(jdbc, one));
				forget(jdbc, old.substring(0, 8) + "-" + old.substring(8));
			}

			@Override
			public void giveBack() {
				synchronized (ImportTries.this) {
					taken.reversed()
						.stream()
						.limit(MOST - ImportTries.this.noted.size())
						.forEach(ImportTries.this.noted::addFirst);
				}
			}
		};
	}

	/** What is looked at again is the same try, which began with its first look. */
	private static void write(JdbcClient jdbc, Try one) {
		if (!insert(jdbc, one)) {
			Try before = jdbc.sql("select * from tries where import_id = :id and attempt = :attempt")
				.param("id", one.importId())
				.param("attempt", one.attempt())
				.query((row, _) -> read(row))
				.single();
			update(jdbc, before.begunAt().isAfter(one.begunAt()) ? one.goneOnWith(before) : before.goneOnWith(one));
		}
		if (one.attempt() > KEPT_TRIES) {
			jdbc.sql("delete from tries where import_id = :id and attempt <= :old")
				.param("id", one.importId())
				.param("old", one.attempt() - KEPT_TRIES)
				.update();
		}
	}

	private static boolean insert(JdbcClient jdbc, Try one) {
		return filled(jdbc.sql("""
				insert into tries (import_id, attempt, replica, begun_at, ended_at, outcome, steps)
				values (:id, :attempt, :replica, :begun, :ended, :outcome, :steps)
				on conflict (import_id, attempt) do nothing
				"""), one).update() == 1;
	}

	private static void update(JdbcClient jdbc, Try one) {
		filled(jdbc.sql("""
				update tries
				set replica = :replica, begun_at = :begun, ended_at = :ended, outcome = :outcome, steps = :steps
				where import_id = :id and attempt = :attempt
				"""), one).update();
	}

	private static JdbcClient.StatementSpec filled(JdbcClient.StatementSpec statement, Try one) {
		return statement.param("id", one.importId())
			.param("attempt", one.attempt())
			.param("replica", one.replica())
			.param("begun", one.begunAt().toEpochMilli())
			.param("ended", one.endedAt().toEpochMilli())
			.param("outcome", one.goesOn() ? one.outcome() + GOES_ON : one.outcome())
			.param("steps", String.join("\n", one.steps().stream().map(TryStep::toString).toList()));
	}

	/** An import's id begins with when it was made. */
	private static void forget(JdbcClient jdbc, String old) {
		jdbc.sql("""
				delete from tries where import_id in (
					select import_id from tries where import_id < :old order by import_id limit :limit)
				""").param("old", old).param("limit", TOGETHER * 2).update();
	}

	/**
	 * A try, or as much of it as there was until now.
	 *
	 * @param importId of which import
	 * @param attempt which of its tries
	 * @param replica where it began
	 * @param begunAt when it began
	 * @param endedAt when it ended
	 * @param outcome how: a state or a code
	 * @param goesOn whether it is only looked at again, which does not count as a try
	 * @param steps what was done
	 */
	public record Try(String importId, int attempt, String replica, Instant begunAt, Instant endedAt, String outcome,
			boolean goesOn, List<TryStep> steps) {

		private static final String AGAIN = "Looked again, the last time on ";

		/**
		 * Returns the whole try, with the steps of its latest look. What comes after one
		 * that has ended, such as when an operator has it retried, is another one.
		 */
		Try goneOnWith(Try later) {
			if (!this.goesOn) {
				return later;
			}
			Duration since = Duration.between(this.begunAt, later.begunAt);
			Stream<TryStep> again = Stream.of(new TryStep(Duration.ZERO, Duration.ZERO, AGAIN + later.replica))
				.filter((_) -> later.steps.stream().noneMatch((it) -> it.what().startsWith(AGAIN)));
			return new Try(this.importId, this.attempt, this.replica, this.begunAt, later.endedAt, later.outcome,
					later.goesOn,
					Stream.concat(again, later.steps.stream())
						.map((it) -> new TryStep(it.after().plus(since), it.took(), it.what()))
						.toList());
		}

	}

	/**
	 * A step of a try.
	 *
	 * @param after how long after the try began
	 * @param took how long it took
	 * @param what was done, in a line
	 */
	public record TryStep(Duration after, Duration took, String what) {

		private static final int MOST = 120;

		/**
		 * Takes a step, of whose words it is told no more than fits.
		 */
		public TryStep {
			what = what.replaceAll("[\\p{Cntrl}]+", " ");
			what = (what.length() > MOST) ? what.substring(0, MOST) : what;
		}

		static TryStep parse(String line) {
			String[] cells = line.split("\t", 3);
			return (cells.length == 3) ? new TryStep(millis(cells[0]), millis(cells[1]), cells[2])
					: new TryStep(Duration.ZERO, Duration.ZERO, line);
		}

		private static Duration millis(String cell) {
			return Duration.ofMillis(cell.matches("\\d{1,15}") ? Long.parseLong(cell) : 0);
		}

		@Override
		public String toString() {
			return this.after.toMillis() + "\t" + this.took.toMillis() + "\t" + this.what;
		}

	}

}
