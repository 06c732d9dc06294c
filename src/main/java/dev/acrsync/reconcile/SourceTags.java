package dev.acrsync.reconcile;

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
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;

/**
 * What a repository at the source has of what the rules let in.
 */
sealed interface SourceTags {

	/**
	 * Lists them, as far as the budget goes, and each once however often it is listed.
	 * @param after where an earlier listing has come to
	 */
	static SourceTags of(PacedRegistries registries, Source source, RepositoryName repository, Optional<Tag> after) {
		Map<Tag, ListedTag> listed = new LinkedHashMap<>();
		AtomicReference<@Nullable Tag> last = new AtomicReference<>();
		Budget.Portion portion = registries.budget().portion(Budget.MOST_TAGS);
		Listing listing = registries.listTags(source.registry(), repository, after, portion, (tag) -> {
			if (source.rules().decide(repository, tag.tag()) instanceof Decision.Allowed
					&& listed.putIfAbsent(tag.tag(), tag) == null) {
				portion.keep();
			}
			last.set(tag.tag());
			return portion.visit();
		});
		boolean resumed = after.isPresent();
		return switch (listing) {
			case Listing.Complete() -> read(registries, source, repository, listed.values(),
					resumed ? Optional.of(new Part(Optional.empty())) : Optional.empty());
			case Absent() -> new Read(List.of(), Optional.empty());
			case Listing.Stopped() when last.get() instanceof Tag tag && !Thread.currentThread().isInterrupted() ->
				read(registries, source, repository, listed.values(), Optional.of(new Part(Optional.of(tag))));
			case Listing.Stopped() -> new Untold(new Unreadable(Cause.UNAVAILABLE,
					Thread.currentThread().isInterrupted() ? "the service is stopping" : Budget.NOTHING_IN_TIME,
					Optional.empty()));
			case Unreadable reason -> new Untold(reason);
		};
	}

	/**
	 * Reads tag by tag what the registry does not list.
	 */
	private static SourceTags read(PacedRegistries registries, Source source, RepositoryName repository,
			Collection<ListedTag> listed, Optional<Part> part) {
		List<SourceTag> tags = new ArrayList<>();
		Budget.Portion portion = registries.budget().portion(Budget.MOST_TAGS);
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
			if (tag.digest().isEmpty() && !portion.isTimeLeft()) {
				return new Read(List.copyOf(tags), Optional.of(new Part(Optional.of(tag.tag()))));
			}
		}
		return new Read(List.copyOf(tags), part);
	}

	/**
	 * They are known.
	 *
	 * @param tags the most recently updated one first, where the registry tells
	 * @param part says that these are not all
	 */
	record Read(List<SourceTag> tags, Optional<Part> part) implements SourceTags {
	}

	/**
	 * The registry did not tell.
	 *
	 * @param reason why not
	 */
	record Untold(Unreadable reason) implements SourceTags {
	}

}
