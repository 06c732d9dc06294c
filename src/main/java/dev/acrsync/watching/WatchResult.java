package dev.acrsync.watching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Unreadable;

/**
 * What came of one look at a source.
 */
final class WatchResult {

	private final int repositories;

	private final List<RepositoryName> unread = new ArrayList<>();

	private final List<String> reasons = new ArrayList<>();

	/** What the reasons have in common from one look to the next. */
	private final Set<String> kinds = new TreeSet<>();

	private int found;

	private Duration rest = Duration.ZERO;

	WatchResult(int repositories) {
		this.repositories = repositories;
	}

	/**
	 * A repository could not be looked at.
	 */
	void add(RepositoryName repository, Unreadable reason) {
		this.unread.add(repository);
		this.reasons.add("'%s' could not be looked at: %s".formatted(repository, reason.message()));
		this.kinds.add(reason.cause().name());
	}

	/**
	 * What a repository has could not be written down.
	 */
	void add(RepositoryName repository, LedgerUnavailableException reason) {
		this.unread.add(repository);
		this.reasons
			.add("what is new in '%s' could not be written down: %s".formatted(repository, reason.getMessage()));
		this.kinds.add("LEDGER");
	}

	/**
	 * It is not known what all there is to look at.
	 */
	void add(String trouble) {
		this.reasons.add(trouble);
		this.kinds.add(trouble);
	}

	void found(int pushes) {
		this.found += pushes;
	}

	WatchResult resting(Duration rest) {
		this.rest = rest;
		return this;
	}

	int repositories() {
		return this.repositories;
	}

	/**
	 * Returns how many pushes were handed in that nobody had told of.
	 */
	int found() {
		return this.found;
	}

	Duration rest() {
		return this.rest;
	}

	/**
	 * Returns a text that is another when the trouble is.
	 */
	String kind() {
		return this.kinds.stream().collect(Collectors.joining(" "));
	}

	/**
	 * Returns why not all was looked at.
	 */
	Optional<String> told() {
		return this.reasons.stream()
			.findFirst()
			.map((first) -> (this.unread.size() < 2) ? first
					: "%s (%d of %d repositories)".formatted(first, this.unread.size(), this.repositories));
	}

}
