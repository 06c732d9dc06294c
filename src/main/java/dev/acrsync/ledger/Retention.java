package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Removes imports that came to their end long ago, a few at a time, so that accepting
 * does not wait for it. Parked ones stay, since somebody has yet to look at them.
 */
class Retention implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Retention.class);

	private static final Duration INTERVAL = Duration.ofHours(1);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final int BATCH = 200;

	private final Ledger ledger;

	private final Duration retention;

	private final StoredAges ages;

	private volatile boolean active;

	private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {
	});

	Retention(Ledger ledger, Duration retention, StoredAges ages) {
		this.ledger = ledger;
		this.retention = retention;
		this.ages = ages;
	}

	@Override
	public void start() {
		this.active = true;
		this.thread = Thread.ofVirtual().name("retention").start(this::run);
	}

	private void run() {
		while (this.active) {
			try {
				int removed = removeAll();
				if (removed > 0) {
					logger.info("Removed {} imports that ended more than {} ago", removed, this.retention);
				}
				Thread.sleep(INTERVAL);
			}
			catch (InterruptedException ex) {
				this.active = false;
			}
			catch (LedgerUnavailableException | DataAccessException ex) {
				logger.warn("Old imports could not be removed now: {}", ex.getMessage());
				pause();
			}
		}
	}

	private void pause() {
		try {
			Thread.sleep(INTERVAL);
		}
		catch (InterruptedException ex) {
			this.active = false;
		}
	}

	/**
	 * Removes all that is old enough now, by the time that was counted: a clock that is
	 * ahead makes nothing old.
	 * @return how many imports that were
	 */
	int removeAll() throws InterruptedException {
		Instant before = this.ages.storedBefore(this.retention);
		int removed = 0;
		int batch;
		do {
			batch = this.ledger.removeFinished(before, BATCH);
			removed += batch;
			Thread.sleep((batch == BATCH) ? PAUSE : Duration.ZERO);
		}
		while (batch == BATCH);
		return removed;
	}

	@Override
	public void stop() {
		this.active = false;
		this.thread.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

}
