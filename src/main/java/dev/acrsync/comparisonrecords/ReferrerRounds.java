package dev.acrsync.comparisonrecords;

import java.util.Comparator;
import java.util.Optional;

import dev.acrsync.ledger.Ledger;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers up to which image of a source a comparison has looked for what refers to it,
 * so that the next one goes on there.
 */
public class ReferrerRounds {

	private final Ledger ledger;

	private final JdbcClient jdbc;

	public ReferrerRounds(Ledger ledger, JdbcClient jdbc) {
		this.ledger = ledger;
		this.jdbc = jdbc;
	}

	/**
	 * Returns the image that was looked at last, or nothing if the round begins anew.
	 */
	public Optional<RoundPosition> position(String source) {
		return this.jdbc.sql("select repository, digest from referrer_rounds where source = :source")
			.param("source", source)
			.query((row, _) -> new RoundPosition(row.getString("repository"), row.getString("digest")))
			.optional();
	}

	/**
	 * Lets the next comparison go on after this image.
	 */
	public void goOnAfter(String source, RoundPosition position) {
		this.ledger.committed(() -> this.jdbc.sql("""
				insert into referrer_rounds (source, repository, digest) values (:source, :repository, :digest)
				on conflict (source) do update set repository = excluded.repository, digest = excluded.digest
				""")
			.param("source", source)
			.param("repository", position.repository())
			.param("digest", position.digest())
			.update());
	}

	/**
	 * Lets the next comparison begin with the first image.
	 */
	public void beginAnew(String source) {
		this.ledger.committed(() -> this.jdbc.sql("delete from referrer_rounds where source = :source")
			.param("source", source)
			.update());
	}

	/**
	 * An image's place in the order of a round.
	 *
	 * @param repository its repository at the source
	 * @param digest its digest
	 */
	public record RoundPosition(String repository, String digest) implements Comparable<RoundPosition> {

		@Override
		public int compareTo(RoundPosition other) {
			return Comparator.comparing(RoundPosition::repository)
				.thenComparing(RoundPosition::digest)
				.compare(this, other);
		}

	}

}
