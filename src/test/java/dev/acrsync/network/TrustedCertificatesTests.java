package dev.acrsync.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.acrsync.sandbox.LocalhostCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What may be written as the certificates of further authorities.
 */
class TrustedCertificatesTests {

	private static final String PEM = LocalhostCertificate.certificatePem();

	@TempDir
	Path directory;

	@Test
	void theyAreWrittenOutOrInAFileOrInADirectory() throws IOException {
		assertThat(TrustedCertificates.read("# Two of them - of us\n" + PEM + "\nthe other:\r\n" + PEM)).hasSize(2);
		Path file = Files.writeString(this.directory.resolve("ca.crt"), PEM);
		assertThat(TrustedCertificates.read(file.toString())).hasSize(1);
		assertThat(TrustedCertificates.read(file.toUri().toString().replace("file:///", "file:/"))).hasSize(1);
		Files.writeString(this.directory.resolve("another.pem"), PEM);
		Files.write(this.directory.resolve("truststore.jks"), new byte[] { -2, -19, -2, -19 });
		Files.writeString(this.directory.resolve("..data"), PEM);
		assertThat(TrustedCertificates.read(this.directory.toString())).hasSize(2);
	}

	@Test
	void whatHasNoneSaysSo() throws IOException {
		refuses(this.directory.toString(), "holds no certificate in PEM");
		refuses(this.directory.resolve("none.pem").toString(), "none.pem' cannot be read (NoSuchFileException)");
		refuses("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "certificate 1 of the text is broken");
		refuses(PEM + "-----BEGIN CERTIFICATE-----\n====\n-----END CERTIFICATE-----",
				"certificate 2 of the text is broken");
		Path key = Files.writeString(this.directory.resolve("key.pem"),
				PEM + "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0");
		refuses(key.toString(), "key.pem' holds a private key, which belongs to its authority alone");
	}

	private static void refuses(String written, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> TrustedCertificates.read(written))
			.withMessageContaining(message);
	}

}
