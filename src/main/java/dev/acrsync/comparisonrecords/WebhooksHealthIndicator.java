package dev.acrsync.comparisonrecords;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells which sources' doors, such as the vendor's webhook, lose events. Always up: what
 * they lose is imported all the same, only later.
 */
@Component
class WebhooksHealthIndicator implements HealthIndicator {

	private final PushSightings sightings;

	private final SilentDoors doors;

	private final Settings settings;

	WebhooksHealthIndicator(PushSightings sightings, SourceCalls calls, Settings settings) {
		this.sightings = sightings;
		this.doors = new SilentDoors(calls);
		this.settings = settings;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		try {
			Map<String, PushSightings.MissedPushes> totals = this.sightings.totals();
			new TreeMap<>(totals).forEach((name, missed) -> this.settings.source(name)
				.filter((source) -> !this.doors.of(source).isEmpty())
				.ifPresent((source) -> health.withDetail(name, details(source, missed))));
		}
		catch (DataAccessException _) {
			health.withDetail("error", "The ledger cannot be read now");
		}
		return health.build();
	}

	private Map<String, Object> details(Source source, PushSightings.MissedPushes missed) {
		Optional<Instant> newest = this.doors.newestEvent(source);
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("missedEvents", missed.events());
		details.put("lastMissed", missed.lastImage());
		details.put("lastMissedAt", missed.lastAt());
		newest.ifPresent((at) -> details.put("newestEvent", at));
		if (newest.filter((at) -> at.isAfter(missed.lastAt())).isEmpty()) {
			details.put("warning", this.doors.warning(source, newest));
		}
		return details;
	}

}
