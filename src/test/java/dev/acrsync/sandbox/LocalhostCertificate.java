package dev.acrsync.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The self-signed certificate of {@code localhost} that the stand-ins show, and that the
 * service under test trusts.
 */
public final class LocalhostCertificate {

	private static final String RESOURCE = "/sandbox/localhost.p12";

	private static final String PASSWORD = "localhost";

	private LocalhostCertificate() {
	}

	/**
	 * Returns a context that shows the certificate, and trusts it alone.
	 */
	public static SSLContext sslContext() {
		try {
			KeyStore store = store();
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD.toCharArray());
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(store);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The key store '%s' can't be read".formatted(RESOURCE), ex);
		}
	}

	/**
	 * Makes this JVM trust the certificate, and no other. Works only before the first use
	 * of TLS, and an HTTP client uses it as soon as it is built.
	 */
	public static void trustInThisJvm() {
		try (InputStream in = open()) {
			Path copy = Files.createTempFile("localhost-", ".p12");
			copy.toFile().deleteOnExit();
			Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
			System.setProperty("javax.net.ssl.trustStore", copy.toString());
			System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
			System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the certificate for programs other than Java.
	 */
	public static String certificatePem() {
		try {
			KeyStore store = store();
			return pem("CERTIFICATE", store.getCertificate(store.aliases().nextElement()).getEncoded());
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns its private key for programs other than Java.
	 */
	static String keyPem() {
		try {
			KeyStore store = store();
			return pem("PRIVATE KEY", store.getKey(store.aliases().nextElement(), PASSWORD.toCharArray()).getEncoded());
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String pem(String type, byte[] content) {
		return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type,
				Base64.getMimeEncoder().encodeToString(content), type);
	}

	private static KeyStore store() throws IOException, GeneralSecurityException {
		try (InputStream in = open()) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			return store;
		}
	}

	private static InputStream open() {
		return Objects.requireNonNull(LocalhostCertificate.class.getResourceAsStream(RESOURCE),
				() -> "There is no class path resource '%s'".formatted(RESOURCE));
	}

}
