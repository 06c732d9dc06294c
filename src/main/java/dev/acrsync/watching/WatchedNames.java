package dev.acrsync.watching;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.RulesFingerprint;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Knows which repositories of a source are watched: those that rules name without a
 * wildcard, and of the catalog, which is read every minute, or where it is hidden of
 * those that were seen before, what they name with one.
 */
final class WatchedNames {

	/** As many as comparisons keep. */
	private static final int MOST = 20_000;

	private static final Duration FRESH = Duration.ofMinutes(1);

	private final Settings settings;

	private final Registries registries;

	private final ComparisonRecords comparisons;

	private final LongSupplier nanos;

	private Optional<NamedRepositories> named = Optional.empty();

	private long readAt;

	WatchedNames(Settings settings, Registries registries, ComparisonRecords comparisons, LongSupplier nanos) {
		this.settings = settings;
		this.registries = registries;
		this.comparisons = comparisons;
		this.nanos = nanos;
	}

	/**
	 * Returns a text that changes when other repositories may be meant.
	 */
	String fingerprint(Source source) {
		return RulesFingerprint.of(this.settings, source);
	}

	/**
	 * Returns them, as they were a minute ago at most.
	 */
	NamedRepositories of(Source source) {
		long now = this.nanos.getAsLong();
		if (this.named.isEmpty() || now - this.readAt >= FRESH.toNanos()) {
			this.named = Optional.of(read(source));
			this.readAt = now;
		}
		return this.named.get();
	}

	private NamedRepositories read(Source source) {
		Set<RepositoryName> found = new TreeSet<>(Comparator.comparing(RepositoryName::value));
		found.addAll(source.rules().literalRepositories());
		if (!source.rules().haveWildcards()) {
			return new NamedRepositories(found, true, Optional.empty());
		}
		ListingResult listing = this.registries.listRepositories(source.registry(), (repository) -> {
			if (source.rules().names(repository)) {
				found.add(repository);
			}
			return found.size() < MOST;
		});
		if (listing instanceof ListingResult.Complete) {
			return new NamedRepositories(found, true, Optional.empty());
		}
		this.comparisons.repositories(source.name())
			.stream()
			.filter(source.rules()::names)
			.limit(Math.max(0, MOST - found.size()))
			.forEach(found::add);
		return new NamedRepositories(found, false, found.isEmpty() ? Optional
			.of("Nothing is watched: the rules name repositories with wildcards alone, the catalog cannot be read, and none was seen before")
				: Optional.empty());
	}

	/**
	 * The repositories that are watched.
	 *
	 * @param repositories their names, in their order
	 * @param all whether there are no others
	 * @param trouble why there are none
	 */
	record NamedRepositories(Set<RepositoryName> repositories, boolean all, Optional<String> trouble) {
	}

}
