package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.acrsync.records.EventDoor;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * When each source has called last: with an event, or with a ping of its webhook.
 */
public class SourceCalls implements NotedFigures {

	private static final Set<String> CALLERS = Set.of(EventDoor.WEBHOOK.label(), EventDoor.EVENT_GRID.label());

	private final JdbcClient jdbc;

	private final Clock clock;

	private final Map<CallLine, Instant> noted = new HashMap<>();

	public SourceCalls(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	/**
	 * Notes a call.
	 * @param source the configured name of the source
	 * @param door the way that it came, such as {@code webhook}
	 * @param kind {@code event} or {@code ping}
	 */
	public synchronized void called(String source, String door, String kind) {
		this.noted.put(new CallLine(source, door, kind), this.clock.instant());
	}

	/**
	 * Returns the last calls that were written down, of all replicas. None is still to
	 * come.
	 */
	public List<SourceCall> read() {
		Instant now = this.clock.instant();
		// They are few, and wait for no slow read.
		return this.jdbc.sql("select source, door, kind, last_at from calls order by source, door, kind")
			.query((row, _) -> new SourceCall(row.getString("source"), row.getString("door"), row.getString("kind"),
					PastInstants.notAfter(now, RowMappers.time(row, "last_at").orElse(now))))
			.list();
	}

	/**
	 * Returns whether it was the webhook's or Event Grid's call by which a source told of
	 * something last, if one has.
	 */
	public Optional<String> calledLast(String source) {
		return calledLast(read(), source);
	}

	/**
	 * Returns the same of calls that were read.
	 */
	public static Optional<String> calledLast(List<SourceCall> calls, String source) {
		return calls.stream()
			.filter((it) -> it.source().equals(source) && CALLERS.contains(it.door()) && !"ping".equals(it.kind()))
			.max(Comparator.comparing(SourceCall::at))
			.map(SourceCall::door);
	}

	@Override
	public synchronized FigureBatch take() {
		if (this.noted.isEmpty()) {
			return FigureBatch.NONE;
		}
		Map<CallLine, Instant> taken = Map.copyOf(this.noted);
		this.noted.clear();
		return new FigureBatch() {
			@Override
			public void write(JdbcClient jdbc) {
				// In the same order by all replicas, so that none waits for another in a
				// ring.
				new TreeMap<>(taken).forEach((line, at) -> SourceCalls.write(jdbc, line, at));
			}

			@Override
			public void giveBack() {
				synchronized (SourceCalls.this) {
					taken.forEach(SourceCalls.this.noted::putIfAbsent);
				}
			}
		};
	}

	private static void write(JdbcClient jdbc, CallLine line, Instant at) {
		jdbc.sql("""
				insert into calls (source, door, kind, last_at) values (:source, :door, :kind, :at)
				on conflict (source, door, kind) do update set last_at = excluded.last_at
				""")
			.param("source", line.source())
			.param("door", line.door())
			.param("kind", line.kind())
			.param("at", at.toEpochMilli())
			.update();
	}

	/**
	 * Whose calls, and which.
	 */
	private record CallLine(String source, String door, String kind) implements Comparable<CallLine> {

		private static final Comparator<CallLine> ORDER = Comparator.comparing(CallLine::source)
			.thenComparing(CallLine::door)
			.thenComparing(CallLine::kind);

		@Override
		public int compareTo(CallLine other) {
			return ORDER.compare(this, other);
		}

	}

	/**
	 * The last call of a source by a door.
	 *
	 * @param source the configured name of the source
	 * @param door the way that it came
	 * @param kind {@code event} or {@code ping}
	 * @param at when it came
	 */
	public record SourceCall(String source, String door, String kind, Instant at) {
	}

}
