package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority that nobody knows, and a certificate of its for some hosts.
 */
public final class OwnAuthority {

	/**
	 * Its name.
	 */
	public static final String NAME = "CN=Contoso Proxy CA,O=Contoso";

	private static final String PASSWORD = "password";

	private final Path directory;

	/**
	 * Makes them.
	 * @param directory an empty directory, for the keys
	 */
	public OwnAuthority(Path directory, String... hosts) {
		this.directory = directory;
		keytool("-genkeypair", "-alias", "ca", "-dname", NAME, "-ext", "bc:c", "-keyalg", "EC", "-validity", "2");
		keytool("-exportcert", "-alias", "ca", "-rfc", "-file", certificate().toString());
		keytool("-genkeypair", "-alias", "hosts", "-signer", "ca", "-dname", "CN=" + hosts[0], "-keyalg", "EC",
				"-validity", "2", "-ext",
				"san=" + Arrays.stream(hosts).map("dns:"::concat).collect(Collectors.joining(",")));
	}

	/**
	 * Returns the file with the authority's certificate in PEM.
	 */
	public Path certificate() {
		return this.directory.resolve("ca.pem");
	}

	SSLContext sslContext() {
		try (InputStream in = Files.newInputStream(store())) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			store.deleteEntry("ca");
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Path store() {
		return this.directory.resolve("keys.p12");
	}

	private void keytool(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-keystore", store().toString(), "-storepass", PASSWORD));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			String output = new String(process.getInputStream().readAllBytes());
			if (process.waitFor() != 0) {
				throw new IllegalStateException(output);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
