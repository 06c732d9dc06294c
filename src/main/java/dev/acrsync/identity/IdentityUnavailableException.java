package dev.acrsync.identity;

/**
 * No token can be had, so nothing was sent. The message says what to check.
 */
public class IdentityUnavailableException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	public IdentityUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
