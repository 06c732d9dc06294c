package dev.acrsync.referrers;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;

/**
 * Reads what has no tag of its own: whatever has one is seen by its event, and in the
 * list of tags. Asks nothing more once the source has not told something.
 */
public final class UntaggedReader implements SubjectReader {

	private final ReferrerListings registries;

	private final RegistryAccess source;

	private final RepositoryName repository;

	private Optional<Unreadable> reason = Optional.empty();

	private int listed;

	/**
	 * Reads a repository.
	 */
	public UntaggedReader(ReferrerListings registries, RegistryAccess source, RepositoryName repository) {
		this.registries = registries;
		this.source = source;
		this.repository = repository;
	}

	@Override
	public ListingResult platforms(Digest image, Consumer<Digest> visitor) {
		return ask(() -> this.registries.listPlatforms(this.source, this.repository, image, visitor));
	}

	@Override
	public ListingResult referrers(Digest subject, Consumer<Referrer> visitor) {
		return ask(() -> {
			this.listed++;
			return this.registries.listReferrers(this.source, this.repository, subject, visitor);
		});
	}

	private ListingResult ask(Supplier<ListingResult> question) {
		if (this.reason.isPresent()) {
			return this.reason.get();
		}
		ListingResult answer = question.get();
		if (answer instanceof Unreadable unreadable) {
			this.reason = Optional.of(unreadable);
		}
		return answer;
	}

	@Override
	public TagReading tag(ReferrerTag tag) {
		return new Absent();
	}

	/**
	 * Returns why the source has not told all.
	 */
	public Optional<Unreadable> untold() {
		return this.reason;
	}

	/**
	 * Returns how often it was asked what refers to something.
	 */
	public int listed() {
		return this.listed;
	}

}
