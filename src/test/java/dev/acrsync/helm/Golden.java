package dev.acrsync.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Files that are made from others and reviewed when they change.
 */
final class Golden {

	private static final String WRITE = "helm.write";

	private Golden() {
	}

	/**
	 * Compares a file with what it has to be, or writes it.
	 */
	static void assertSame(Path file, String expected) {
		try {
			if (Boolean.getBoolean(WRITE)) {
				Files.writeString(file, expected);
			}
			assertThat(file).content()
				.as("%s is not up to date. Renew it with: ./mvnw test -Dtest='AlertsTests,Chart*Tests' -D%s=true", file,
						WRITE)
				.isEqualTo(expected);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
