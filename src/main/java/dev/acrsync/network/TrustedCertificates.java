package dev.acrsync.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the certificates of authorities that are trusted beside Java's: written out as
 * PEM, or in a file or a directory of such files.
 */
public final class TrustedCertificates {

	private static final long LARGEST_FILE = 8L * 1024 * 1024;

	private static final Pattern CERTIFICATE = Pattern
		.compile("-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END (?:X509 )?CERTIFICATE-----");

	private static final String BEGIN = "-----BEGIN ";

	private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----");

	private TrustedCertificates() {
	}

	/**
	 * Reads what was written.
	 * @return at least one
	 * @throws IllegalArgumentException if there is none, or one that cannot be read; the
	 * message never holds what a file does
	 */
	public static List<X509Certificate> read(String written) {
		if (written.contains(BEGIN)) {
			return parse("the text", written);
		}
		Path path = path(written.strip());
		if (!Files.isDirectory(path)) {
			return parse("'" + path + "'", text(path));
		}
		List<X509Certificate> certificates = new ArrayList<>();
		for (Path file : files(path)) {
			String text = text(file);
			// Others of the same bundle, such as a key store of Java's
			if (text.contains(BEGIN)) {
				certificates.addAll(parse("'" + file + "'", text));
			}
		}
		return notEmpty("'" + path + "'", certificates);
	}

	private static Path path(String written) {
		try {
			return Path.of(written.startsWith("file:") ? written.substring("file:".length()) : written);
		}
		catch (InvalidPathException _) {
			throw new IllegalArgumentException("it is neither PEM nor the name of a file");
		}
	}

	/** What Kubernetes mounts has links to the next version, which begin with a dot. */
	private static List<Path> files(Path directory) {
		try (Stream<Path> entries = Files.list(directory)) {
			return entries.filter((it) -> Files.isRegularFile(it) && !it.getFileName().toString().startsWith("."))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(unreadable(directory, ex), ex);
		}
	}

	private static String text(Path file) {
		try {
			if (Files.size(file) > LARGEST_FILE) {
				throw new IllegalArgumentException("'" + file + "' is larger than 8 MiB");
			}
			return Files.readString(file, StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(unreadable(file, ex), ex);
		}
	}

	private static String unreadable(Path file, IOException ex) {
		return "'" + file.toAbsolutePath() + "' cannot be read (" + ex.getClass().getSimpleName() + ")";
	}

	private static List<X509Certificate> parse(String name, String pem) {
		if (PRIVATE_KEY.matcher(pem).find()) {
			throw new IllegalArgumentException(name + " holds a private key, which belongs to its authority alone");
		}
		List<X509Certificate> certificates = new ArrayList<>();
		Matcher block = CERTIFICATE.matcher(pem);
		while (block.find()) {
			certificates.add(certificate(name, certificates.size() + 1, block.group(1)));
		}
		return notEmpty(name, certificates);
	}

	private static X509Certificate certificate(String name, int number, String base64) {
		try {
			return (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
		}
		catch (CertificateException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("certificate %d of %s is broken".formatted(number, name), ex);
		}
	}

	private static List<X509Certificate> notEmpty(String name, List<X509Certificate> certificates) {
		if (certificates.isEmpty()) {
			throw new IllegalArgumentException(name + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
		}
		return List.copyOf(certificates);
	}

}
