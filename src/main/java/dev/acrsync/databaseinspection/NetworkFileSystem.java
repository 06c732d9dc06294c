package dev.acrsync.databaseinspection;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.databaseinspection.DatabaseState.Uncertain;

/**
 * Where an embedded database may lose what it has committed: Azure Files, NFS and their
 * like.
 */
final class NetworkFileSystem {

	private static final Set<String> TYPES = Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "9p");

	private NetworkFileSystem() {
	}

	/**
	 * Warns of a database on a file system of this type, as the system names it.
	 */
	static Optional<Uncertain> doubt(Path database, String type) {
		return Optional.of(type.toLowerCase(Locale.ROOT))
			.filter(TYPES::contains)
			.map((it) -> new Uncertain(
					"The database at " + database + " is on a network file system (" + it
							+ "), whose locks and syncs cannot be relied on",
					"Put it on a block device, such as an Azure Disk: set spring.datasource.url"));
	}

}
