package dev.acrsync.inventory;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Target;

/**
 * What a repository at a target has: listed once, and read tag by tag only where the
 * registry does not list digests. Of more than fits the memory only what is asked for is
 * listed, once more.
 */
public final class TargetTags {

	private final PacedRegistries registries;

	private final Target target;

	private final RepositoryName repository;

	private Function<Tag, TagReading> reading;

	/** Whether there is more than was kept. */
	private boolean cut;

	private TargetTags(PacedRegistries registries, Target target, RepositoryName repository) {
		this.registries = registries;
		this.target = target;
		this.repository = repository;
		this.reading = this::readOne;
	}

	/**
	 * Lists what rules may name.
	 */
	public static TargetTags of(PacedRegistries registries, Target target, RepositoryName repository,
			Predicate<Tag> named) {
		TargetTags tags = new TargetTags(registries, target, repository);
		tags.list(named);
		return tags;
	}

	/**
	 * Makes sure that it knows these.
	 */
	public void know(Set<Tag> wanted) {
		if (this.cut) {
			list(wanted::contains);
			if (this.cut) {
				this.reading = (_) -> new Unreadable(Unreadable.UnreadableCause.UNEXPECTED,
						"its listing of '%s' is too long, or comes too slowly".formatted(this.repository),
						Optional.empty());
			}
		}
	}

	private void list(Predicate<Tag> named) {
		Map<Tag, Optional<Digest>> tags = new HashMap<>();
		ComparisonBudget.ListingPortion portion = this.registries.budget().portion(ComparisonBudget.MOST_TAGS + 1);
		ListingResult listing = this.registries.listTags(this.target.registry(), this.repository, Optional.empty(),
				portion, (tag) -> {
					if (named.test(tag.tag())) {
						tags.put(tag.tag(), tag.digest());
						portion.keep();
					}
					return portion.visit();
				});
		this.cut = listing instanceof ListingResult.Stopped;
		this.reading = switch (listing) {
			case ListingResult.Complete() -> (tag) -> listed(tags, tag).orElseGet(() -> readOne(tag));
			case Absent() -> (_) -> new Absent();
			case ListingResult.Stopped() -> this::readOne;
			// Who may not list may read.
			case Unreadable reason -> reason.isOutage() ? (_) -> reason : this::readOne;
		};
	}

	private TagReading readOne(Tag tag) {
		return this.registries.read(this.target.registry(), this.repository, tag);
	}

	private static Optional<TagReading> listed(Map<Tag, Optional<Digest>> tags, Tag tag) {
		return tags.containsKey(tag) ? tags.getOrDefault(tag, Optional.empty()).map(TagReading.Found::new)
				: Optional.of(new Absent());
	}

	public TagReading read(Tag tag) {
		return this.reading.apply(tag);
	}

}
