package dev.acrsync.queueconsumer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import dev.acrsync.resumption.SetAsideMessages;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.storagequeue.QueueBacklog;
import dev.acrsync.storagequeue.QueueException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Shows what waits in queues, and says when one cannot be read, once each time that this
 * changes. Its labels come from the configuration alone.
 */
final class InboxReporter implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(InboxReporter.class);

	private static final Duration FRESH = Duration.ofSeconds(30);

	private final Settings settings;

	private final SetAsideMessages setAside;

	private final Clock clock;

	private final LongSupplier nanos;

	private final Map<String, String> troubles = new ConcurrentHashMap<>();

	private final Map<String, QueueBacklog> samples = new ConcurrentHashMap<>();

	private final Map<String, Long> sampledAt = new ConcurrentHashMap<>();

	private Map<String, Long> counts = Map.of();

	private long countedAt;

	InboxReporter(Settings settings, SetAsideMessages setAside, Clock clock, LongSupplier nanos) {
		this.settings = settings;
		this.setAside = setAside;
		this.clock = clock;
		this.nanos = nanos;
		this.countedAt = nanos.getAsLong() - FRESH.toNanos();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Source source : this.settings.sources().values()) {
			if (source.pulls().queue().isPresent()) {
				String name = source.name();
				Gauge.builder("acr.sync.inbox.messages", () -> sample(name).messages())
					.description("Messages that wait in the queue, about")
					.tag("source", name)
					.register(registry);
				Gauge.builder("acr.sync.inbox.oldest", () -> age(name))
					.description("Age of the oldest message that waits in the queue")
					.baseUnit("seconds")
					.tag("source", name)
					.register(registry);
				Gauge.builder("acr.sync.inbox.readable", () -> this.troubles.containsKey(name) ? 0 : 1)
					.description("Whether the queue could be read the last time")
					.tag("source", name)
					.register(registry);
				Gauge.builder("acr.sync.inbox.set.aside", () -> counts().getOrDefault(name, 0L))
					.description("Messages that are no events, or met a fault of ours again and again")
					.tag("source", name)
					.register(registry);
			}
		}
	}

	/**
	 * The queue could be read.
	 */
	void works(Source source) {
		if (this.troubles.remove(source.name()) != null) {
			logger.atInfo()
				.addKeyValue("acr_sync.source", source.name())
				.log("The queue of {} can be read again", source.name());
		}
	}

	/**
	 * The queue could not be read.
	 */
	void troubled(Source source, QueueException trouble) {
		String kind = trouble.status() + " " + trouble.code();
		if (!kind.equals(this.troubles.put(source.name(), kind))) {
			logger.atWarn()
				.addKeyValue("acr_sync.source", source.name())
				.log("The queue of {} cannot be read, and is tried again; 'doctor' says what to do: {}", source.name(),
						trouble.getMessage());
		}
	}

	/**
	 * Looks at what waits, now and then.
	 */
	void sample(Source source, QueueLook look) throws QueueException {
		long now = this.nanos.getAsLong();
		Long before = this.sampledAt.get(source.name());
		if (before == null || now - before >= FRESH.toNanos()) {
			this.sampledAt.put(source.name(), now);
			this.samples.put(source.name(), look.look());
		}
	}

	private QueueBacklog sample(String source) {
		return this.samples.getOrDefault(source, new QueueBacklog(0, Optional.empty()));
	}

	private double age(String source) {
		Instant now = this.clock.instant();
		return sample(source).oldest()
			.filter(now::isAfter)
			.map((oldest) -> Duration.between(oldest, now).toMillis() / 1000.0)
			.orElse(0.0);
	}

	private synchronized Map<String, Long> counts() {
		long now = this.nanos.getAsLong();
		if (now - this.countedAt >= FRESH.toNanos()) {
			this.countedAt = now;
			try {
				Map<String, Long> counts = new HashMap<>();
				this.settings.sources()
					.values()
					.stream()
					.filter((source) -> source.pulls().queue().isPresent())
					.forEach((source) -> counts.put(source.name(), this.setAside.count(source.name())));
				this.counts = counts;
			}
			catch (DataAccessException ex) {
				logger.warn("The messages that are set aside could not be counted: {}", ex.getMessage());
			}
		}
		return this.counts;
	}

	/**
	 * Looks into a queue.
	 */
	interface QueueLook {

		QueueBacklog look() throws QueueException;

	}

}
