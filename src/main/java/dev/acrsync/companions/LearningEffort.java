package dev.acrsync.companions;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import dev.acrsync.referrers.ManifestInventory;

/**
 * Decides whether all manifests of a repository are learnt, or one image is asked for: to
 * learn them may cost as much as the single images that were asked for since the last
 * time.
 */
final class LearningEffort {

	/** A registry that does not tell is asked to only once in a while. */
	private static final long UNTOLD = 300L * ManifestInventory.READS;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicLong asked = new AtomicLong();

	private volatile long cost;

	private volatile boolean learnt;

	private volatile long since;

	/**
	 * Lets one at a time learn.
	 */
	ReentrantLock lock() {
		return this.lock;
	}

	/**
	 * An image is to be asked for.
	 */
	void asked() {
		this.asked.incrementAndGet();
	}

	/**
	 * Returns how many requests it may cost to learn all; none if it is known to cost
	 * more.
	 */
	long worth() {
		long worth = this.asked.get() * ManifestInventory.READS;
		return (worth >= this.cost) ? worth : 0;
	}

	/**
	 * Tells whether all was learnt within this time.
	 */
	boolean isLearnt(Duration age, long now) {
		return this.learnt && now - this.since <= age.toNanos();
	}

	/**
	 * It was tried.
	 * @param begun when
	 */
	void ended(ManifestInventory.ManifestStock stock, long begun) {
		switch (stock) {
			case ManifestInventory.CompleteStock(var manifests) -> {
				this.since = begun;
				this.learnt = true;
				this.asked.set(0);
				this.cost = manifests.size() / ManifestInventory.PAGE;
			}
			case ManifestInventory.TooLarge(long requests) -> this.cost = requests;
			case ManifestInventory.Untold(var passes) -> {
				if (!passes) {
					this.asked.set(0);
					this.cost = UNTOLD;
				}
			}
			case ManifestInventory.Busy() -> {
			}
		}
	}

}
