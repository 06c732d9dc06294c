package dev.acrsync.console;

import java.util.Optional;

import dev.acrsync.database.DatabaseCure;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.UnlinkedDatabaseException;
import dev.acrsync.ledger.Ledger;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;

/**
 * Whether pushes are taken now, as the readiness of the health has it.
 *
 * @param trouble why they are not, and what cures that
 */
record PushReadiness(Optional<String> trouble) {

	/**
	 * Looks, by writing.
	 */
	static PushReadiness look(Ledger ledger, ApplicationAvailability availability) {
		if (availability.getReadinessState() != ReadinessState.ACCEPTING_TRAFFIC) {
			return new PushReadiness(
					Optional.of("this replica is starting, or stopping. Wait for it, or its successor"));
		}
		try {
			ledger.probe();
			return new PushReadiness(Optional.empty());
		}
		catch (LedgerUnavailableException ex) {
			return new PushReadiness(Optional.of(told(ex)));
		}
	}

	private static String told(LedgerUnavailableException failure) {
		String message = String.valueOf(failure.getMessage());
		return (failure.getCause() instanceof UnlinkedDatabaseException) ? message
				: message + ". " + DatabaseCure.of(failure);
	}

	boolean isUp() {
		return this.trouble.isEmpty();
	}

	String label() {
		return isUp() ? "UP" : "OUT_OF_SERVICE";
	}

	/**
	 * Says what is wrong, if anything is.
	 */
	Optional<String> sentence() {
		return this.trouble.map("Pushes are not taken: %s."::formatted);
	}

}
