package dev.acrsync.inventory;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.RequestUrgency;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;

/**
 * Reads registries after everybody else, and for as long as one comparison may.
 */
public final class PacedRegistries implements ReferrerListings {

	private static final String OVER = "the time that one comparison has for a source is over";

	private final Registries registries;

	private final ComparisonBudget budget;

	public PacedRegistries(Registries registries, ComparisonBudget budget) {
		this.registries = registries;
		this.budget = budget;
	}

	public ComparisonBudget budget() {
		return this.budget;
	}

	TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return within(() -> this.registries.read(registry, repository, tag), over());
	}

	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		return within(() -> this.registries.read(registry, repository, digest), over());
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		return within(() -> this.registries.listReferrers(registry, repository, subject, visitor), over());
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		return within(() -> this.registries.listPlatforms(registry, repository, image, visitor), over());
	}

	ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ComparisonBudget.ListingPortion portion, Predicate<ListedTag> visitor) {
		return within(() -> this.registries.listTags(registry, repository, after,
				new PortionVisitor<>(visitor, portion::mayTurn)), over());
	}

	ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ComparisonBudget.ListingPortion portion, Predicate<RepositoryName> visitor) {
		return within(() -> this.registries.listRepositories(registry, after,
				new PortionVisitor<>(visitor, portion::isTimeLeft)), over());
	}

	ListingResult listManifests(RegistryAccess registry, RepositoryName repository,
			ComparisonBudget.ListingPortion portion, Predicate<Digest> visitor) {
		return within(() -> this.registries.listManifests(registry, repository,
				new PortionVisitor<>(visitor, portion::mayTurn)), over());
	}

	ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return within(() -> this.registries.readLinks(registry, repository, manifest), over());
	}

	private <T> T within(Supplier<T> reading, T over) {
		if (this.budget.isOver()) {
			return over;
		}
		try (RequestUrgency.UrgentWork _ = RequestUrgency.COMPARISON.begin()) {
			T read = this.budget.read(reading);
			// What may have been interrupted says nothing of the registry.
			return this.budget.isOver() ? over : read;
		}
	}

	private static Unreadable over() {
		return new Unreadable(Unreadable.UnreadableCause.UNAVAILABLE, OVER, Optional.empty());
	}

	/**
	 * Visits a listing as far as it may be read.
	 */
	private record PortionVisitor<T>(Predicate<T> visitor, BooleanSupplier turning) implements ListingVisitor<T> {

		@Override
		public boolean test(T item) {
			return this.visitor.test(item);
		}

		@Override
		public boolean mayTurn() {
			return this.turning.getAsBoolean();
		}

	}

}
