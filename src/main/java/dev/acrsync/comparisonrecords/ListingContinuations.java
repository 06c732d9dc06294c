package dev.acrsync.comparisonrecords;

import java.time.Instant;
import java.util.Optional;

import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.RowMappers;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers where the next comparison goes on with what the last one could not come to
 * the end of.
 */
public class ListingContinuations {

	/**
	 * The repositories of a source, by name.
	 */
	public static final String REPOSITORIES = "repositories";

	/**
	 * The catalog of a source, in its registry's order.
	 */
	public static final String CATALOG = "catalog";

	/**
	 * The tags of a repository, whose name follows, in its registry's order.
	 */
	public static final String TAGS = "tags/";

	private final Ledger ledger;

	private final JdbcClient jdbc;

	public ListingContinuations(Ledger ledger, JdbcClient jdbc) {
		this.ledger = ledger;
		this.jdbc = jdbc;
	}

	/**
	 * Returns where a listing goes on, or nothing if it begins anew.
	 * @param rules a fingerprint of the rules; what others have come to says nothing
	 */
	public Optional<ListingContinuation> of(String source, String listing, String rules) {
		return this.jdbc.sql("""
				select after, since from continuations
				where source = :source and listing = :listing and rules = :rules
				""")
			.param("source", source)
			.param("listing", listing)
			.param("rules", rules)
			.query((row, _) -> new ListingContinuation(row.getString("after"),
					RowMappers.time(row, "since").orElse(Instant.EPOCH)))
			.optional();
	}

	/**
	 * Lets the next comparison go on there.
	 */
	public void goOn(String source, String listing, String rules, ListingContinuation continuation) {
		this.ledger.committed(() -> this.jdbc.sql("""
				insert into continuations (source, listing, after, rules, since)
				values (:source, :listing, :after, :rules, :since)
				on conflict (source, listing) do update
				set after = excluded.after, rules = excluded.rules, since = excluded.since
				""")
			.param("source", source)
			.param("listing", listing)
			.param("after", continuation.after())
			.param("rules", rules)
			.param("since", continuation.since().toEpochMilli())
			.update());
	}

	/**
	 * Lets the next comparison begin anew.
	 */
	public void beginAnew(String source, String listing) {
		this.ledger
			.committed(() -> this.jdbc.sql("delete from continuations where source = :source and listing = :listing")
				.param("source", source)
				.param("listing", listing)
				.update());
	}

	/**
	 * Where a listing goes on.
	 *
	 * @param after the name of what was visited last
	 * @param since when the first comparison began of those that go through it together
	 */
	public record ListingContinuation(String after, Instant since) {
	}

}
