package dev.acrsync.importing;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.DamagedRowException;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.ledger.OperationRecord;
import dev.acrsync.ledger.OperationRecords;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Push;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Looks at tags again whose operation ended without Azure's word for it, until its
 * deadline: should it go on after all, and move the tag back, it is imported again.
 */
class TagRecheck implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TagRecheck.class);

	private static final Duration INTERVAL = Duration.ofSeconds(5);

	private final Settings settings;

	private final Ledger ledger;

	private final OperationRecords operations;

	private final ImportRecords records;

	private final Registries registries;

	private final ImportMetrics metrics;

	private final Clock clock;

	private final Thread thread = Thread.ofVirtual().name("tag-recheck").unstarted(this::run);

	private volatile boolean active;

	TagRecheck(Settings settings, Ledger ledger, OperationRecords operations, ImportRecords records,
			Registries registries, ImportMetrics metrics, Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.operations = operations;
		this.records = records;
		this.registries = registries;
		this.metrics = metrics;
		this.clock = clock;
	}

	@Override
	public void start() {
		this.active = true;
		this.thread.start();
	}

	private void run() {
		while (this.active) {
			try {
				lookAgain();
			}
			catch (LedgerUnavailableException | DataAccessException ex) {
				this.ledger.failedToWork(ex);
				logger.warn("Tags cannot be looked at again now: {}", ex.getMessage());
			}
			catch (RuntimeException ex) {
				logger.error("Looking at tags again met a fault of ours, and goes on", ex);
			}
			pause();
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
	 * Looks at each tag once that is to be looked at now.
	 */
	void lookAgain() {
		for (OperationRecord operation : this.operations.rechecks()) {
			try {
				lookAgain(operation);
			}
			catch (DamagedRowException ex) {
				logger.error("{}", ex.getMessage());
			}
		}
	}

	private void lookAgain(OperationRecord operation) {
		Optional<ImportRecord> newest = this.records.newest(operation.image());
		if (newest.filter((it) -> it.state().isOpen()).isEmpty() && isSettled(operation, newest)) {
			this.operations.settled(operation);
		}
	}

	/**
	 * Where no import is of the tag itself, it came along with an image.
	 */
	private boolean isSettled(OperationRecord operation, Optional<ImportRecord> newest) {
		Optional<ImportRecord> record = newest.or(() -> this.records.find(operation.importId()));
		Optional<Target> target = record.flatMap((it) -> this.settings.target(it.target().destination().target()));
		boolean over = !this.clock.instant().isBefore(operation.deadline());
		if (record.isEmpty() || target.isEmpty() || operation.tag().isEmpty()) {
			return over;
		}
		TagReading there = this.registries.read(target.get().registry(), record.get().target().image().repository(),
				operation.tag().get());
		if (there instanceof Unreadable) {
			return false;
		}
		Optional<Digest> believed = newest.isPresent() ? newest.get().importedDigest() : lastSeen(operation);
		if (there.equals(new TagReading.Found(operation.digest()))
				&& believed.filter((it) -> !it.equals(operation.digest())).isPresent()) {
			importAgain(operation, record.get());
			return true;
		}
		return over;
	}

	private Optional<Digest> lastSeen(OperationRecord operation) {
		List<OperationRecord> known = this.operations.of(operation.image());
		return known.reversed().stream().filter(OperationRecord::seen).findFirst().map(OperationRecord::digest);
	}

	private void importAgain(OperationRecord operation, ImportRecord record) {
		logger.warn("Azure's operation registries-{} has moved {} back to {}: it is imported again",
				operation.requestId(), operation.image(), operation.digest());
		this.ledger.accept(new Push("registries-" + operation.requestId(), Origin.RECHECK, record.source(),
				record.registry(), record.repository(), record.tag(), record.importedDigest().orElse(record.digest()),
				record.pushedAt(), List.of(record.target()), record.trace()));
		this.metrics.movedBack(record);
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
