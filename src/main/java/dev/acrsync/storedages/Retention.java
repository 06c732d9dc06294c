package dev.acrsync.storedages;

import java.time.Duration;

import dev.acrsync.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes imports that came to their end long ago, a few at a time, so that accepting
 * does not wait for it. Parked ones stay, since somebody has yet to look at them.
 */
public final class Retention {

	static final Duration INTERVAL = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

	/** For so long an operation that is settled is of use to people. */
	private static final Duration OPERATIONS = Duration.ofDays(7);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final int BATCH = 200;

	private final Ledger ledger;

	private final Duration retention;

	private final StoredAges ages;

	private int removed;

	public Retention(Ledger ledger, Duration retention, StoredAges ages) {
		this.ledger = ledger;
		this.retention = retention;
		this.ages = ages;
	}

	/**
	 * Removes some.
	 * @return after what time there may be more to remove
	 */
	public Duration step() {
		int batch = removeSome();
		this.removed += batch;
		if (batch == BATCH || removeSomeOperations() == BATCH) {
			return PAUSE;
		}
		if (this.removed > 0) {
			logger.info("Removed {} imports that ended more than {} ago", this.removed, this.retention);
			this.removed = 0;
		}
		return INTERVAL;
	}

	/**
	 * Removes some of what is old enough now, by the time that was counted: a clock that
	 * is ahead makes nothing old.
	 * @return how many imports that were
	 */
	public int removeSome() {
		return this.ledger.removeFinished(this.ages.storedBefore(this.retention), BATCH);
	}

	private int removeSomeOperations() {
		return this.ledger.removeOperations(this.ages.storedBefore(OPERATIONS), BATCH);
	}

}
