package dev.acrsync.ledgerfigures;

import dev.acrsync.database.DatabaseCure;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Tells whether an event can be written down, by writing.
 */
@Component
class LedgerHealthIndicator implements HealthIndicator {

	private final Ledger ledger;

	LedgerHealthIndicator(Ledger ledger) {
		this.ledger = ledger;
	}

	@Override
	public Health health() {
		try {
			this.ledger.probe();
			return Health.up().build();
		}
		catch (LedgerUnavailableException ex) {
			return Health.down()
				.withDetail("error", String.valueOf(ex.getMessage()))
				.withDetail("cure", DatabaseCure.of(ex))
				.build();
		}
	}

}
