package dev.acrsync.database;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Does something with the ledger again and again, on a thread of its own, for as long as
 * the service runs. Whatever goes wrong is logged, and it goes on. A stop waits a little
 * for what it is at, since an interrupt would keep the ledger from being written.
 */
public final class RepeatedStep implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RepeatedStep.class);

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final String name;

	private final Duration interval;

	private final Supplier<Duration> step;

	private final Semaphore wake = new Semaphore(0);

	private volatile boolean active;

	private volatile Thread thread = Thread.ofVirtual().unstarted(() -> {
	});

	/**
	 * Prepares it.
	 * @param name what is done, for the thread and the log
	 * @param interval how long it rests before it is done again
	 */
	public RepeatedStep(String name, Duration interval, Runnable step) {
		this(name, interval, () -> {
			step.run();
			return interval;
		});
	}

	/**
	 * Prepares what tells itself how long it rests.
	 * @param interval how long it rests after it went wrong
	 */
	public RepeatedStep(String name, Duration interval, Supplier<Duration> step) {
		this.name = name;
		this.interval = interval;
		this.step = step;
	}

	@Override
	public void start() {
		this.active = true;
		this.thread = Thread.ofVirtual().name(this.name).start(this::run);
	}

	private void run() {
		while (this.active) {
			Duration rest = guarded(this.name, this.step, this.interval);
			try {
				if (this.active && this.wake.tryAcquire(rest.toMillis(), TimeUnit.MILLISECONDS)) {
					this.wake.drainPermits();
				}
			}
			catch (InterruptedException ex) {
				this.active = false;
			}
		}
	}

	/**
	 * Does something on a thread of its own, for which nobody waits. What goes wrong is
	 * logged.
	 */
	public static Thread aside(String name, Runnable work) {
		return Thread.ofVirtual().name(name).start(() -> guarded(name, work));
	}

	/**
	 * Does something, and lets what comes after it go on whatever goes wrong.
	 */
	public static void guarded(String name, Runnable work) {
		guarded(name, () -> {
			work.run();
			return true;
		}, false);
	}

	private static <T> T guarded(String name, Supplier<T> work, T otherwise) {
		try {
			return work.get();
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			logger.warn("'{}' cannot go on now, and is tried again: {}", name, ex.getMessage());
		}
		catch (RuntimeException | Error ex) {
			// Nobody would see that the thread is no more.
			logger.error("'{}' met a fault of ours, and goes on", name, ex);
		}
		return otherwise;
	}

	@Override
	public void stop() {
		this.active = false;
		this.wake.release();
		try {
			if (!this.thread.join(PATIENCE)) {
				this.thread.interrupt();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

}
