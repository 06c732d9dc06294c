package dev.acrsync.reconcile;

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
import dev.acrsync.ledger.KnownManifests;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Source;

/**
 * Tells what belongs to the images of one repository by a list of all its manifests, each
 * of which is read once in its life: a registry tells far more manifests in a minute than
 * what refers to one.
 */
final class ListedManifests implements ReferrerListings {

	/** Of fewer images it is asked one by one. */
	static final int FEW = 10;

	/** So many reads cost as much as a listing of what refers to one manifest. */
	private static final int READS = 20;

	static final int PAGE = 100;

	/** Some megabytes, which a few sources may have at a time. */
	static final int MOST = 25_000;

	private static final int TOGETHER = 200;

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
	 * Lists a repository, and reads what is not known of it.
	 * @param images for how many images
	 * @param remembers whether what is read is written down
	 * @return nothing where that would cost more than to ask for each image, or cannot be
	 * had
	 */
	static Optional<ReferrerListings> of(PacedRegistries registries, KnownManifests known, Source source,
			RepositoryName repository, int images, boolean remembers) {
		long worth = (images < FEW) ? 0 : (long) images * READS;
		Optional<Set<Digest>> listed = (worth == 0) ? Optional.empty()
				: list(registries, source.registry(), repository, worth * PAGE);
		if (listed.isEmpty()) {
			return Optional.empty();
		}
		Map<Digest, ManifestLinks> manifests = known.of(source.name(), repository);
		Set<Digest> gone = new HashSet<>(manifests.keySet());
		gone.removeAll(listed.get());
		manifests.keySet().removeAll(gone);
		Set<Digest> unknown = new HashSet<>(listed.get());
		unknown.removeAll(manifests.keySet());
		if (unknown.size() + listed.get().size() / PAGE > worth) {
			return Optional.empty();
		}
		Reading reading = new Reading(registries, source, repository, (read) -> {
			manifests.putAll(read);
			if (remembers) {
				known.remember(source.name(), repository, read);
			}
		});
		boolean all = reading.read(unknown);
		if (remembers) {
			known.forget(source.name(), repository, gone);
		}
		return all ? Optional.of(new ListedManifests(registries, manifests)) : Optional.empty();
	}

	/**
	 * Lists the manifests of a repository, if they are not too many.
	 */
	static Optional<Set<Digest>> list(PacedRegistries registries, Registry registry, RepositoryName repository,
			long most) {
		Set<Digest> digests = new HashSet<>();
		Budget.Portion portion = registries.budget().portion((int) Math.min(MOST, most));
		Listing end = registries.listManifests(registry, repository, portion, (digest) -> {
			digests.add(digest);
			portion.keep();
			return portion.visit();
		});
		return (end instanceof Listing.Complete) ? Optional.of(digests) : Optional.empty();
	}

	@Override
	public Listing listReferrers(Registry registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		this.referrers.getOrDefault(subject, List.of()).forEach(visitor);
		return new Listing.Complete();
	}

	@Override
	public Listing listPlatforms(Registry registry, RepositoryName repository, Digest image, Consumer<Digest> visitor) {
		ManifestLinks links = this.manifests.get(image);
		if (links == null) {
			return this.registries.listPlatforms(registry, repository, image, visitor);
		}
		links.platforms().forEach(visitor);
		return links.platforms().isEmpty() ? new Absent() : new Listing.Complete();
	}

	/**
	 * Reads manifests that are not known.
	 */
	private record Reading(PacedRegistries registries, Source source, RepositoryName repository,
			Consumer<Map<Digest, ManifestLinks>> visitor) {

		/**
		 * Returns false if one is there and cannot be read.
		 */
		boolean read(Set<Digest> unknown) {
			Map<Digest, ManifestLinks> read = new HashMap<>();
			boolean all = true;
			for (Digest digest : unknown) {
				switch (this.registries.readLinks(this.source.registry(), this.repository, digest)) {
					case ManifestReading.Linked(ManifestLinks links) -> read.put(digest, links);
					case Absent() -> {
					}
					default -> all = false;
				}
				if (!all || read.size() == TOGETHER) {
					this.visitor.accept(Map.copyOf(read));
					read.clear();
				}
				if (!all) {
					return false;
				}
			}
			this.visitor.accept(Map.copyOf(read));
			return true;
		}

	}

}
