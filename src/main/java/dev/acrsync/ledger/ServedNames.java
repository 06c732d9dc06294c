package dev.acrsync.ledger;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.records.ImportProgress;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which sources and targets the replicas know, whose settings differ while they are
 * updated one after the other.
 */
public class ServedNames {

	/** So few that nobody waits long behind them. */
	private static final int TOGETHER = 200;

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final DatabaseDialect dialect;

	/**
	 * The database goes on from what it has, which a damaged name may not be as it is
	 * read.
	 */
	static final String TARGETS = """
			with recursive targets(target) as (
				select (select target from work where target > '' and {ready} order by target limit 1)
				union all
				select (select target from work where target > targets.target and {ready} order by target limit 1)
				from targets where targets.target is not null)
			select target from targets where target is not null
			""".replace("{ready}", DueWork.READY);

	ServedNames(Ledger ledger, JdbcClient jdbc, Clock clock, DatabaseDialect dialect) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
		this.dialect = dialect;
	}

	/**
	 * Tells the other replicas, if there can be any, what this one knows.
	 */
	public void announce(Collection<String> names) {
		if (this.dialect.isShared()) {
			this.ledger.committed(() -> {
				names.stream().sorted().forEach((name) -> this.jdbc.sql("""
						insert into served (name, seen_at) values (:name, :now)
						on conflict (name) do update set seen_at = :now
						""").param("name", name).param("now", this.clock.millis()).update());
				return true;
			});
		}
	}

	/**
	 * Returns when a replica last said that it knows these, of those that one ever knew.
	 * The time is by whatever clock it has: all that it tells is whether it changes.
	 */
	public Map<String, Long> announced(Collection<String> names) {
		return names.isEmpty() ? Map.of()
				: this.jdbc.sql("select name, seen_at from served where name in (:names)")
					.param("names", names)
					.query((row, _) -> Map.entry(row.getString("name"), row.getLong("seen_at")))
					.list()
					.stream()
					.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	/**
	 * Returns the names of the targets that have work that is ready.
	 */
	public List<String> targets() {
		return this.jdbc.sql(TARGETS).query((row, _) -> row.getString("target")).list();
	}

	/**
	 * Returns the names of the sources that have work for a target that is ready.
	 */
	public List<String> sources(String target) {
		return this.jdbc.sql(DueWork.SOURCES).param("target", target).query((row, _) -> row.getString("source")).list();
	}

	/**
	 * Says of the first imports that wait why nobody takes them up here.
	 */
	public void explain(String target, String source, ImportProgress.RecordedFailure reason) {
		this.ledger.committed(() -> {
			List<String> ids = this.jdbc.sql("""
					select import_id from work
					where target = :target and source = :source and {ready}
					order by rank, ready_at, import_id
					limit :limit
					{skipLocked}
					""".replace("{ready}", DueWork.READY).replace("{skipLocked}", this.dialect.skipLocked()))
				.param("target", target)
				.param("source", source)
				.param("limit", TOGETHER)
				.query((row, _) -> row.getString("import_id"))
				.list();
			return ids.isEmpty() ? 0 : this.jdbc.sql("""
					update imports
					set error_code = :code, error_message = :message
					where id in (:ids) and state = 'pending' and (error_code is null or error_code <> :code)
					""").param("code", reason.code()).param("message", reason.message()).param("ids", ids).update();
		});
	}

}
