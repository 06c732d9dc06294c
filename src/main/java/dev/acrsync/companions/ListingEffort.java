package dev.acrsync.companions;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.Unreadable;

/**
 * Decides whether all tags of a repository are listed, or one is asked for: a listing may
 * have as many pages as single tags were asked for within a minute, and a few more.
 */
final class ListingEffort {

	/** So many tags are asked for of one image. */
	private static final int FEW = 3;

	/** Who may not list is asked to only once in a while. */
	private static final int UNTOLD = 300;

	private static final long WINDOW = Duration.ofMinutes(1).toNanos();

	private final ReentrantLock lock = new ReentrantLock();

	private int pages = FEW;

	private int asked;

	private long since;

	/**
	 * Lets one at a time decide.
	 */
	ReentrantLock lock() {
		return this.lock;
	}

	/**
	 * Tells whether to list, and else counts that one is asked for.
	 */
	boolean isWorthIt(long nanos) {
		if (nanos - this.since >= WINDOW) {
			this.since = nanos;
			this.asked = 0;
		}
		this.asked++;
		return this.pages <= most();
	}

	private int most() {
		return this.asked + FEW - 1;
	}

	/**
	 * Begins a listing that is not turned further than is worth it.
	 */
	PageTurner begin() {
		return new PageTurner(most());
	}

	/**
	 * Learns how long a listing was.
	 */
	void ended(PageTurner turning, ListingResult end) {
		this.asked = 0;
		this.pages = switch (end) {
			case Unreadable _ -> UNTOLD;
			case ListingResult.Stopped _ -> 2 * turning.pages;
			default -> turning.pages;
		};
	}

	/**
	 * Visits so many pages.
	 */
	static final class PageTurner implements ListingVisitor<ListedTag> {

		private final int most;

		private int pages = 1;

		private PageTurner(int most) {
			this.most = most;
		}

		@Override
		public boolean test(ListedTag tag) {
			return true;
		}

		@Override
		public boolean mayTurn() {
			if (this.pages == this.most) {
				return false;
			}
			this.pages++;
			return true;
		}

	}

}
