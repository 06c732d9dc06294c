package dev.acrsync.copyoperation;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.RepeatedStep;
import dev.acrsync.image.Digest;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Looks at tags again whose operation ended without Azure's word for it, until its
 * deadline: should it go on after all, and move the tag back, it is imported again.
 */
public final class TagRecheck {

	static final String NAME = "tag-recheck";

	static final Duration INTERVAL = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(TagRecheck.class);

	private final Settings settings;

	private final Ledger ledger;

	private final OperationRecords operations;

	private final ImportRecords records;

	private final Registries registries;

	private final ImportMetrics metrics;

	private final Clock clock;

	/** Where it is looked at, each target by a thread of its own. */
	private final Set<String> busy = ConcurrentHashMap.newKeySet();

	public TagRecheck(Settings settings, Ledger ledger, OperationRecords operations, ImportRecords records,
			Registries registries, ImportMetrics metrics, Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.operations = operations;
		this.records = records;
		this.registries = registries;
		this.metrics = metrics;
		this.clock = clock;
	}

	/**
	 * Looks at each tag once that is to be looked at now. Those of a target that is still
	 * being looked at come again a little later.
	 * @return the threads that look
	 */
	public List<Thread> lookAgain() {
		List<Thread> threads = new ArrayList<>();
		rechecks().forEach((target, rechecks) -> {
			if (this.busy.add(target)) {
				threads.add(RepeatedStep.aside(NAME, () -> look(target, rechecks)));
			}
		});
		return threads;
	}

	private Map<String, List<RecheckedOperation>> rechecks() {
		try {
			return this.operations.rechecks(this::isKnown)
				.stream()
				.flatMap((operation) -> recheck(operation).stream())
				.collect(Collectors.groupingBy((it) -> it.target().map(Target::name).orElse("")));
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			this.ledger.failedToWork(ex);
			throw ex;
		}
	}

	private boolean isKnown(String image) {
		return target(image).isPresent();
	}

	private Optional<Target> target(String image) {
		return this.settings.targets()
			.values()
			.stream()
			.filter((target) -> target.registry().host().holds(image))
			.findFirst();
	}

	private void look(String target, List<RecheckedOperation> rechecks) {
		try {
			rechecks.forEach((recheck) -> RepeatedStep.guarded(NAME, () -> look(recheck)));
		}
		finally {
			this.busy.remove(target);
		}
	}

	private void look(RecheckedOperation recheck) {
		if (isSettled(recheck)) {
			this.operations.settled(recheck.operation());
		}
	}

	/**
	 * Where no import is of the tag itself, it came along with an image.
	 */
	private Optional<RecheckedOperation> recheck(OperationRecord operation) {
		try {
			Optional<ImportRecord> newest = this.records.newest(operation.image());
			Optional<ImportRecord> record = newest.or(() -> this.records.find(operation.importId()));
			return Optional.of(new RecheckedOperation(operation, newest, record,
					record.flatMap((it) -> this.settings.target(it.target().targetName()))
						.or(() -> target(operation.image()))));
		}
		catch (DamagedRowException ex) {
			logger.error("{}", ex.getMessage());
			return Optional.empty();
		}
	}

	private boolean isSettled(RecheckedOperation recheck) {
		OperationRecord operation = recheck.operation();
		Optional<ImportRecord> newest = recheck.newest();
		if (newest.filter((it) -> it.progress().state().isOpen()).isPresent()) {
			return false;
		}
		boolean over = !this.clock.instant().isBefore(operation.deadline());
		if (recheck.record().isEmpty() || recheck.target().isEmpty() || operation.tag().isEmpty()) {
			return over;
		}
		TagReading there = this.registries.read(recheck.target().get().registry(),
				recheck.record().get().target().image().repository(), operation.tag().get());
		if (there instanceof Unreadable) {
			return false;
		}
		Optional<Digest> believed = newest.isPresent() ? newest.get().progress().importedDigest() : lastSeen(operation);
		if (there.equals(new TagReading.Found(operation.digest()))
				&& believed.filter((it) -> !it.equals(operation.digest())).isPresent()) {
			importAgain(operation, recheck.record().get());
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
		this.ledger.accept(AllowedPush.again(record, "registries-" + operation.requestId(), ImportOrigin.RECHECK));
		this.metrics.movedBack(record);
	}

	/**
	 * An operation to be looked at, and what is known of its tag.
	 */
	private record RecheckedOperation(OperationRecord operation, Optional<ImportRecord> newest,
			Optional<ImportRecord> record, Optional<Target> target) {
	}

}
