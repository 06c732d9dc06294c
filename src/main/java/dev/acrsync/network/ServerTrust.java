package dev.acrsync.network;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;

/**
 * Trusts whom Java trusts, and further authorities, and says who has issued a certificate
 * that is not trusted. Java's list is read when somebody shows a certificate, which a
 * command may never see.
 */
final class ServerTrust extends X509ExtendedTrustManager {

	private static final int LONGEST_NAME = 120;

	private final List<X509Certificate> further;

	private volatile @Nullable X509ExtendedTrustManager trust;

	ServerTrust(List<X509Certificate> further) {
		this.further = further;
	}

	private X509ExtendedTrustManager trust() {
		X509ExtendedTrustManager known = this.trust;
		if (known == null) {
			known = read();
			this.trust = known;
		}
		return known;
	}

	private X509ExtendedTrustManager read() {
		try {
			X509ExtendedTrustManager javas = manager(null);
			if (this.further.isEmpty()) {
				return javas;
			}
			KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
			all.load(null, null);
			int number = 0;
			for (X509Certificate certificate : Stream
				.concat(Stream.of(javas.getAcceptedIssuers()), this.further.stream())
				.toList()) {
				all.setCertificateEntry("authority-" + number++, certificate);
			}
			return manager(all);
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The list of trusted certificates cannot be read", ex);
		}
	}

	private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		for (TrustManager manager : factory.getTrustManagers()) {
			if (manager instanceof X509ExtendedTrustManager found) {
				return found;
			}
		}
		throw new GeneralSecurityException("Java has no trust manager for X.509");
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		try {
			trust().checkServerTrusted(chain, authType, engine);
		}
		catch (CertificateException ex) {
			throw explained(chain, ex);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		try {
			trust().checkServerTrusted(chain, authType, socket);
		}
		catch (CertificateException ex) {
			throw explained(chain, ex);
		}
	}

	@Override
	public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		try {
			trust().checkServerTrusted(chain, authType);
		}
		catch (CertificateException ex) {
			throw explained(chain, ex);
		}
	}

	/** Not where the authority is known, and the certificate has ended, say. */
	private static CertificateException explained(X509Certificate[] chain, CertificateException refusal) {
		Throwable root = refusal;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		if (!(root instanceof CertPathBuilderException) || chain.length == 0) {
			return refusal;
		}
		String issuer = chain[chain.length - 1].getIssuerX500Principal().getName().replaceAll("[^\\x20-\\x7E]+", " ");
		return new UntrustedIssuerException("its certificate was issued by '%s', which is not trusted here"
			.formatted(issuer.substring(0, Math.min(issuer.length(), LONGEST_NAME))));
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
			throws CertificateException {
		trust().checkClientTrusted(chain, authType, engine);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
			throws CertificateException {
		trust().checkClientTrusted(chain, authType, socket);
	}

	@Override
	public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
		trust().checkClientTrusted(chain, authType);
	}

	@Override
	public X509Certificate[] getAcceptedIssuers() {
		return trust().getAcceptedIssuers();
	}

}
