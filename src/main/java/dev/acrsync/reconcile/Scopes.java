package dev.acrsync.reconcile;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Checks;
import dev.acrsync.ledger.Continuations;
import dev.acrsync.ledger.Continuations.Continuation;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Finds out which repositories of a source its rules may mean.
 */
final class Scopes {

	private final Settings settings;

	private final Checks checks;

	private final Continuations continuations;

	Scopes(Settings settings, Checks checks, Continuations continuations) {
		this.settings = settings;
		this.checks = checks;
		this.continuations = continuations;
	}

	/**
	 * Returns the repositories that rules name literally, and for wildcards those of the
	 * catalog; where that cannot be read, those that are known from before. Of a catalog
	 * that is too long for one pass each has a part.
	 */
	Scope of(Source source, PacedRegistries registries) {
		String rules = Fingerprint.of(this.settings, source);
		Set<RepositoryName> found = new TreeSet<>(Comparator.comparing(RepositoryName::value));
		found.addAll(source.rules().literalRepositories());
		Optional<Continuation> repositories = continuation(source, Continuations.REPOSITORIES, rules);
		Optional<String> catalogAfter = continuation(source, Continuations.CATALOG, rules).map(Continuation::after);
		Scope.GoesOn goesOn = new Scope.GoesOn(repositories.map(Continuation::after),
				repositories.map(Continuation::since), catalogAfter, Optional.empty());
		if (!source.rules().haveWildcards()) {
			return new Scope(source, rules, found, Optional.empty(), goesOn);
		}
		AtomicReference<String> last = new AtomicReference<>("");
		Budget.Portion portion = registries.budget().portion(Budget.MOST_REPOSITORIES);
		Listing listing = registries.listRepositories(source.registry(), catalogAfter.map(RepositoryName::new), portion,
				(repository) -> {
					if (source.rules().names(repository)) {
						found.add(repository);
						portion.keep();
					}
					last.set(repository.value());
					return portion.visit();
				});
		return switch (listing) {
			case Listing.Complete() when catalogAfter.isEmpty() ->
				new Scope(source, rules, found, Optional.empty(), goesOn);
			case Listing.Complete() -> new Scope(source, rules, found, Optional.of(part("begins anew")), goesOn);
			case Listing.Stopped() when !last.get().isEmpty() ->
				new Scope(source, rules, found, Optional.of(part("goes on after '" + last.get() + "'")),
						new Scope.GoesOn(goesOn.after(), goesOn.since(), catalogAfter, Optional.of(last.get())));
			case Listing.Stopped() -> hidden(source, rules, found, goesOn,
					Thread.currentThread().isInterrupted() ? "the service is stopping" : Budget.NOTHING_IN_TIME, false);
			case Absent() -> hidden(source, rules, found, goesOn,
					"Registry '" + source.registry().host() + "' has no catalog", true);
			case Unreadable reason -> hidden(source, rules, found, goesOn, reason.message(),
					reason.cause() == Unreadable.Cause.UNAUTHORIZED || reason.cause() == Unreadable.Cause.FORBIDDEN);
		};
	}

	private Optional<Continuation> continuation(Source source, String listing, String rules) {
		return this.continuations.of(source.name(), listing, rules);
	}

	private static String part(String next) {
		return "The catalog is too long for one pass, or comes too slowly: this one has compared a part of it, and the next "
				+ next;
	}

	/**
	 * Returns what is compared of a source whose catalog is hidden.
	 * @param forGood whether it will not be read the next time either, unless somebody
	 * does something
	 */
	private Scope hidden(Source source, String rules, Set<RepositoryName> found, Scope.GoesOn goesOn, String reason,
			boolean forGood) {
		found.addAll(this.checks.repositories(source.name())
			.stream()
			.filter(source.rules()::names)
			.collect(Collectors.toSet()));
		String gap = (found.isEmpty() && forGood)
				? "Nothing is compared: the rules of source '%s' name repositories with wildcards alone, and its catalog cannot be read. Name the repositories without a wildcard in acr-sync.sources.%s.rules[<n>].repositories, such as [\"team/app\"], or allow the credentials to list the catalog. %s"
					.formatted(source.name(), source.name(), reason)
				: "The catalog cannot be read, so repositories that a wildcard names and that were never seen before "
						+ "are not compared (name them without a wildcard, or allow the credentials to list): "
						+ reason;
		return new Scope(source, rules, found, Optional.of(gap), goesOn);
	}

}
