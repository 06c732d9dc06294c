package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Claims what is due and runs it, each import on a thread of its own, so many per target
 * at once as the settings allow. Keeps the leases of what runs alive.
 */
class ImportWorker implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ImportWorker.class);

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Duration IDLE = Duration.ofSeconds(1);

	/** Longer than an answer of Azure is waited for, and shorter than a pod's grace. */
	private static final Duration STOP = Duration.ofSeconds(20);

	private final String instance = UUID.randomUUID().toString();

	private final Settings settings;

	private final Ledger ledger;

	private final ImportRecords records;

	private final Importer importer;

	private final Recorder recorder;

	private final Concurrency concurrency;

	private final Tracing tracing;

	private final Semaphore wake = new Semaphore(0);

	private final Map<Claim, Thread> running = new ConcurrentHashMap<>();

	/**
	 * Claims whose result could not be recorded, to be given back when the ledger is
	 * there again.
	 */
	private final Queue<Claim> unrecorded = new ConcurrentLinkedQueue<>();

	private final Thread thread = Thread.ofVirtual().name("import-worker").unstarted(this::work);

	private volatile boolean active;

	private long renewedAt;

	ImportWorker(Settings settings, Ledger ledger, ImportRecords records, Importer importer, Recorder recorder,
			Concurrency concurrency, Tracing tracing) {
		this.settings = settings;
		this.ledger = ledger;
		this.records = records;
		this.importer = importer;
		this.recorder = recorder;
		this.concurrency = concurrency;
		this.tracing = tracing;
	}

	@Override
	public void start() {
		this.active = true;
		this.ledger.onDue(this.wake::release);
		this.thread.start();
	}

	private void work() {
		Set<String> targets = new TreeSet<>(this.settings.targets().keySet());
		boolean first = true;
		while (this.active) {
			try {
				if (first) {
					this.ledger.takeOver();
					// Imports to a target that is no longer configured are claimed too,
					// and parked.
					targets.addAll(this.records.openTargets());
					first = false;
				}
				giveBack();
				renew();
				if (!claimAll(targets)) {
					this.wake.drainPermits();
					pauseAfterTrouble();
				}
				else if (this.wake.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
					this.wake.drainPermits();
				}
			}
			catch (LedgerUnavailableException | DataAccessException ex) {
				logger.warn("No work can be taken up now: {}", ex.getMessage());
				this.wake.drainPermits();
				pauseAfterTrouble();
			}
			catch (RuntimeException ex) {
				logger.error("The worker met a fault of ours, and goes on", ex);
				pauseAfterTrouble();
			}
			catch (InterruptedException ex) {
				this.active = false;
			}
		}
	}

	private void pauseAfterTrouble() {
		try {
			Thread.sleep(IDLE);
		}
		catch (InterruptedException ex) {
			this.active = false;
		}
	}

	private void giveBack() {
		for (Claim claim = this.unrecorded.peek(); claim != null; claim = this.unrecorded.peek()) {
			this.ledger.release(claim);
			this.unrecorded.remove();
		}
	}

	private void renew() {
		long now = System.nanoTime();
		if (now - this.renewedAt < LEASE.toNanos() / 4) {
			return;
		}
		this.renewedAt = now;
		this.running.forEach((claim, thread) -> {
			if (!this.ledger.renew(claim, LEASE)) {
				thread.interrupt();
			}
		});
	}

	/**
	 * Claims what is due, for one target after the other: the trouble of one does not
	 * keep the others waiting.
	 * @return false if there was trouble
	 */
	private boolean claimAll(Set<String> targets) {
		boolean well = true;
		for (String target : targets) {
			try {
				claim(target);
			}
			catch (LedgerUnavailableException | DataAccessException ex) {
				logger.warn("No work for target '{}' can be taken up now: {}", target, ex.getMessage());
				well = false;
			}
			catch (RuntimeException ex) {
				logger.error("The worker met a fault of ours at target '{}', and goes on", target, ex);
				well = false;
			}
		}
		return well;
	}

	private void claim(String target) {
		int free = this.concurrency.limit(target) - running(target);
		if (free > 0 && this.active) {
			List<Claim> claims = this.ledger.claim(target, free, this.instance, held(), LEASE);
			// What was claimed while the service began to stop is not begun.
			claims.forEach(this.active ? this::begin : this::release);
		}
	}

	private Collection<Claim> held() {
		// In this order, since that is how a claim moves.
		List<Claim> held = new ArrayList<>(this.running.keySet());
		held.addAll(this.unrecorded);
		return held;
	}

	private int running(String target) {
		return (int) this.running.keySet().stream().filter((claim) -> target.equals(target(claim))).count();
	}

	private static String target(Claim claim) {
		return claim.record().target().destination().target();
	}

	private void begin(Claim claim) {
		Thread thread = Thread.ofVirtual()
			.name("import-" + claim.record().id())
			.unstarted(
					() -> this.tracing.run(Tracing.Kind.CONSUMER, "import", claim.record().trace(), () -> run(claim)));
		this.running.put(claim, thread);
		thread.start();
	}

	private void run(Claim claim) {
		try {
			this.recorder.begins(claim);
			Result result = result(claim);
			if (Thread.interrupted() && result instanceof Result.Stuck) {
				// Stuck because the service stops.
				release(claim);
				return;
			}
			boolean throttled = result instanceof Result.Stuck stuck
					&& Trouble.THROTTLED.equals(stuck.trouble().code());
			this.concurrency.ended(target(claim), running(target(claim)), throttled);
			this.recorder.record(claim, result);
		}
		catch (InterruptedException ex) {
			release(claim);
		}
		catch (LeaseLostException ex) {
			this.recorder.leaseLost(claim);
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			logger.warn("Import {} could not be recorded, and is taken up again: {}", claim.record().id(),
					ex.getMessage());
			this.tracing.failed("unrecorded", "The ledger did not take the result");
			this.unrecorded.add(claim);
		}
		finally {
			this.running.remove(claim);
			this.wake.release();
		}
	}

	private Result result(Claim claim) throws InterruptedException {
		try {
			return this.importer.run(claim);
		}
		catch (LedgerUnavailableException | LeaseLostException | DataAccessException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			// An error too: the claim is ours, so nobody else would ever take it up.
			logger.error("Import {} met a fault of ours", claim.record().id(), ex);
			return new Result.Stuck(new Trouble(Trouble.Cure.RETRY, "internal-error",
					"acr-sync met a fault of its own, which its log shows: " + ex.getClass().getSimpleName()));
		}
	}

	private void release(Claim claim) {
		this.tracing.tag("acr_sync.outcome", "given-back");
		try {
			this.ledger.release(claim);
		}
		catch (LedgerUnavailableException ex) {
			logger.warn("Import {} could not be given back, and is taken up when its lease has run out: {}",
					claim.record().id(), ex.getMessage());
		}
	}

	/**
	 * Takes up nothing more and gives back what runs; Azure's operations go on, and are
	 * followed by whoever takes them up.
	 */
	@Override
	public void stop() {
		this.active = false;
		this.wake.release();
		long until = System.nanoTime() + STOP.toNanos();
		try {
			// First, so that nothing is begun behind our back.
			this.thread.join(STOP.dividedBy(4));
			this.running.values().forEach(Thread::interrupt);
			for (Thread running : this.running.values()) {
				running.join(left(until));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Duration left(long until) {
		return Duration.ofNanos(Math.max(1, until - System.nanoTime()));
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

}
