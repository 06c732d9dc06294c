package dev.acrsync.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.RegistryAccess;

/**
 * Remembers what the latest complete listings of tags told, as far as it fits the memory,
 * so that nobody need ask again at once.
 */
final class ListedTags {

	private static final int MOST = 20_000;

	/** Of one listing, and of all that are heard at a time. */
	private static final int MOST_HEARD = 10_000;

	private final LongSupplier nanos;

	private final SequencedMap<ListedRepository, RememberedListing> listings = new LinkedHashMap<>();

	private int kept;

	private final AtomicInteger heard = new AtomicInteger();

	ListedTags(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Returns what a listing told that was begun no longer ago than this: nothing where
	 * there was none, or where it told no digest.
	 */
	synchronized Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag,
			Duration age) {
		return Optional.ofNullable(this.listings.get(ListedRepository.of(registry, repository)))
			.filter((told) -> this.nanos.getAsLong() - told.begunAt() < age.toNanos())
			.flatMap((told) -> told.of(tag));
	}

	/**
	 * Begins to listen to a listing, which has to be closed.
	 */
	TagListener hear(ListingVisitor<ListedTag> visitor) {
		return new TagListener(visitor, this.nanos.getAsLong());
	}

	/**
	 * Keeps what a listing told, if it came to its end.
	 */
	synchronized void keep(RegistryAccess registry, RepositoryName repository, TagListener hearing, ListingResult end) {
		if (!(end instanceof ListingResult.Complete || end instanceof Absent) || hearing.tooMany) {
			return;
		}
		ListedRepository name = ListedRepository.of(registry, repository);
		forget(name);
		this.listings.put(name, new RememberedListing(hearing.begunAt, Map.copyOf(hearing.tags)));
		this.kept += size(hearing.tags);
		while (this.kept > MOST) {
			forget(this.listings.firstEntry().getKey());
		}
	}

	private void forget(ListedRepository name) {
		Optional.ofNullable(this.listings.remove(name)).ifPresent((told) -> this.kept -= size(told.tags()));
	}

	/** An empty one takes its place as well. */
	private static int size(Map<Tag, Optional<Digest>> tags) {
		return tags.size() + 1;
	}

	/**
	 * Hears what a visitor is shown, unless it is too much.
	 */
	final class TagListener implements ListingVisitor<ListedTag>, AutoCloseable {

		private final ListingVisitor<ListedTag> visitor;

		private final long begunAt;

		private final Map<Tag, Optional<Digest>> tags = new HashMap<>();

		private int counted;

		private boolean tooMany;

		private TagListener(ListingVisitor<ListedTag> visitor, long begunAt) {
			this.visitor = visitor;
			this.begunAt = begunAt;
		}

		@Override
		public boolean test(ListedTag tag) {
			if (!this.tooMany) {
				this.counted++;
				this.tooMany = ListedTags.this.heard.incrementAndGet() > MOST_HEARD;
				this.tags.put(tag.tag(), tag.digest());
			}
			if (this.tooMany) {
				close();
			}
			return this.visitor.test(tag);
		}

		@Override
		public boolean mayTurn() {
			return this.visitor.mayTurn();
		}

		@Override
		public void close() {
			ListedTags.this.heard.addAndGet(-this.counted);
			this.counted = 0;
			this.tags.clear();
		}

	}

	/**
	 * Where a listing was read.
	 */
	private record ListedRepository(URI endpoint, String host, RepositoryName name) {

		static ListedRepository of(RegistryAccess registry, RepositoryName name) {
			return new ListedRepository(registry.endpoint(), registry.host().value(), name);
		}

	}

	/**
	 * What was told.
	 */
	private record RememberedListing(long begunAt, Map<Tag, Optional<Digest>> tags) {

		Optional<TagReading> of(Tag tag) {
			return this.tags.containsKey(tag) ? this.tags.getOrDefault(tag, Optional.empty()).map(TagReading.Found::new)
					: Optional.of(new Absent());
		}

	}

}
