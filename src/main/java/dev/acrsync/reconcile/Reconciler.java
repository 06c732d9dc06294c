package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.function.LongSupplier;

import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.RepeatedStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Begins a pass when it is due, in one replica at a time, and judges what no event
 * announced.
 */
class Reconciler implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Reconciler.class);

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Duration LOOK = Duration.ofSeconds(1);

	private static final Duration RENEW = Duration.ofSeconds(10);

	private final PassTimes times;

	private final Passes passes;

	private final Pass pass;

	private final Function<String, Recording> recordings;

	private final MissedEvents missed;

	private final Clock clock;

	private final LongSupplier nanos;

	private final RepeatedStep step = new RepeatedStep("reconciler", LOOK, this::look);

	private volatile Optional<Running> running = Optional.empty();

	/** By a clock that nobody sets, as a lease is short. */
	private volatile long renewedAt;

	Reconciler(PassTimes times, Passes passes, Pass pass, Function<String, Recording> recordings, MissedEvents missed,
			Clock clock, LongSupplier nanos) {
		this.times = times;
		this.passes = passes;
		this.pass = pass;
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
	 * Returns when the next pass is due, or empty if none is. One during which a process
	 * ended without a word is not begun anew at once.
	 */
	Optional<Instant> nextAt() {
		Optional<Instant> next = this.times.next(this.passes.latest());
		Optional<Instant> notBefore = this.passes.dead().map(Passes.DeadPass::nextAt);
		return next.map((at) -> notBefore.filter(at::isBefore).orElse(at));
	}

	/**
	 * Begins a pass now.
	 * @return false if one runs, here or in another replica
	 */
	synchronized boolean begin() {
		String owner = UUID.randomUUID().toString();
		if (this.running.isPresent() || !this.passes.take(owner, LEASE)) {
			return false;
		}
		Recording recording = this.recordings.apply(owner);
		Thread worker = Thread.ofVirtual().name("pass").unstarted(() -> run(owner, recording));
		this.running = Optional.of(new Running(owner, recording, worker));
		this.renewedAt = this.nanos.getAsLong();
		worker.start();
		return true;
	}

	private void keep(Running pass) {
		long now = this.nanos.getAsLong();
		if (now - this.renewedAt < RENEW.toNanos()) {
			return;
		}
		this.renewedAt = now;
		if (!this.passes.renew(pass.owner(), LEASE, pass.recording().progress())) {
			pass.thread().interrupt();
		}
	}

	private void run(String owner, Recording recording) {
		Optional<String> trouble = Optional.of("It met a fault of ours, which the log shows");
		try {
			this.pass.run(recording);
			trouble = recording.trouble();
			trouble.ifPresent((it) -> logger.warn("Pass {} is no proof of anything. {}", owner, it));
			logger.info("Pass {} has compared {} repositories, and handed in {} images", owner,
					recording.progress().checked(), recording.progress().found());
		}
		catch (CancellationException ex) {
			trouble = Optional.of("It was stopped");
			logger.info("Pass {} was stopped after {} repositories", owner, recording.progress().checked());
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			trouble = Optional.of("The ledger could not be used: " + ex.getMessage());
			logger.warn("Pass {} ended early: {}", owner, ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Pass {} met a fault of ours", owner, ex);
		}
		finally {
			end(owner, recording, trouble);
		}
	}

	private void end(String owner, Recording recording, Optional<String> trouble) {
		// An interrupt would keep the ledger from being written.
		boolean interrupted = Thread.interrupted();
		try {
			this.passes.end(owner, recording.progress(), trouble);
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			logger.warn("The end of pass {} could not be written down: {}", owner, ex.getMessage());
		}
		finally {
			this.running = Optional.empty();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Returns how far the pass is that runs in this process.
	 */
	Optional<Passes.Progress> progress() {
		return this.running.map((it) -> it.recording().progress());
	}

	@Override
	public void stop() {
		this.step.stop();
		Optional<Running> stopping = this.running;
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
	 * The pass that runs in this process.
	 */
	private record Running(String owner, Recording recording, Thread thread) {
	}

}
