package dev.acrsync.reconcile;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Registry;

/**
 * Reads registries at a gentle pace. What it visits of a long listing counts too, a page
 * at a time.
 */
final class PacedRegistries {

	private static final int PAGE = 100;

	private static final int MAX_WAITS = 2;

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private static final String STOPPING = "the service is stopping";

	private static final String OVER = "the time that one pass has for a source is over";

	private final Registries registries;

	private final Pacer pacer;

	private final Budget budget;

	PacedRegistries(Registries registries, Pacer pacer, Budget budget) {
		this.registries = registries;
		this.pacer = pacer;
		this.budget = budget;
	}

	Budget budget() {
		return this.budget;
	}

	TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		return within(() -> read(registry, () -> this.registries.read(registry, repository, tag)), over());
	}

	TagReading read(Registry registry, RepositoryName repository, Digest digest) {
		return within(() -> read(registry, () -> this.registries.read(registry, repository, digest)), over());
	}

	private <T> T within(Supplier<T> reading, T over) {
		if (this.budget.isOver()) {
			return over;
		}
		T read = this.budget.read(reading);
		// What may have been interrupted says nothing of the registry.
		return this.budget.isOver() ? over : read;
	}

	/**
	 * Asks again when the registry wants that, as a listing does.
	 */
	private TagReading read(Registry registry, Supplier<TagReading> reading) {
		for (int waits = 0; await(registry, Pacer.USUAL); waits++) {
			TagReading read = reading.get();
			Optional<Duration> wait = (waits < MAX_WAITS) ? wait(read) : Optional.empty();
			if (wait.isEmpty() || !await(wait.get())) {
				return read;
			}
		}
		return new Unreadable(Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	private static Optional<Duration> wait(TagReading read) {
		return (read instanceof Unreadable(var cause, var _, var after) && cause == Cause.THROTTLED)
				? after.filter((it) -> it.compareTo(LONGEST_WAIT) <= 0) : Optional.empty();
	}

	Listing listReferrers(Registry registry, RepositoryName repository, Digest subject, Consumer<Referrer> visitor) {
		PacedVisitor<Referrer> paced = new PacedVisitor<>(registry, Pacer.REFERRERS, (referrer) -> {
			visitor.accept(referrer);
			return true;
		}, () -> true);
		return within(
				() -> await(registry, Pacer.REFERRERS)
						? this.registries.listReferrers(registry, repository, subject, paced::test) : stopping(),
				over());
	}

	Listing listTags(Registry registry, RepositoryName repository, Optional<Tag> after, Budget.Portion portion,
			Predicate<ListedTag> visitor) {
		return within(() -> await(registry, Pacer.USUAL) ? this.registries.listTags(registry, repository, after,
				new PacedVisitor<>(registry, Pacer.USUAL, visitor, portion::mayTurn)) : stopping(), over());
	}

	Listing listRepositories(Registry registry, Optional<RepositoryName> after, Budget.Portion portion,
			Predicate<RepositoryName> visitor) {
		return within(() -> await(registry, Pacer.USUAL) ? this.registries.listRepositories(registry, after,
				new PacedVisitor<>(registry, Pacer.USUAL, visitor, portion::isTimeLeft)) : stopping(), over());
	}

	private boolean await(Registry registry, Duration gap) {
		return isDone(() -> this.pacer.await(registry.host(), gap));
	}

	private boolean await(Duration time) {
		return isDone(() -> this.pacer.waitFor(time));
	}

	private static boolean isDone(Waiting waiting) {
		try {
			waiting.run();
			return true;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static Listing stopping() {
		return new Unreadable(Cause.UNAVAILABLE, STOPPING, Optional.empty());
	}

	private static Unreadable over() {
		return new Unreadable(Unreadable.Cause.UNAVAILABLE, OVER, Optional.empty());
	}

	/**
	 * Visits a listing at the pace of its pages, and so many items at a time where a page
	 * has more.
	 */
	private final class PacedVisitor<T> implements ListingVisitor<T> {

		private final Registry registry;

		private final Duration gap;

		private final Predicate<T> visitor;

		private final BooleanSupplier mayTurn;

		private int visited;

		/** Whether it has waited since the page began. */
		private boolean paced;

		PacedVisitor(Registry registry, Duration gap, Predicate<T> visitor, BooleanSupplier mayTurn) {
			this.registry = registry;
			this.gap = gap;
			this.visitor = visitor;
			this.mayTurn = mayTurn;
		}

		@Override
		public boolean test(T item) {
			return this.visitor.test(item) && (++this.visited % PAGE != 0 || pace());
		}

		@Override
		public boolean mayTurn() {
			boolean ready = this.mayTurn.getAsBoolean() && (this.paced || pace());
			this.paced = false;
			return ready;
		}

		private boolean pace() {
			this.paced = true;
			return await(this.registry, this.gap);
		}

	}

	/**
	 * Something that ends early when the service stops.
	 */
	@FunctionalInterface
	private interface Waiting {

		void run() throws InterruptedException;

	}

}
