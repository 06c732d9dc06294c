package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.databaseinspection.DatabaseInspection;
import dev.acrsync.databaseinspection.DatabaseState.Uncertain;
import dev.acrsync.databaseinspection.DatabaseState.Unusable;
import dev.acrsync.databaseinspection.DatabaseState.Usable;

/**
 * Checks that what is accepted can be written down for good.
 */
final class DatabaseCheck {

	static final String SUBJECT = "database";

	private final DatabaseInspection inspection;

	DatabaseCheck(DatabaseInspection inspection) {
		this.inspection = inspection;
	}

	List<Finding> look() {
		return List.of(switch (this.inspection.look()) {
			case Usable(String message) -> Finding.ok(SUBJECT, message);
			case Uncertain(String message, String cure) -> Finding.warning(SUBJECT, message, cure);
			case Unusable(String message, String cure) -> Finding.error(SUBJECT, message, cure);
		});
	}

}
