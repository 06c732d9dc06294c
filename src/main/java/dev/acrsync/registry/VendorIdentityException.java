package dev.acrsync.registry;

import java.io.Serial;

/**
 * No token of an identity that a vendor made for us can be had. The message says which
 * side is at fault, and what to do.
 */
public final class VendorIdentityException extends IllegalStateException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String code;

	private final boolean passing;

	private final String what;

	private final String cure;

	/**
	 * Says why.
	 * @param code a short, stable name of the cause
	 * @param passing whether it passes by itself
	 * @param what what went wrong, and on which side; never a secret
	 * @param cure what is to be done by whom; empty where it passes
	 */
	public VendorIdentityException(String code, boolean passing, String what, String cure) {
		super(cure.isEmpty() ? what : what + ". " + cure);
		this.code = code;
		this.what = what;
		this.passing = passing;
		this.cure = cure;
	}

	/**
	 * Returns a short, stable name of the cause.
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Tells whether it passes by itself.
	 */
	public boolean isPassing() {
		return this.passing;
	}

	/**
	 * Returns what went wrong, and on which side.
	 */
	public String what() {
		return this.what;
	}

	/**
	 * Returns what is to be done, and by whom.
	 */
	public String cure() {
		return this.cure;
	}

	/**
	 * Returns the same, to be thrown by another thread.
	 */
	public VendorIdentityException again() {
		return new VendorIdentityException(this.code, this.passing, this.what, this.cure);
	}

}
