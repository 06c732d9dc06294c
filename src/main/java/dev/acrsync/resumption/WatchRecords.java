package dev.acrsync.resumption;

import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;
import dev.acrsync.storedages.PastInstants;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers how far each watched repository is known, and lets one replica at a time
 * watch a source. Who has crashed gives way when its turn is over.
 */
public class WatchRecords {

	/** A turn that ends later than it lasts was written by a clock that was ahead. */
	private static final String HELD = "(turn_until between {leaseClock} and {leaseClock} + turn_millis)";

	private static final String BEGIN = """
			insert into watches (source, rules, since, turn, turn_until, turn_millis)
			values (:source, :rules, :since, 0, 0, 0)
			on conflict (source) do update
			set rules = :rules, turn_until = case when :alone then 0 else watches.turn_until end,
				since = case when watches.rules = :rules then watches.since else :since end
			""";

	private static final String TAKE = """
			update watches set turn = turn + 1, turn_until = {leaseClock} + :turn, turn_millis = :turn
			where source = :source and not {held}
			returning turn, since
			""";

	private static final String RENEW = """
			update watches set turn_until = {leaseClock} + :turn, turn_millis = :turn
			where source = :source and turn = :number
			""";

	private static final String END = """
			update watches set turn_until = {leaseClock} + :turn, turn_millis = :turn, trouble = :trouble,
				looked_at = case when :trouble is null then :now else looked_at end
			where source = :source and turn = :number
			""";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final DatabaseDialect dialect;

	private final PastInstants past;

	WatchRecords(Ledger ledger, JdbcClient jdbc, Clock clock, DatabaseDialect dialect) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.clock = clock;
		this.dialect = dialect;
		this.past = new PastInstants(clock);
	}

	/**
	 * Begins to watch a source, or goes on with it. Where no replica shares the ledger,
	 * nobody else can be at it.
	 * @param rules a text that changes when the rules do: what was there before then is
	 * not for who watches to bring
	 */
	public void begin(String source, String rules) {
		this.ledger.committed(() -> this.jdbc.sql(BEGIN)
			.param("source", source)
			.param("rules", rules)
			.param("since", this.clock.instant().toString())
			.param("alone", !this.dialect.isShared())
			.update());
	}

	/**
	 * Takes the exclusive right to look at a source.
	 * @param turn how long it lasts unless it is renewed
	 */
	public Optional<WatchTurn> take(String source, Duration turn) {
		return this.ledger.committed(() -> sql(TAKE, source, turn)
			.query((row, _) -> new WatchTurn(source, row.getLong("turn"), Instant.parse(row.getString("since"))))
			.optional());
	}

	/**
	 * Makes the right last longer.
	 * @return false if it was lost
	 */
	public boolean renew(WatchTurn turn, Duration time) {
		return this.ledger
			.committed(() -> sql(RENEW, turn.source(), time).param("number", turn.number()).update() == 1);
	}

	/**
	 * Writes down that somebody has looked.
	 * @param rest how long nobody has to look again
	 * @param trouble why not all was seen
	 */
	public void end(WatchTurn turn, Duration rest, Optional<String> trouble) {
		this.ledger.committed(() -> sql(END, turn.source(), rest).param("number", turn.number())
			.param("trouble", trouble.orElse(null), Types.VARCHAR)
			.update());
	}

	private JdbcClient.StatementSpec sql(String sql, String source, Duration turn) {
		return this.jdbc.sql(sql.replace("{held}", HELD).replace("{leaseClock}", this.dialect.leaseClock()))
			.param("now", this.clock.millis())
			.param("source", source)
			.param("turn", turn.toMillis());
	}

	/**
	 * Returns the newest tag that is known of each repository of a source.
	 */
	public Map<RepositoryName, NewestTag> newest(String source) {
		Map<RepositoryName, NewestTag> newest = new HashMap<>();
		this.jdbc.sql("select * from watched_repositories where source = :source")
			.param("source", source)
			.query(RowMappers.visiting("watched_repositories", "repository",
					(row) -> Map.entry(new RepositoryName(row.getString("repository")),
							new NewestTag(Instant.parse(row.getString("moved_at")), new Tag(row.getString("tag")),
									new Digest(row.getString("digest")))),
					(entry) -> newest.put(entry.getKey(), entry.getValue())));
		return newest;
	}

	/**
	 * Writes down up to which tag a repository is known.
	 */
	public void know(String source, RepositoryName repository, NewestTag tag) {
		this.ledger.committed(() -> this.jdbc.sql("""
				insert into watched_repositories (source, repository, moved_at, tag, digest)
				values (:source, :repository, :movedAt, :tag, :digest)
				on conflict (source, repository) do update
				set moved_at = excluded.moved_at, tag = excluded.tag, digest = excluded.digest
				""")
			.param("source", source)
			.param("repository", repository.value())
			.param("movedAt", tag.movedAt().toString())
			.param("tag", tag.tag().value())
			.param("digest", tag.digest().value())
			.update());
	}

	/**
	 * Forgets the repositories of a source that are watched no more.
	 */
	public void forgetAllBut(String source, Set<RepositoryName> watched) {
		Set<RepositoryName> gone = new HashSet<>(newest(source).keySet());
		gone.removeAll(watched);
		gone.forEach((repository) -> this.ledger.committed(() -> this.jdbc
			.sql("delete from watched_repositories where source = :source and repository = :repository")
			.param("source", source)
			.param("repository", repository.value())
			.update()));
	}

	/**
	 * Returns how the watching of each source stands.
	 */
	public Map<String, WatchState> states() {
		Map<String, WatchState> states = new HashMap<>();
		this.jdbc.sql("select source, looked_at, trouble from watches").query((RowCallbackHandler) (row) -> {
			String source = row.getString("source");
			states.put(source,
					new WatchState(
							RowMappers.time(row, "looked_at").map((at) -> this.past.of("looked_at of " + source, at)),
							RowMappers.text(row, "trouble")));
		});
		return states;
	}

	/**
	 * The right to look at a source.
	 *
	 * @param source the configured name of the source
	 * @param number which turn it is
	 * @param since since when the source is watched by these rules
	 */
	public record WatchTurn(String source, long number, Instant since) {
	}

	/**
	 * The tag of a repository that was moved last.
	 *
	 * @param movedAt when, by the registry's clock
	 * @param tag the tag
	 * @param digest where to
	 */
	public record NewestTag(Instant movedAt, Tag tag, Digest digest) {
	}

	/**
	 * How the watching of a source stands.
	 *
	 * @param lookedAt when all of it was looked at for the last time
	 * @param trouble why the last look did not see all
	 */
	public record WatchState(Optional<Instant> lookedAt, Optional<String> trouble) {
	}

}
