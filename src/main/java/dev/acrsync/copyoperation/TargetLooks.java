package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;

/**
 * Looks at targets while Azure copies. Where several copies go to one repository, a page
 * of its newest tags tells all of them whether it is worth a look; the look at the tag
 * itself is the proof.
 */
public final class TargetLooks {

	private final Registries registries;

	private final TargetTag targetTag;

	private final OperationPace pace;

	private final LongSupplier nanos;

	private final Map<String, CopyPlace> places = new ConcurrentHashMap<>();

	public TargetLooks(Registries registries, OperationPace pace, LongSupplier nanos) {
		this.registries = registries;
		this.targetTag = new TargetTag(registries);
		this.pace = pace;
		this.nanos = nanos;
	}

	/**
	 * Begins to look for what is copied.
	 */
	CopyLooks begin(CopyOrder order) {
		ImportTask task = order.task();
		RepositoryName repository = task.targetImage().repository();
		String name = order.tag().map((_) -> repository.value()).orElseGet(() -> repository.with(order.digest()));
		return new CopyLooks(order, this.places.compute(task.target().name() + "/" + name, (key, known) -> {
			CopyPlace place = Optional.ofNullable(known).orElseGet(() -> new CopyPlace(key, task.target().name()));
			place.copies = place.copies + 1;
			return place;
		}));
	}

	private int placesOf(String target) {
		return (int) this.places.values().stream().filter((place) -> place.target.equals(target)).count();
	}

	/**
	 * The looks for one copy.
	 */
	final class CopyLooks implements AutoCloseable {

		private final CopyOrder order;

		private final CopyPlace place;

		private long lookedAt = TargetLooks.this.nanos.getAsLong();

		private CopyLooks(CopyOrder order, CopyPlace place) {
			this.order = order;
			this.place = place;
		}

		/**
		 * Returns when to look next.
		 * @param age how long it has been copying
		 */
		Duration untilNext(Duration age) {
			return TargetLooks.this.pace.look(age, placesOf(this.place.target), this.place.copies > 1);
		}

		/**
		 * Looks, unless a page tells that it is not there yet. A page is good for those
		 * too that would look a little later.
		 */
		Optional<TagReading> read() {
			long now = TargetLooks.this.nanos.getAsLong();
			long since = now - (now - this.lookedAt) / 4 * 3;
			this.lookedAt = now;
			return (this.place.copies > 1 && this.order.tag().isPresent() && isMissing(this.order.tag().get(), since))
					? Optional.empty() : Optional.of(TargetLooks.this.targetTag.read(this.order));
		}

		private boolean isMissing(Tag tag, long since) {
			return this.place.newestTags(this.order.task(), since)
				.filter((tags) -> !this.order.digest().equals(tags.get(tag)))
				.isPresent();
		}

		@Override
		public void close() {
			TargetLooks.this.places.computeIfPresent(this.place.name, (_, known) -> {
				known.copies = known.copies - 1;
				return (known.copies > 0) ? known : null;
			});
		}

	}

	/**
	 * A repository that is copied to, or a manifest without a tag.
	 */
	private final class CopyPlace {

		private final String name;

		private final String target;

		/** Written with the map's lock alone. */
		private volatile int copies;

		private final ReentrantLock lock = new ReentrantLock();

		private Optional<Map<Tag, Digest>> newest = Optional.empty();

		private Optional<Long> listedAt = Optional.empty();

		/** Whether it does not tell such a page at all. */
		private boolean untold;

		private CopyPlace(String name, String target) {
			this.name = name;
			this.target = target;
		}

		/**
		 * Returns a page of its newest tags that was asked for since then, or nothing
		 * where none is told.
		 */
		Optional<Map<Tag, Digest>> newestTags(ImportTask task, long since) {
			this.lock.lock();
			try {
				if (!this.untold && this.listedAt.filter((at) -> at - since >= 0).isEmpty()) {
					this.listedAt = Optional.of(TargetLooks.this.nanos.getAsLong());
					NewestTags page = new NewestTags();
					ListingResult end = TargetLooks.this.registries.listTags(task.target().registry(),
							task.targetImage().repository(), Optional.empty(), page);
					this.untold = page.untold || (end instanceof Unreadable reason && !reason.isOutage());
					this.newest = (this.untold || end instanceof Unreadable) ? Optional.empty()
							: Optional.of(Map.copyOf(page.tags));
				}
				return this.newest;
			}
			finally {
				this.lock.unlock();
			}
		}

	}

	/**
	 * Visits one page.
	 */
	private static final class NewestTags implements ListingVisitor<ListedTag> {

		private final Map<Tag, Digest> tags = new HashMap<>();

		/** Whether the registry does not tell digests. */
		private boolean untold;

		@Override
		public boolean test(ListedTag tag) {
			tag.digest().ifPresentOrElse((digest) -> this.tags.put(tag.tag(), digest), () -> this.untold = true);
			return !this.untold;
		}

		@Override
		public boolean mayTurn() {
			return false;
		}

	}

}
