package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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

	private static final Duration FRESH = Duration.ofSeconds(5);

	private static final Logger logger = LoggerFactory.getLogger(QueueMetrics.class);

	private final ImportRecords records;

	private final Clock clock;

	private Queue queue = new Queue(Map.of(), Optional.empty(), Instant.MIN);

	QueueMetrics(ImportRecords records, Clock clock) {
		this.records = records;
		this.clock = clock;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (State state : new State[] { State.PENDING, State.IMPORTING, State.FAILED }) {
			Gauge.builder("acr.sync.queue.imports", () -> queue().counts().getOrDefault(state, 0L))
				.description("Imports that are not finished, or parked")
				.tag("state", state.label())
				.register(registry);
		}
		Gauge.builder("acr.sync.queue.oldest", () -> queue().oldestAge(this.clock.instant()).toMillis() / 1000.0)
			.description("Age of the oldest import that is not finished")
			.baseUnit("seconds")
			.register(registry);
	}

	private synchronized Queue queue() {
		Instant now = this.clock.instant();
		if (this.queue.readAt().isBefore(now.minus(FRESH))) {
			try {
				this.queue = new Queue(this.records.queue(), this.records.oldestOpen(), now);
			}
			catch (DataAccessException ex) {
				logger.warn("The queue's metrics could not be read: {}", ex.getMessage());
				// The next gauge of the same scrape does not wait for the database too.
				this.queue = new Queue(this.queue.counts(), this.queue.oldest(), now);
			}
		}
		return this.queue;
	}

	/**
	 * What was read last.
	 */
	private record Queue(Map<State, Long> counts, Optional<Instant> oldest, Instant readAt) {

		Duration oldestAge(Instant now) {
			return this.oldest.map((since) -> Duration.between(since, now))
				.filter(Duration::isPositive)
				.orElse(Duration.ZERO);
		}

	}

}
