package dev.acrsync.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Target;

/**
 * What a repository at a target has: listed once, and read tag by tag only where the
 * registry does not list digests.
 */
final class TargetTags {

	private final Function<Tag, TagReading> reading;

	private TargetTags(Function<Tag, TagReading> reading) {
		this.reading = reading;
	}

	static TargetTags of(PacedRegistries registries, Target target, RepositoryName repository) {
		Map<Tag, Optional<Digest>> tags = new HashMap<>();
		Listing listing = registries.listTags(target.registry(), repository, (tag) -> {
			tags.put(tag.tag(), tag.digest());
			return true;
		});
		Function<Tag, TagReading> read = (tag) -> registries.read(target.registry(), repository, tag);
		return new TargetTags(switch (listing) {
			case Listing.Complete() -> (tag) -> listed(tags, tag).orElseGet(() -> read.apply(tag));
			case Absent() -> (_) -> new Absent();
			case Listing.Stopped() -> read;
			// Who may not list may read.
			case Unreadable reason -> reason.isOutage() ? (_) -> reason : read;
		});
	}

	private static Optional<TagReading> listed(Map<Tag, Optional<Digest>> tags, Tag tag) {
		return tags.containsKey(tag) ? tags.getOrDefault(tag, Optional.empty()).map(TagReading.Found::new)
				: Optional.of(new Absent());
	}

	TagReading read(Tag tag) {
		return this.reading.apply(tag);
	}

}
