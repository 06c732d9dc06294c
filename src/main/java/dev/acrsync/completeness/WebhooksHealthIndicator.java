package dev.acrsync.completeness;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.acrsync.settings.Settings;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Tells which vendor's webhook does not reach us. Always up: what it loses is imported
 * all the same, only later.
 */
@Component
class WebhooksHealthIndicator implements HealthIndicator {

	private final PushSightings sightings;

	private final Settings settings;

	WebhooksHealthIndicator(PushSightings sightings, Settings settings) {
		this.sightings = sightings;
		this.settings = settings;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		try {
			Map<String, PushSightings.MissedPushes> totals = this.sightings.totals();
			new TreeMap<>(totals).forEach((source, missed) -> {
				if (this.settings.source(source).filter((it) -> !it.doors().isEmpty()).isPresent()) {
					health.withDetail(source, details(missed, this.sightings.newestEvent(source)));
				}
			});
		}
		catch (DataAccessException _) {
			health.withDetail("error", "The ledger cannot be read now");
		}
		return health.build();
	}

	private static Map<String, Object> details(PushSightings.MissedPushes missed, Optional<Instant> newest) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("missedEvents", missed.events());
		details.put("lastMissed", missed.lastImage());
		details.put("lastMissedAt", missed.lastAt());
		newest.ifPresent((at) -> details.put("newestEvent", at));
		if (newest.filter((at) -> at.isAfter(missed.lastAt())).isEmpty()) {
			details.put("warning", newest.map((at) -> "The vendor's webhook has not reached us since " + at)
				.orElse("The vendor's webhook has not reached us, as far as is known"));
		}
		return details;
	}

}
