package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.breaker.TryNotes;
import dev.acrsync.copyoperation.TargetConcurrency;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.logging.SparseLog;
import dev.acrsync.pace.RequestUrgency;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;
import dev.acrsync.storedages.StoredAges;
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

	/** So long that a living replica renews its leases meanwhile. */
	private static final Duration GRACE = LEASE.dividedBy(3);

	private static final Duration IDLE = Duration.ofSeconds(1);

	/** What becomes due within it is claimed together, however many pushes come in. */
	private static final Duration ROUND = Duration.ofMillis(20);

	/** Longer than an answer of Azure is waited for, and shorter than a pod's grace. */
	private static final Duration STOP = Duration.ofSeconds(20);

	private final String instance = UUID.randomUUID().toString();

	private final Settings settings;

	private final Ledger ledger;

	private final StoredAges ages;

	private final UnknownWork unknown;

	private final RegistryGate gate;

	private final WorkClaimer claimer;

	private final Importer importer;

	private final OutcomeRecorder recorder;

	private final TargetConcurrency concurrency;

	private final Tracing tracing;

	private final SparseLog trouble = new SparseLog(System::nanoTime);

	private final Map<String, SparseLog> troubles = new HashMap<>();

	private final Semaphore wake = new Semaphore(0);

	private final RunningImports running = new RunningImports();

	private final UnrecordedImports unrecorded = new UnrecordedImports(System::nanoTime);

	private final Thread thread = Thread.ofVirtual().name("import-worker").unstarted(this::work);

	private volatile boolean active;

	private volatile boolean takenOver;

	private long renewedAt;

	ImportWorker(Settings settings, Ledger ledger, StoredAges ages, UnknownWork unknown, Importer importer,
			OutcomeRecorder recorder, TargetConcurrency concurrency, RegistryGate gate, Tracing tracing) {
		this.settings = settings;
		this.ledger = ledger;
		this.ages = ages;
		this.unknown = unknown;
		this.importer = importer;
		this.recorder = recorder;
		this.concurrency = concurrency;
		this.gate = gate;
		this.tracing = tracing;
		this.claimer = new WorkClaimer(this.instance, settings, ledger, concurrency, gate, this.running, LEASE,
				System::nanoTime);
	}

	@Override
	public void start() {
		this.active = true;
		this.ledger.onDue(this.wake::release);
		this.thread.start();
	}

	private void work() {
		while (this.active) {
			long begun = System.nanoTime();
			try {
				if (!this.takenOver) {
					this.ledger.takeOver();
					this.takenOver = true;
				}
				this.ages.look();
				giveBack();
				renew();
				this.ledger.recover(this.instance, held(), LEASE, GRACE);
				this.claimer.trust();
				if (!claimAll()) {
					this.wake.drainPermits();
					pauseAfterTrouble();
				}
				else if (this.wake.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
					Thread.sleep(ROUND.minusNanos(System.nanoTime() - begun));
					this.wake.drainPermits();
				}
			}
			catch (LedgerUnavailableException | DataAccessException ex) {
				this.ledger.failedToWork(ex);
				this.trouble
					.happened((count) -> logger.warn("No work can be taken up now, {} since the last such line: {}",
							times(count), ex.getMessage()));
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
		for (Claim claim : this.unrecorded.due()) {
			try {
				this.ledger.release(claim);
				this.unrecorded.remove(claim);
			}
			catch (LedgerUnavailableException ex) {
				// The others must not wait for it.
				this.unrecorded.add(claim);
				throw ex;
			}
		}
	}

	/**
	 * Renews all leases at once, so that they share a commit, and the trouble of one is
	 * not that of the others.
	 */
	private void renew() throws InterruptedException {
		long now = System.nanoTime();
		if (now - this.renewedAt < LEASE.toNanos() / 4) {
			return;
		}
		this.renewedAt = now;
		List<Callable<Object>> renewals = new ArrayList<>();
		this.running.all().forEach((claim, worker) -> renewals.add(Executors.callable(() -> {
			if (!this.ledger.renew(claim, LEASE)) {
				worker.interrupt();
			}
		})));
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			for (Future<Object> renewal : threads.invokeAll(renewals)) {
				if (renewal.state() == Future.State.FAILED && renewal.exceptionNow() instanceof RuntimeException ex) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Claims what is due, for one target after the other: the trouble of one does not
	 * keep the others waiting.
	 * @return false if there was trouble
	 */
	private boolean claimAll() {
		boolean well = true;
		for (Target target : new TreeMap<>(this.settings.targets()).values()) {
			well &= claim(target.name(), () -> this.claimer.of(target));
		}
		return claim("of others", this::claimUnknown) && well;
	}

	private List<Claim> claimUnknown() {
		return this.unknown.look()
			.stream()
			.flatMap((line) -> this.claimer.unknown(line.target(), line.source()).stream())
			.toList();
	}

	private boolean claim(String target, Supplier<List<Claim>> claim) {
		try {
			// What was claimed while the service began to stop is not begun.
			(this.active ? claim.get() : List.<Claim>of()).forEach((it) -> {
				if (this.active) {
					begin(it);
				}
				else {
					release(it);
				}
			});
			return true;
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			this.troubles.computeIfAbsent(target, (_) -> new SparseLog(System::nanoTime))
				.happened((count) -> logger.warn(
						"No work for target '{}' can be taken up now, {} since the last such line: {}", target,
						times(count), ex.getMessage()));
		}
		catch (RuntimeException ex) {
			logger.error("The worker met a fault of ours at target '{}', and goes on", target, ex);
		}
		return false;
	}

	private static String times(long count) {
		return (count == 1) ? "once" : count + " times";
	}

	private Collection<Claim> held() {
		// In this order, since that is how a claim moves.
		List<Claim> held = new ArrayList<>(this.running.claims());
		held.addAll(this.unrecorded.claims());
		return held;
	}

	private void begin(Claim claim) {
		RequestUrgency urgency = claim.urgent() ? RequestUrgency.ANNOUNCED : RequestUrgency.IMPORT;
		Thread thread = Thread.ofVirtual().name("import-" + claim.record().id()).unstarted(() -> {
			try (Tracing.Step _ = this.tracing.begin(Tracing.StepKind.CONSUMER, "import",
					claim.record().push().trace());
					TryNotes _ = TryNotes.begin();
					RequestUrgency.UrgentWork _ = urgency.begin()) {
				run(claim);
			}
		});
		this.concurrency.begun(RunningImports.target(claim), claim.owner());
		this.running.add(claim, thread);
		thread.start();
	}

	private void run(Claim claim) {
		boolean arrived = false;
		try {
			long begun = System.nanoTime();
			this.recorder.begins(claim);
			ImportResult result = result(claim);
			arrived = result instanceof ImportResult.Arrived;
			if (Thread.interrupted() && result instanceof ImportResult.Stuck) {
				// Stuck because the service stops.
				release(claim);
				return;
			}
			this.recorder.record(claim, result, Duration.ofNanos(System.nanoTime() - begun));
			this.unrecorded.recorded(claim);
		}
		catch (InterruptedException ex) {
			release(claim);
		}
		catch (LeaseLostException ex) {
			this.recorder.leaseLost(claim);
			this.unrecorded.recorded(claim);
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			this.tracing.failed("unrecorded", "The ledger did not take the result");
			this.ledger.failedToWork(ex);
			Duration delay = this.unrecorded.add(claim);
			if (this.unrecorded.tell()) {
				logger.warn("Import {} could not be recorded, and is taken up again in {} s: {}", claim.record().id(),
						delay.toSeconds(), ex.getMessage());
			}
		}
		finally {
			this.concurrency.ended(RunningImports.target(claim), claim.owner());
			this.running.remove(claim);
			this.gate.ended(claim.record(), arrived);
			this.wake.release();
		}
	}

	private ImportResult result(Claim claim) throws InterruptedException {
		try {
			return this.importer.run(claim);
		}
		catch (LedgerUnavailableException | LeaseLostException | DataAccessException ex) {
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			// An error too: the claim is ours, so nobody else would ever take it up.
			logger.error("Import {} met a fault of ours", claim.record().id(), ex);
			return new ImportResult.Stuck(new ImportTrouble(ImportTrouble.TroubleCure.RETRY, "internal-error",
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
			this.running.threads().forEach(Thread::interrupt);
			for (Thread running : this.running.threads()) {
				running.join(left(until));
			}
			// Nobody else would, and the next start took it for a crash.
			this.unrecorded.claims().forEach(this::release);
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
