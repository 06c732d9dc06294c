package dev.acrsync.registry;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.settings.RegistryAccess;

/**
 * Reads registries over their data plane. Nothing is thrown for what a registry or the
 * network does. What is throttled waits and is asked again, unless the registry wants to
 * be left alone for more than a minute, or refuses the third time.
 */
public interface Registries extends ReferrerListings {

	/**
	 * Asks which digest a tag points to now. Blocks for a few HTTP exchanges at most.
	 */
	TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag);

	/**
	 * Asks whether a manifest is there. Blocks for a few HTTP exchanges at most.
	 */
	TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest);

	/**
	 * Returns what a listing of all tags told of one, if it was begun no longer ago than
	 * this, and told its digest. Asks nobody.
	 */
	Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age);

	/**
	 * Asks whether a tag may be moved. Blocks for a few HTTP exchanges, and a while where
	 * it is throttled.
	 */
	TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag);

	/**
	 * Asks whether a manifest is locked.
	 */
	TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest);

	/**
	 * Asks whether a repository is locked with all that is in it.
	 */
	TagLock readLock(RegistryAccess registry, RepositoryName repository);

	/**
	 * Visits the tags of a repository, page by page. ACR tells all of a tag, and the most
	 * recently updated one first; other registries tell its name alone, in their own
	 * order.
	 * @param visitor returns false to stop
	 */
	default ListingResult listTags(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<ListedTag> visitor) {
		return listTags(registry, repository, Optional.empty(), visitor);
	}

	/**
	 * Visits the tags that come after one that an earlier listing had come to.
	 */
	ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor);

	/**
	 * Visits the tags that were moved last, the newest first: with one request, unless
	 * the visitor turns the page. Only ACR lists tags in that order; of others it is said
	 * that they cannot be watched.
	 */
	ListingResult listNewestTags(RegistryAccess registry, RepositoryName repository, ListingVisitor<ListedTag> visitor);

	/**
	 * Visits the repositories, page by page, in the registry's order. A token for single
	 * repositories may not do that.
	 * @param visitor returns false to stop
	 */
	default ListingResult listRepositories(RegistryAccess registry, ListingVisitor<RepositoryName> visitor) {
		return listRepositories(registry, Optional.empty(), visitor);
	}

	/**
	 * Visits the repositories that come after one that an earlier listing had come to.
	 */
	ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor);

	/**
	 * Asks what a manifest refers to: itself if to nothing, absent if it is not there.
	 */
	TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest);

	/**
	 * Visits the digests of all manifests of a repository, page by page. Only ACR tells
	 * them: other registries have no such list, which is absent.
	 */
	ListingResult listManifests(RegistryAccess registry, RepositoryName repository, ListingVisitor<Digest> visitor);

	/**
	 * Reads what a manifest names of others, if it is what its digest says.
	 */
	ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest);

}
