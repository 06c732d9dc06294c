package dev.acrsync.databaseinspection;

import java.util.List;

/**
 * Looks at the ledger's database without changing it.
 */
public interface DatabaseInspection {

	/**
	 * Tells what the database is good for now.
	 */
	DatabaseState look();

	/**
	 * Tells what was under way when processes ended without a word, as far as that can be
	 * read now. To be asked where it is good for something.
	 */
	List<SuspectReport> crashes();

}
