package dev.acrsync.database;

import java.nio.file.Path;

import org.springframework.dao.NonTransientDataAccessResourceException;

/**
 * A file of the embedded database was removed, replaced or overwritten under the running
 * service.
 */
public class UnlinkedDatabaseException extends NonTransientDataAccessResourceException {

	private static final long serialVersionUID = 1L;

	/**
	 * Names a file, and what was done to it.
	 */
	UnlinkedDatabaseException(Path file, String what) {
		super(file + " was " + what + " under the running service, whose records are lost when it ends: "
				+ "put the same file back, or a backup, and restart it (docs/durability.md)");
	}

	/**
	 * Says that another process has the database.
	 */
	static UnlinkedDatabaseException taken(Path database) {
		return new UnlinkedDatabaseException("another process has taken " + database + ", whose file "
				+ database.getFileName() + ".lock was removed under this one, which writes nothing any more: "
				+ "end one of both, and restart the other (docs/durability.md)");
	}

	private UnlinkedDatabaseException(String message) {
		super(message);
	}

	/**
	 * Says again what was seen before.
	 */
	UnlinkedDatabaseException(UnlinkedDatabaseException seen) {
		super(String.valueOf(seen.getMessage()));
	}

}
