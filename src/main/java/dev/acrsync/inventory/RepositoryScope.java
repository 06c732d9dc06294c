package dev.acrsync.inventory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.settings.Source;

/**
 * The repositories of a source that are compared.
 *
 * @param source the source
 * @param rules a fingerprint of what it is compared by
 * @param repositories their names, in their order
 * @param gap why there may be others, if there may
 * @param goesOn where the comparisons before have come to
 */
public record RepositoryScope(Source source, String rules, Set<RepositoryName> repositories, Optional<String> gap,
		ScopeContinuation goesOn) {

	/**
	 * Returns those that no comparison of this round has compared yet, in their order.
	 */
	public Stream<RepositoryName> remaining() {
		return this.repositories.stream()
			.filter((repository) -> this.goesOn.after()
				.filter((after) -> repository.value().compareTo(after) <= 0)
				.isEmpty());
	}

	/**
	 * Returns the name behind which this comparison begins, where others have compared
	 * what is before.
	 */
	public Optional<String> begins() {
		return this.goesOn.after().or(this.goesOn::catalogAfter);
	}

	/**
	 * Tells whether no repository is left of which rules name something.
	 */
	public boolean isAll() {
		return this.goesOn.catalogAfter().isEmpty() && this.goesOn.catalogNext().isEmpty();
	}

	/**
	 * Where comparisons before have come to, and where the next one goes on.
	 *
	 * @param after the name of the repository that was compared last
	 * @param since when the first comparison of this round began
	 * @param catalogAfter after which name this part of the catalog begins
	 * @param catalogNext the last name of this part, if there is more
	 */
	public record ScopeContinuation(Optional<String> after, Optional<Instant> since, Optional<String> catalogAfter,
			Optional<String> catalogNext) {
	}

}
