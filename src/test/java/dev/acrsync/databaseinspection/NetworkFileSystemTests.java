package dev.acrsync.databaseinspection;

import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link NetworkFileSystem}.
 */
class NetworkFileSystemTests {

	private static final Path DATABASE = Path.of("/data/acr-sync.db");

	@ParameterizedTest
	@ValueSource(strings = { "nfs", "nfs4", "cifs", "smb3", "NFS", "9p" })
	void warnsOfWhatIsSharedOverANetwork(String type) {
		assertThat(NetworkFileSystem.doubt(DATABASE, type)).hasValueSatisfying((doubt) -> assertThat(doubt.message())
			.contains("/data/acr-sync.db is on a network file system", "locks and syncs cannot be relied on"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ext4", "xfs", "overlay", "tmpfs", "btrfs", "" })
	void takesADiskOfItsOwn(String type) {
		assertThat(NetworkFileSystem.doubt(DATABASE, type)).isEmpty();
	}

}
