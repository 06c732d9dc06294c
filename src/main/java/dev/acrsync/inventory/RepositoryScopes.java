package dev.acrsync.inventory;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.comparisonrecords.ListingContinuations;
import dev.acrsync.comparisonrecords.ListingContinuations.ListingContinuation;
import dev.acrsync.comparisonrecords.RulesFingerprint;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Finds out which repositories of a source its rules may mean.
 */
public final class RepositoryScopes {

	private final Settings settings;

	private final ComparisonRecords comparisons;

	private final ListingContinuations continuations;

	public RepositoryScopes(Settings settings, ComparisonRecords comparisons, ListingContinuations continuations) {
		this.settings = settings;
		this.comparisons = comparisons;
		this.continuations = continuations;
	}

	/**
	 * Returns the repositories that rules name literally, and for wildcards those of the
	 * catalog; where that cannot be read, those that are known from before. Of a catalog
	 * that is too long for one comparison each has a part.
	 */
	public RepositoryScope of(Source source, PacedRegistries registries) {
		String rules = RulesFingerprint.of(this.settings, source);
		Set<RepositoryName> found = new TreeSet<>(Comparator.comparing(RepositoryName::value));
		found.addAll(source.rules().literalRepositories());
		Optional<ListingContinuation> repositories = continuation(source, ListingContinuations.REPOSITORIES, rules);
		Optional<String> catalogAfter = continuation(source, ListingContinuations.CATALOG, rules)
			.map(ListingContinuation::after);
		RepositoryScope.ScopeContinuation goesOn = new RepositoryScope.ScopeContinuation(
				repositories.map(ListingContinuation::after), repositories.map(ListingContinuation::since),
				catalogAfter, Optional.empty());
		if (!source.rules().haveWildcards()) {
			return new RepositoryScope(source, rules, found, Optional.empty(), goesOn);
		}
		AtomicReference<String> last = new AtomicReference<>("");
		ComparisonBudget.ListingPortion portion = registries.budget().portion(ComparisonBudget.MOST_REPOSITORIES);
		ListingResult listing = registries.listRepositories(source.registry(), catalogAfter.map(RepositoryName::new),
				portion, (repository) -> {
					if (source.rules().names(repository)) {
						found.add(repository);
						portion.keep();
					}
					last.set(repository.value());
					return portion.visit();
				});
		return switch (listing) {
			case ListingResult.Complete() when catalogAfter.isEmpty() ->
				new RepositoryScope(source, rules, found, Optional.empty(), goesOn);
			case ListingResult.Complete() ->
				new RepositoryScope(source, rules, found, Optional.of(part("begins anew")), goesOn);
			case ListingResult.Stopped() when !last.get().isEmpty() ->
				new RepositoryScope(source, rules, found, Optional.of(part("goes on after '" + last.get() + "'")),
						new RepositoryScope.ScopeContinuation(goesOn.after(), goesOn.since(), catalogAfter,
								Optional.of(last.get())));
			case ListingResult.Stopped() -> hidden(source, rules, found, goesOn, Thread.currentThread().isInterrupted()
					? "the service is stopping" : ComparisonBudget.NOTHING_IN_TIME, false);
			case Absent() -> hidden(source, rules, found, goesOn,
					"Registry '" + source.registry().host() + "' has no catalog", true);
			case Unreadable reason -> hidden(source, rules, found, goesOn, reason.message(),
					reason.cause() == Unreadable.UnreadableCause.UNAUTHORIZED
							|| reason.cause() == Unreadable.UnreadableCause.FORBIDDEN);
		};
	}

	private Optional<ListingContinuation> continuation(Source source, String listing, String rules) {
		return this.continuations.of(source.name(), listing, rules);
	}

	private static String part(String next) {
		return "The catalog is too long for one comparison, or comes too slowly: this one has compared a part of it, and the next "
				+ next;
	}

	/**
	 * Returns what is compared of a source whose catalog is hidden.
	 * @param forGood whether it will not be read the next time either, unless somebody
	 * does something
	 */
	private RepositoryScope hidden(Source source, String rules, Set<RepositoryName> found,
			RepositoryScope.ScopeContinuation goesOn, String reason, boolean forGood) {
		found.addAll(this.comparisons.repositories(source.name())
			.stream()
			.filter(source.rules()::names)
			.collect(Collectors.toSet()));
		String gap = (found.isEmpty() && forGood)
				? "Nothing is compared: the rules of source '%s' name repositories with wildcards alone, and its catalog cannot be read. Name the repositories without a wildcard in acr-sync.sources.%s.rules[<n>].repositories, such as [\"team/app\"], or allow the credentials to list the catalog. %s"
					.formatted(source.name(), source.name(), reason)
				: "The catalog cannot be read, so repositories that a wildcard names and that were never seen before "
						+ "are not compared (name them without a wildcard, or allow the credentials to list): "
						+ reason;
		return new RepositoryScope(source, rules, found, Optional.of(gap), goesOn);
	}

}
