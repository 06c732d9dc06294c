package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import dev.acrsync.database.SharedReading;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.storedages.StoredAges;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Shows how much waits, and for how long. Reads the ledger every few seconds at most,
 * however often it is asked.
 */
class QueueMetrics implements MeterBinder {

	/** How long a scrape waits for the ledger. */
	static final Duration PATIENCE = Duration.ofMillis(200);

	private static final Logger logger = LoggerFactory.getLogger(QueueMetrics.class);

	private final ImportRecords records;

	private final StoredAges ages;

	private final Clock clock;

	private final LongSupplier nanos;

	private final SharedReading<QueueSample> shared;

	private volatile QueueSample queue;

	/**
	 * Shows the queue.
	 * @param patience how long a scrape waits for the ledger
	 * @param nanos the time, as nobody sets it
	 */
	QueueMetrics(ImportRecords records, StoredAges ages, Clock clock, Duration patience, LongSupplier nanos) {
		this.records = records;
		this.clock = clock;
		this.ages = ages;
		this.nanos = nanos;
		this.queue = QueueSample.UNKNOWN;
		this.shared = new SharedReading<>(this::read, (_) -> true, patience, nanos);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (ImportState state : new ImportState[] { ImportState.PENDING, ImportState.IMPORTING, ImportState.FAILED }) {
			Gauge.builder("acr.sync.queue.imports", () -> shown().imports(state))
				.description("Imports that are not finished, or parked")
				.tag("state", state.label())
				.register(registry);
		}
		Gauge.builder("acr.sync.queue.oldest", () -> shown().oldestSeconds(this.nanos.getAsLong()))
			.description("Age of the oldest import that is not finished")
			.baseUnit("seconds")
			.register(registry);
	}

	private QueueSample shown() {
		return this.shared.getOr(this.queue);
	}

	/**
	 * Has it known before anybody asks.
	 */
	void keep() {
		this.shared.keep();
	}

	private QueueSample read() {
		long now = this.nanos.getAsLong();
		try {
			this.queue = new QueueSample(this.records.queue(),
					ages(this.records.oldestOpen(this.clock.instant(), this.queue.oldestKnown(now)), now), now);
		}
		catch (DataAccessException ex) {
			logger.warn("The queue's metrics could not be read: {}", ex.getMessage());
			// The next gauge of the same scrape does not wait for the database too.
			this.queue = this.queue.isKnown()
					? new QueueSample(this.queue.counts(), ages(this.queue.oldest().keySet(), now), now) : this.queue;
		}
		return this.queue;
	}

	private Map<Instant, Duration> ages(Collection<Instant> oldest, long now) {
		return oldest.stream().collect(Collectors.toMap(Function.identity(), (stored) -> age(stored, now)));
	}

	/**
	 * What was among the oldest has grown older since, however the clock was set.
	 */
	private Duration age(Instant stored, long now) {
		Duration age = this.ages.of(stored).orElse(Duration.ZERO);
		Duration atLeast = this.queue.age(stored, now);
		return (age.compareTo(atLeast) > 0) ? age : atLeast;
	}

	/**
	 * What was read last.
	 *
	 * @param oldest how old those were that may be the oldest, by when they were stored
	 */
	private record QueueSample(Map<ImportState, Long> counts, Map<Instant, Duration> oldest, long readAt) {

		/** Nothing was read yet. */
		private static final QueueSample UNKNOWN = new QueueSample(Map.of(), Map.of(), 0);

		boolean isKnown() {
			return !this.counts.isEmpty();
		}

		double imports(ImportState state) {
			return isKnown() ? this.counts.getOrDefault(state, 0L) : Double.NaN;
		}

		Duration age(Instant stored, long now) {
			Duration age = this.oldest.get(stored);
			return (age != null) ? age.plusNanos(now - this.readAt) : Duration.ZERO;
		}

		Optional<Instant> oldestKnown(long now) {
			return this.oldest.keySet().stream().max(Comparator.comparing((stored) -> age(stored, now)));
		}

		double oldestSeconds(long now) {
			return isKnown()
					? oldestKnown(now).map((stored) -> age(stored, now)).orElse(Duration.ZERO).toMillis() / 1000.0
					: Double.NaN;
		}

	}

}
