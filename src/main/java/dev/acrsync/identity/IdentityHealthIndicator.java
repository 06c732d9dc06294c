package dev.acrsync.identity;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells whether this service's identity gets tokens. Always up: events are accepted all
 * the same, and a restart would help nobody.
 */
public class IdentityHealthIndicator implements HealthIndicator {

	private final WatchedCredential credential;

	public IdentityHealthIndicator(WatchedCredential credential) {
		this.credential = credential;
	}

	@Override
	public Health health() {
		Health.Builder health = Health.up();
		this.credential.trouble()
			.ifPresent((trouble) -> health.withDetail("warning", "No import can be started. " + trouble));
		return health.build();
	}

}
