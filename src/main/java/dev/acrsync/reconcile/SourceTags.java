package dev.acrsync.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Source;

/**
 * What a repository at the source has of what the rules let in.
 */
sealed interface SourceTags {

	static SourceTags of(PacedRegistries registries, Source source, RepositoryName repository) {
		List<ListedTag> listed = new ArrayList<>();
		Listing listing = registries.listTags(source.registry(), repository, (tag) -> {
			if (source.rules().decide(repository, tag.tag()) instanceof Decision.Allowed) {
				listed.add(tag);
			}
			return true;
		});
		return switch (listing) {
			case Listing.Complete() -> read(registries, source, repository, listed);
			case Absent() -> new Read(List.of());
			case Listing.Stopped() ->
				new Untold(new Unreadable(Cause.UNAVAILABLE, "the service is stopping", Optional.empty()));
			case Unreadable reason -> new Untold(reason);
		};
	}

	private static SourceTags read(PacedRegistries registries, Source source, RepositoryName repository,
			List<ListedTag> listed) {
		List<SourceTag> tags = new ArrayList<>();
		for (ListedTag tag : listed) {
			TagReading reading = tag.digest()
				.<TagReading>map(TagReading.Found::new)
				.orElseGet(() -> registries.read(source.registry(), repository, tag.tag()));
			switch (reading) {
				case TagReading.Found(var digest) when source.rules()
					.decide(repository, tag.tag()) instanceof Decision.Allowed allowed ->
					tags.add(new SourceTag(tag.tag(), digest, tag.updatedAt(), allowed));
				case Unreadable reason -> {
					return new Untold(reason);
				}
				default -> {
				}
			}
		}
		return new Read(List.copyOf(tags));
	}

	/**
	 * They are known.
	 *
	 * @param tags the most recently updated one first, where the registry tells
	 */
	record Read(List<SourceTag> tags) implements SourceTags {
	}

	/**
	 * The registry did not tell.
	 *
	 * @param reason why not
	 */
	record Untold(Unreadable reason) implements SourceTags {
	}

}
