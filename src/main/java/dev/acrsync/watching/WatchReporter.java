package dev.acrsync.watching;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.acrsync.resumption.WatchRecords;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Counts what watching finds, and says when a source cannot be looked at, once each time
 * that this changes. Its labels come from the configuration alone.
 */
final class WatchReporter implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(WatchReporter.class);

	private static final Duration FRESH = Duration.ofSeconds(5);

	private final Settings settings;

	private final WatchRecords records;

	private final MeterRegistry meters;

	private final LongSupplier nanos;

	private final Map<String, String> troubles = new HashMap<>();

	private Map<String, WatchRecords.WatchState> states = Map.of();

	private long readAt;

	WatchReporter(Settings settings, WatchRecords records, MeterRegistry meters, LongSupplier nanos) {
		this.settings = settings;
		this.records = records;
		this.meters = meters;
		this.nanos = nanos;
		this.readAt = nanos.getAsLong() - FRESH.toNanos();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		watched().forEach((source) -> {
			found(source);
			Gauge.builder("acr.sync.watch.last.success.timestamp", () -> lookedAt(source))
				.description("When all of a watched source was looked at for the last time; 0 if it never was")
				.baseUnit("seconds")
				.tag("source", source)
				.register(registry);
		});
	}

	private List<String> watched() {
		return this.settings.sources()
			.values()
			.stream()
			.filter((source) -> source.pulls().watch().isPresent())
			.map(Source::name)
			.toList();
	}

	/**
	 * A source was looked at.
	 */
	synchronized void looked(String source, WatchResult result) {
		found(source).increment(result.found());
		String before = Optional.ofNullable(this.troubles.put(source, result.kind())).orElse("");
		if (before.equals(result.kind())) {
			return;
		}
		result.told()
			.ifPresentOrElse(
					(trouble) -> logger.atWarn()
						.addKeyValue("acr_sync.source", source)
						.log("Watching {} does not see all, and is tried again; comparisons find what it misses: {}",
								source, trouble),
					() -> logger.atInfo()
						.addKeyValue("acr_sync.source", source)
						.log("Watching {} sees all again", source));
	}

	private Counter found(String source) {
		return Counter.builder("acr.sync.watch.found")
			.description("Pushes that watching found before anybody told of them")
			.tag("source", source)
			.register(this.meters);
	}

	private double lookedAt(String source) {
		return Optional.ofNullable(states().get(source))
			.flatMap(WatchRecords.WatchState::lookedAt)
			.map(Instant::getEpochSecond)
			.orElse(0L);
	}

	private synchronized Map<String, WatchRecords.WatchState> states() {
		long now = this.nanos.getAsLong();
		if (now - this.readAt >= FRESH.toNanos()) {
			this.readAt = now;
			try {
				this.states = this.records.states();
			}
			catch (DataAccessException ex) {
				logger.warn("The metrics of watching could not be read: {}", ex.getMessage());
			}
		}
		return this.states;
	}

}
