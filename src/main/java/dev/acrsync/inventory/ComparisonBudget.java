package dev.acrsync.inventory;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one comparison may read of one source: for so long, and no more than so much of
 * each listing. What is left is for the next comparison, so that neither memory nor the
 * other sources suffer from a registry that is slow, or whose listings have no end.
 */
public final class ComparisonBudget {

	/**
	 * How many repositories are kept in memory.
	 */
	static final int MOST_REPOSITORIES = 20_000;

	/**
	 * How many tags of a repository are kept in memory.
	 */
	public static final int MOST_TAGS = 10_000;

	/**
	 * How many sources at a time keep more than {@link #FEW} tags: each such listing is
	 * some megabytes.
	 */
	public static final int MOST_LARGE = 3;

	private static final int FEW = 1_000;

	/**
	 * Why a listing is not known.
	 */
	public static final String NOTHING_IN_TIME = "its listing comes too slowly, and names nothing";

	/**
	 * How many are looked at of one listing: 1,000 pages.
	 */
	private static final int MOST_VISITED = 100_000;

	private final LongSupplier nanos;

	private final long begun;

	private final Duration time;

	private final Semaphore large;

	/** Whether this source is one of those that keep many tags. */
	private boolean isLarge;

	/** The threads that read a registry now; only then they may be interrupted. */
	private final Set<Thread> readers = new HashSet<>();

	private boolean over;

	private boolean stopped;

	public ComparisonBudget(LongSupplier nanos, Duration time, Semaphore large) {
		this.large = large;
		this.nanos = nanos;
		this.begun = nanos.getAsLong();
		this.time = time;
	}

	/**
	 * Returns how much time is left.
	 */
	public Duration left() {
		return this.time.minusNanos(this.nanos.getAsLong() - this.begun);
	}

	public synchronized boolean isOver() {
		return this.over || !left().isPositive();
	}

	/**
	 * Ends it, and whatever is being read.
	 */
	public synchronized void end() {
		this.over = true;
		this.readers.forEach(Thread::interrupt);
	}

	/**
	 * Ends it because the service stops.
	 */
	public synchronized void stop(Thread thread) {
		this.stopped = true;
		thread.interrupt();
	}

	/**
	 * Reads a registry. Nobody but who stops the service leaves an interrupt behind.
	 */
	<T> T read(Supplier<T> reading) {
		begins(Thread.currentThread());
		try {
			return reading.get();
		}
		finally {
			ended(Thread.currentThread());
		}
	}

	private synchronized void begins(Thread reader) {
		this.readers.add(reader);
		forget();
	}

	private synchronized void ended(Thread reader) {
		this.readers.remove(reader);
		forget();
	}

	/** What has ended it says nothing to whoever reads next. */
	private void forget() {
		if (this.over && !this.stopped) {
			Thread.interrupted();
		}
	}

	/**
	 * Begins a listing.
	 * @param most how many items of it may be kept
	 */
	ListingPortion portion(int most) {
		return new ListingPortion(most, left().minus(this.time.dividedBy(2)));
	}

	/**
	 * Tells whether this source may keep more than a few, for which it waits no longer
	 * than half of the time that is left.
	 */
	boolean mayKeepMany() {
		return becomeLarge(left().dividedBy(2));
	}

	/**
	 * Waits until few enough sources keep many tags.
	 */
	private boolean becomeLarge(Duration patience) {
		try {
			this.isLarge = this.isLarge || this.large.tryAcquire(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
			return this.isLarge;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Lets another source keep many tags: those of this one are forgotten.
	 */
	public void becomeSmall() {
		if (this.isLarge) {
			this.isLarge = false;
			this.large.release();
		}
	}

	/**
	 * How much of one listing may be read: half of the time, so that the other half is
	 * for what was listed. Where less was left it is for the next comparison, as a whole.
	 */
	final class ListingPortion {

		private final int most;

		private final Duration end;

		private int visited;

		private int kept;

		private ListingPortion(int most, Duration end) {
			this.most = most;
			this.end = end;
		}

		void keep() {
			this.kept++;
		}

		/**
		 * Tells whether the visitor may go on.
		 */
		boolean visit() {
			this.visited++;
			return this.kept < this.most && this.visited < MOST_VISITED && isTimeLeft();
		}

		/**
		 * Tells whether the next page may be read.
		 */
		boolean mayTurn() {
			return isTimeLeft() && (this.kept < FEW || becomeLarge(left().minus(this.end)));
		}

		boolean isTimeLeft() {
			return left().compareTo(this.end) > 0 && !isOver();
		}

	}

}
