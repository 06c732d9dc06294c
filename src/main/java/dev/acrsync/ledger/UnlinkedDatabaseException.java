package dev.acrsync.ledger;

import java.nio.file.Path;

import org.springframework.dao.NonTransientDataAccessResourceException;

/**
 * A file of the embedded database was removed or replaced under the running service.
 */
class UnlinkedDatabaseException extends NonTransientDataAccessResourceException {

	private static final long serialVersionUID = 1L;

	UnlinkedDatabaseException(Path file) {
		super(file + " was removed or replaced under the running service, whose records are lost when it ends: "
				+ "put the same file back, or a backup, and restart it (docs/backup.md)");
	}

}
