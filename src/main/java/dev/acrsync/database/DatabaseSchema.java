package dev.acrsync.database;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;

/**
 * The tables of a database.
 *
 * @param version the version that they have; empty if there are none
 * @param pending how many migrations the next start makes
 * @param known whether this program knows that version
 */
public record DatabaseSchema(String version, int pending, boolean known) {

	public static DatabaseSchema of(Flyway flyway) {
		MigrationInfoService migrations = flyway.info();
		MigrationInfo current = migrations.current();
		int pending = migrations.pending().length;
		return (current != null)
				? new DatabaseSchema(String.valueOf(current.getVersion()), pending, current.getState().isResolved())
				: new DatabaseSchema("", pending, true);
	}

	/**
	 * Makes sure that no newer release has made them.
	 * @throws UndurableDatabaseException if one has
	 */
	void requireKnown() {
		if (!this.known) {
			throw new UndurableDatabaseException(
					"it was made by a newer release. " + this + ": run the release that made it, or a newer one");
		}
	}

	@Override
	public String toString() {
		if (this.version.isEmpty()) {
			return "It has no tables yet: the first start makes them";
		}
		return "Its tables have version " + this.version
				+ ((this.pending > 0) ? ", and the next start brings them up to date" : "");
	}

}
