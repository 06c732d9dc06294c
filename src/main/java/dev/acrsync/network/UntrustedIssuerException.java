package dev.acrsync.network;

import java.security.cert.CertificateException;

/**
 * A certificate leads to an authority that is not trusted here. The message names it.
 */
class UntrustedIssuerException extends CertificateException {

	private static final long serialVersionUID = 1L;

	UntrustedIssuerException(String message) {
		super(message);
	}

}
