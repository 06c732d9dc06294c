package dev.acrsync.ledger;

/**
 * Looks at the ledger's database without changing it.
 */
public interface DatabaseInspection {

	/**
	 * Tells what the database is good for now.
	 */
	DatabaseState look();

}
