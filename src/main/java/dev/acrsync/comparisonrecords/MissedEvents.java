package dev.acrsync.comparisonrecords;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.ComparisonRecord;
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

	private final SilentDoors doors;

	private final Settings settings;

	private final MeterRegistry meters;

	public MissedEvents(PushSightings sightings, SourceCalls calls, Settings settings, MeterRegistry meters) {
		this.sightings = sightings;
		this.doors = new SilentDoors(calls);
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
		List<String> doors = this.doors.of(source);
		logger.atWarn()
			.addKeyValue("acr_sync.source", source.name())
			.addKeyValue("acr_sync.doors", String.join(",", doors))
			.log("No event announced {} {} to {}: {}. {}", images.size(), (images.size() == 1) ? "push" : "pushes",
					source.registry().host(), shown(images),
					doors.stream().map((door) -> this.doors.advice(source, door)).collect(Collectors.joining(". ")));
	}

	private static String shown(List<ComparisonRecord.PushSighting> images) {
		String shown = images.stream()
			.limit(SHOWN)
			.map((it) -> it.repository().with(it.tag(), it.digest()))
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
