package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.MissedEvents;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.RepeatedStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Begins a comparison when it is due, in one replica at a time, and judges what no event
 * announced.
 */
class ComparisonScheduler implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ComparisonScheduler.class);

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final Duration RENEW = Duration.ofSeconds(10);

	private final ComparisonTimes times;

	private final ComparisonLease lease;

	private final ComparisonRun run;

	private final Function<String, ComparisonRecorder> recordings;

	private final MissedEvents missed;

	private final Clock clock;

	private final LongSupplier nanos;

	private final RepeatedStep step = new RepeatedStep("reconciler", LOOK, this::look);

	private volatile Optional<RunningComparison> running = Optional.empty();

	/** By a clock that nobody sets, as a lease is short. */
	private volatile long renewedAt;

	ComparisonScheduler(ComparisonTimes times, ComparisonLease lease, ComparisonRun run,
			Function<String, ComparisonRecorder> recordings, MissedEvents missed, Clock clock, LongSupplier nanos) {
		this.times = times;
		this.lease = lease;
		this.run = run;
		this.recordings = recordings;
		this.missed = missed;
		this.clock = clock;
		this.nanos = nanos;
	}

	@Override
	public void start() {
		this.step.start();
	}

	/**
	 * Looks once whether something is to be done. Comparisons go on where it cannot be
	 * told what no event announced.
	 */
	void look() {
		RepeatedStep.guarded("missed-events", this.missed::judge);
		if (this.running.isPresent()) {
			keep(this.running.get());
		}
		else if (nextAt().filter((at) -> !at.isAfter(this.clock.instant())).isPresent()) {
			begin();
		}
	}

	/**
	 * Returns when the next comparison is due, or empty if none is. One during which a
	 * process ended without a word is not begun anew at once.
	 */
	Optional<Instant> nextAt() {
		Optional<Instant> next = this.times.next(this.lease.latest());
		Optional<Instant> notBefore = this.lease.dead().map(ComparisonLease.DeadComparison::nextAt);
		return next.map((at) -> notBefore.filter(at::isBefore).orElse(at));
	}

	/**
	 * Begins a comparison now.
	 * @return false if one runs, here or in another replica
	 */
	synchronized boolean begin() {
		String owner = UUID.randomUUID().toString();
		if (this.running.isPresent() || !this.lease.take(owner, LEASE)) {
			return false;
		}
		ComparisonRecorder recorder = this.recordings.apply(owner);
		Thread worker = Thread.ofVirtual().name("pass").unstarted(() -> run(owner, recorder));
		this.running = Optional.of(new RunningComparison(owner, recorder, worker));
		this.renewedAt = this.nanos.getAsLong();
		worker.start();
		return true;
	}

	private void keep(RunningComparison pass) {
		long now = this.nanos.getAsLong();
		if (now - this.renewedAt < RENEW.toNanos()) {
			return;
		}
		this.renewedAt = now;
		if (!this.lease.renew(pass.owner(), LEASE, pass.recording().progress())) {
			pass.thread().interrupt();
		}
	}

	private void run(String owner, ComparisonRecorder recorder) {
		Optional<String> trouble = Optional.of("It met a fault of ours, which the log shows");
		try {
			this.run.run(recorder);
			trouble = recorder.trouble();
			trouble.ifPresent((it) -> logger.warn("Comparison {} is no proof of anything. {}", owner, it));
			logger.info("Comparison {} has compared {} repositories, and handed in {} images", owner,
					recorder.progress().checked(), recorder.progress().found());
		}
		catch (CancellationException ex) {
			trouble = Optional.of("It was stopped");
			logger.info("Comparison {} was stopped after {} repositories", owner, recorder.progress().checked());
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			trouble = Optional.of("The ledger could not be used: " + ex.getMessage());
			logger.warn("Comparison {} ended early: {}", owner, ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Comparison {} met a fault of ours", owner, ex);
		}
		finally {
			end(owner, recorder, trouble);
		}
	}

	private void end(String owner, ComparisonRecorder recorder, Optional<String> trouble) {
		// An interrupt would keep the ledger from being written.
		boolean interrupted = Thread.interrupted();
		try {
			this.lease.end(owner, recorder.progress(), trouble);
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			logger.warn("The end of comparison {} could not be written down: {}", owner, ex.getMessage());
		}
		finally {
			this.running = Optional.empty();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Returns how far the comparison is that runs in this process.
	 */
	Optional<ComparisonLease.ComparisonProgress> progress() {
		return this.running.map((it) -> it.recording().progress());
	}

	@Override
	public void stop() {
		this.step.stop();
		Optional<RunningComparison> stopping = this.running;
		stopping.ifPresent((it) -> it.thread().interrupt());
		try {
			if (stopping.isPresent()) {
				stopping.get().thread().join(Duration.ofSeconds(5));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.step.isRunning();
	}

	/**
	 * The comparison that runs in this process.
	 */
	private record RunningComparison(String owner, ComparisonRecorder recording, Thread thread) {
	}

}
