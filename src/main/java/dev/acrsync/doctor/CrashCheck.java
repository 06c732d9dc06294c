package dev.acrsync.doctor;

import java.util.List;

import dev.acrsync.databaseinspection.DatabaseInspection;
import dev.acrsync.databaseinspection.SuspectReport;

/**
 * Names what was under way when the service ended without a word.
 */
final class CrashCheck {

	private static final String SUBJECT = "crashes";

	/** That is no chance any more. */
	private static final int MANY = 3;

	private final DatabaseInspection inspection;

	CrashCheck(DatabaseInspection inspection) {
		this.inspection = inspection;
	}

	List<Finding> look() {
		return this.inspection.crashes().stream().map(CrashCheck::finding).toList();
	}

	private static Finding finding(SuspectReport crash) {
		String what = "The service ended without a word while %s was under way, %d time%s in a row: it is tried again on probation, after everything else, not before %s"
			.formatted(crash.what(), crash.deaths(), (crash.deaths() == 1) ? "" : "s", crash.nextAt());
		String cure = "See why it ended (kubectl describe pod: OOMKilled? then raise the memory limit; or a kill by its node). "
				+ "If this alone ends it, again and again, report it as a fault of acr-sync";
		return (crash.deaths() < MANY) ? Finding.warning(SUBJECT, what, cure) : Finding.error(SUBJECT, what, cure);
	}

}
