package dev.acrsync.completeness;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and tells what no event announced in time. Its labels come from the
 * configuration alone.
 */
public final class MissedEvents {

	private static final Logger logger = LoggerFactory.getLogger(MissedEvents.class);

	private static final int SHOWN = 5;

	private final PushSightings sightings;

	private final SourceCalls calls;

	private final Settings settings;

	private final MeterRegistry meters;

	public MissedEvents(PushSightings sightings, SourceCalls calls, Settings settings, MeterRegistry meters) {
		this.sightings = sightings;
		this.calls = calls;
		this.settings = settings;
		this.meters = meters;
		settings.sources().keySet().forEach(this::counter);
	}

	/**
	 * Judges what is to be judged now.
	 */
	public void judge() {
		Map<String, List<ComparisonRecord.PushSighting>> missed = this.sightings.missed()
			.stream()
			.collect(Collectors.groupingBy(ComparisonRecord.PushSighting::source, TreeMap::new, Collectors.toList()));
		missed.forEach((name, images) -> this.settings.source(name).ifPresent((source) -> tell(source, images)));
	}

	private void tell(Source source, List<ComparisonRecord.PushSighting> images) {
		if (source.doors().isEmpty()) {
			return;
		}
		counter(source.name()).increment(images.size());
		List<String> doors = source.doors(this.calls.calledLast(source.name()));
		logger.atWarn()
			.addKeyValue("acr_sync.source", source.name())
			.addKeyValue("acr_sync.doors", String.join(",", doors))
			.log("No event announced {} {} to {}: {}. {}", images.size(), (images.size() == 1) ? "push" : "pushes",
					source.registry().host(), shown(images),
					doors.stream().map((door) -> deaf(source, door)).collect(Collectors.joining(". ")));
	}

	/**
	 * Says of a door that has not told what should have come by it, and where to look.
	 */
	private String deaf(Source source, String door) {
		String registry = source.registry().host().value().replaceFirst("\\..*", "");
		return switch (door) {
			case "webhook" ->
				("The webhook at %s that calls /webhooks/%s most likely lost it; the newest event of it came %s. At the "
						+ "vendor, look at 'az acr webhook list-events --registry %s --name <webhook>', at the webhook's "
						+ "status, at its scope, and at its location")
					.formatted(source.registry().host(), source.name(),
							this.sightings.newestEvent(source.name())
								.map(Instant::toString)
								.orElse("never, as far as is known"),
							registry);
			case "event-grid" ->
				("Event Grid's subscription to /webhooks/%s did not bring it; the newest event of the source "
						+ "came %s. At the vendor, look at 'az eventgrid system-topic event-subscription show', at its filters, "
						+ "and at what it has dead-lettered")
					.formatted(source.name(),
							this.sightings.newestEvent(source.name())
								.map(Instant::toString)
								.orElse("never, as far as is known"));
			default ->
				("Nothing of it was in the queue %s. At the vendor, look at the event subscription that ends there; "
						+ "here, at acr_sync_inbox_readable and acr_sync_inbox_set_aside")
					.formatted(source.pulls().queue().map(QueueAddress::toString).orElse(""));
		};
	}

	private static String shown(List<ComparisonRecord.PushSighting> images) {
		String shown = images.stream()
			.limit(SHOWN)
			.map((it) -> it.repository() + ":" + it.tag() + "@" + it.digest())
			.collect(Collectors.joining(", "));
		return (images.size() <= SHOWN) ? shown : shown + " and " + (images.size() - SHOWN) + " more";
	}

	private Counter counter(String source) {
		return Counter.builder("acr.sync.missed.events")
			.description("Pushes that no event announced")
			.tag("source", source)
			.register(this.meters);
	}

}
