package dev.acrsync.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a repository at the source has of what the rules let in.
 */
public sealed interface AllowedSourceTags {

	/**
	 * Lists them, as far as the budget goes, and each once however often it is listed.
	 * @param after where an earlier listing has come to
	 */
	static AllowedSourceTags of(PacedRegistries registries, Source source, RepositoryName repository,
			Optional<Tag> after) {
		Map<Tag, ListedTag> listed = new LinkedHashMap<>();
		AtomicReference<@Nullable Tag> last = new AtomicReference<>();
		ComparisonBudget.ListingPortion portion = registries.budget().portion(ComparisonBudget.MOST_TAGS);
		ListingResult listing = registries.listTags(source.registry(), repository, after, portion, (tag) -> {
			if (source.rules().decide(repository, tag.tag()) instanceof Decision.Allowed
					&& listed.putIfAbsent(tag.tag(), tag) == null) {
				portion.keep();
			}
			last.set(tag.tag());
			return portion.visit();
		});
		boolean resumed = after.isPresent();
		return switch (listing) {
			case ListingResult.Complete() -> read(registries, source, repository, listed.values(),
					resumed ? Optional.of(new PartialComparison(Optional.empty())) : Optional.empty());
			case Absent() -> new ReadTags(List.of(), Optional.empty());
			case ListingResult.Stopped() when last.get() instanceof Tag tag
					&& !Thread.currentThread().isInterrupted() ->
				read(registries, source, repository, listed.values(),
						Optional.of(new PartialComparison(Optional.of(tag))));
			case ListingResult.Stopped() ->
				new UntoldTags(new Unreadable(UnreadableCause.UNAVAILABLE, Thread.currentThread().isInterrupted()
						? "the service is stopping" : ComparisonBudget.NOTHING_IN_TIME, Optional.empty()));
			case Unreadable reason -> new UntoldTags(reason);
		};
	}

	/**
	 * Reads tag by tag what the registry does not list.
	 */
	private static AllowedSourceTags read(PacedRegistries registries, Source source, RepositoryName repository,
			Collection<ListedTag> listed, Optional<PartialComparison> part) {
		List<SourceTag> tags = new ArrayList<>();
		ComparisonBudget.ListingPortion portion = registries.budget().portion(ComparisonBudget.MOST_TAGS);
		for (ListedTag tag : listed) {
			TagReading reading = tag.digest()
				.<TagReading>map(TagReading.Found::new)
				.orElseGet(() -> registries.read(source.registry(), repository, tag.tag()));
			switch (reading) {
				case TagReading.Found(var digest) when source.rules()
					.decide(repository, tag.tag()) instanceof Decision.Allowed allowed ->
					tags.add(new SourceTag(tag.tag(), digest, tag.updatedAt(), allowed));
				case Unreadable reason -> {
					return new UntoldTags(reason);
				}
				default -> {
				}
			}
			if (tag.digest().isEmpty() && !portion.isTimeLeft()) {
				return new ReadTags(List.copyOf(tags), Optional.of(new PartialComparison(Optional.of(tag.tag()))));
			}
		}
		return new ReadTags(List.copyOf(tags), part);
	}

	/**
	 * They are known.
	 *
	 * @param tags the most recently updated one first, where the registry tells
	 * @param part says that these are not all
	 */
	record ReadTags(List<SourceTag> tags, Optional<PartialComparison> part) implements AllowedSourceTags {
	}

	/**
	 * The registry did not tell.
	 *
	 * @param reason why not
	 */
	record UntoldTags(Unreadable reason) implements AllowedSourceTags {
	}

}
