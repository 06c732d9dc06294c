package dev.acrsync.azure;

/**
 * No token can be had, so nothing was sent. The message says what to check.
 */
class IdentityUnavailableException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	IdentityUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
