package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import dev.acrsync.database.SlowReads;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The processes that share the ledger, as each says of itself.
 */
public class Replicas implements NotedFigures {

	private static final Duration EVERY = Duration.ofSeconds(20);

	private static final Duration ALIVE = Duration.ofMinutes(1);

	private final String id = UUID.randomUUID().toString();

	private final JdbcClient jdbc;

	private final SlowReads reads;

	private final Clock clock;

	private final LongSupplier nanos;

	private final String version;

	private long nextAt;

	Replicas(JdbcClient jdbc, SlowReads reads, Clock clock, LongSupplier nanos, String version) {
		this.jdbc = jdbc;
		this.reads = reads;
		this.clock = clock;
		this.nanos = nanos;
		this.version = version;
		this.nextAt = nanos.getAsLong();
	}

	/**
	 * Returns the versions of those that live, this one's first.
	 */
	public List<String> versions() {
		long now = this.clock.millis();
		List<String> others = this.reads.read(() -> this.jdbc.sql("""
				select version from replicas
				where id <> :id and seen_at between :now - :alive and :now + :alive
				order by version, id
				""")
			.param("id", this.id)
			.param("now", now)
			.param("alive", ALIVE.toMillis())
			.query(String.class)
			.list());
		return Stream.concat(Stream.of(this.version), others.stream()).toList();
	}

	@Override
	public synchronized FigureBatch take() {
		if (this.nanos.getAsLong() - this.nextAt < 0) {
			return FigureBatch.NONE;
		}
		this.nextAt = this.nanos.getAsLong() + EVERY.toNanos();
		return new FigureBatch() {
			@Override
			public void write(JdbcClient jdbc) {
				Replicas.this.write(jdbc);
			}

			@Override
			public void giveBack() {
				// It is said again soon.
			}
		};
	}

	private void write(JdbcClient jdbc) {
		jdbc.sql("""
				insert into replicas (id, version, seen_at) values (:id, :version, :now)
				on conflict (id) do update set seen_at = excluded.seen_at
				""").param("id", this.id).param("version", this.version).param("now", this.clock.millis()).update();
		jdbc.sql("delete from replicas where seen_at not between :now - :old and :now + :old")
			.param("now", this.clock.millis())
			.param("old", ALIVE.toMillis() * 10)
			.update();
	}

}
