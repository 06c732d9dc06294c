package dev.acrsync.reconcile;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Checks;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Finds out which repositories of a source its rules may mean.
 */
final class Scopes {

	private final Settings settings;

	private final PacedRegistries registries;

	private final Checks checks;

	Scopes(Settings settings, PacedRegistries registries, Checks checks) {
		this.settings = settings;
		this.registries = registries;
		this.checks = checks;
	}

	/**
	 * Returns the repositories that rules name literally, and for wildcards those of the
	 * catalog; where that cannot be read, those that are known from before.
	 */
	Scope of(Source source) {
		Set<RepositoryName> found = new TreeSet<>((one, other) -> one.value().compareTo(other.value()));
		found.addAll(source.rules().literalRepositories());
		String rules = Fingerprint.of(this.settings, source);
		if (!source.rules().haveWildcards()) {
			return new Scope(source, rules, found, Optional.empty());
		}
		Listing listing = this.registries.listRepositories(source.registry(), (repository) -> {
			if (source.rules().names(repository)) {
				found.add(repository);
			}
			return true;
		});
		if (listing instanceof Listing.Complete) {
			return new Scope(source, rules, found, Optional.empty());
		}
		found.addAll(this.checks.repositories(source.name())
			.stream()
			.filter(source.rules()::names)
			.collect(Collectors.toSet()));
		String reason = (listing instanceof Unreadable unreadable) ? unreadable.message()
				: "Registry '" + source.registry().host() + "' has no catalog";
		return new Scope(source, rules, found, Optional
			.of("The catalog cannot be read, so repositories that a wildcard names and that were never seen before "
					+ "are not compared (name them without a wildcard, or allow the credentials to list): " + reason));
	}

}
