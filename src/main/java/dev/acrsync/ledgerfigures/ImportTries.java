package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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
				""")
			.param("id", importId)
			.query((row, _) -> new Try(row.getString("import_id"), row.getInt("attempt"), row.getString("replica"),
					RowMappers.time(row, "begun_at").orElse(Instant.EPOCH),
					RowMappers.time(row, "ended_at").orElse(Instant.EPOCH), row.getString("outcome"),
					row.getString("steps").lines().map(TryStep::parse).toList()))
			.list());
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

	private static void write(JdbcClient jdbc, Try one) {
		jdbc.sql("""
				insert into tries (import_id, attempt, replica, begun_at, ended_at, outcome, steps)
				values (:id, :attempt, :replica, :begun, :ended, :outcome, :steps)
				on conflict (import_id, attempt) do update
				set replica = excluded.replica, begun_at = excluded.begun_at, ended_at = excluded.ended_at,
					outcome = excluded.outcome, steps = excluded.steps
				""")
			.param("id", one.importId())
			.param("attempt", one.attempt())
			.param("replica", one.replica())
			.param("begun", one.begunAt().toEpochMilli())
			.param("ended", one.endedAt().toEpochMilli())
			.param("outcome", one.outcome())
			.param("steps", String.join("\n", one.steps().stream().map(TryStep::toString).toList()))
			.update();
		if (one.attempt() > KEPT_TRIES) {
			jdbc.sql("delete from tries where import_id = :id and attempt <= :old")
				.param("id", one.importId())
				.param("old", one.attempt() - KEPT_TRIES)
				.update();
		}
	}

	/** An import's id begins with when it was made. */
	private static void forget(JdbcClient jdbc, String old) {
		jdbc.sql("""
				delete from tries where import_id in (
					select import_id from tries where import_id < :old order by import_id limit :limit)
				""").param("old", old).param("limit", TOGETHER * 2).update();
	}

	/**
	 * A try.
	 *
	 * @param importId of which import
	 * @param attempt which of its tries
	 * @param replica where it was tried
	 * @param begunAt when it began
	 * @param endedAt when it ended
	 * @param outcome how: a state or a code
	 * @param steps what was done
	 */
	public record Try(String importId, int attempt, String replica, Instant begunAt, Instant endedAt, String outcome,
			List<TryStep> steps) {
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
