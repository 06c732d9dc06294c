package dev.acrsync.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Source;

/**
 * Tells what belongs to the images of one repository by what its manifests name, for a
 * comparison of many of them.
 */
public final class ListedManifests implements ReferrerListings {

	/** Of fewer images it is asked one by one. */
	public static final int FEW = 10;

	private final PacedRegistries registries;

	private final Map<Digest, ManifestLinks> manifests;

	private final Map<Digest, List<Referrer>> referrers = new HashMap<>();

	private ListedManifests(PacedRegistries registries, Map<Digest, ManifestLinks> manifests) {
		this.registries = registries;
		this.manifests = manifests;
		manifests.forEach((digest, links) -> links.subject()
			.ifPresent((subject) -> this.referrers.computeIfAbsent(subject, (_) -> new ArrayList<>())
				.add(new Referrer(digest, links.artifactType()))));
	}

	/**
	 * Learns what a repository has.
	 * @param images for how many images
	 * @return nothing where that would cost more than to ask for each image, or cannot be
	 * had
	 */
	public static Optional<ReferrerListings> of(PacedRegistries registries, ManifestInventory inventory, Source source,
			RepositoryName repository, int images) {
		long worth = (images < FEW) ? 0 : (long) images * ManifestInventory.READS;
		return (worth > 0
				&& inventory.take(source.name(), repository, new PacedManifestReader(registries, source, repository),
						worth) instanceof ManifestInventory.CompleteStock(var manifests))
								? Optional.of(new ListedManifests(registries, manifests)) : Optional.empty();
	}

	/**
	 * Lists the manifests of a repository, if they are not too many.
	 */
	public static Optional<Set<Digest>> list(PacedRegistries registries, RegistryAccess registry,
			RepositoryName repository, int most) {
		Set<Digest> digests = new HashSet<>();
		ListingResult end = list(registries, registry, repository, most, digests::add);
		return (end instanceof ListingResult.Complete) ? Optional.of(digests) : Optional.empty();
	}

	private static ListingResult list(PacedRegistries registries, RegistryAccess registry, RepositoryName repository,
			int most, Consumer<Digest> visitor) {
		ComparisonBudget.ListingPortion portion = registries.budget().portion(Math.min(ManifestInventory.MOST, most));
		return registries.listManifests(registry, repository, portion, (digest) -> {
			visitor.accept(digest);
			portion.keep();
			return portion.visit();
		});
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		this.referrers.getOrDefault(subject, List.of()).forEach(visitor);
		return new ListingResult.Complete();
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		ManifestLinks links = this.manifests.get(image);
		if (links == null) {
			return this.registries.listPlatforms(registry, repository, image, visitor);
		}
		links.platforms().forEach(visitor);
		return links.platforms().isEmpty() ? new Absent() : new ListingResult.Complete();
	}

	/**
	 * Reads a repository of a source, after everybody else.
	 */
	private record PacedManifestReader(PacedRegistries registries, Source source,
			RepositoryName repository) implements ManifestInventory.ManifestReader {

		@Override
		public boolean mayKeepMany() {
			return this.registries.budget().mayKeepMany();
		}

		@Override
		public ListingResult list(int most, Consumer<Digest> visitor) {
			return ListedManifests.list(this.registries, this.source.registry(), this.repository, most, visitor);
		}

		@Override
		public ManifestReading read(Digest manifest) {
			return this.registries.readLinks(this.source.registry(), this.repository, manifest);
		}

	}

}
