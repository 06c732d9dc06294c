package dev.acrsync.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A value that is never shown: its {@code toString} hides it, and it is no record, so
 * that no serializer finds it.
 */
public final class Secret {

	private final String value;

	private final SecretFingerprint fingerprint;

	/**
	 * Takes the secret in clear.
	 */
	public Secret(String value) {
		this.value = value;
		this.fingerprint = fingerprint(value);
	}

	/**
	 * Returns the secret in clear, for the request that needs it and for nothing else.
	 */
	public String reveal() {
		return this.value;
	}

	/**
	 * Returns a secret that nobody knows.
	 */
	static Secret random() {
		byte[] bytes = new byte[32];
		new SecureRandom().nextBytes(bytes);
		return new Secret(HexFormat.of().formatHex(bytes));
	}

	/**
	 * Returns the fingerprint of a presented value.
	 */
	static SecretFingerprint fingerprint(String presented) {
		try {
			return new SecretFingerprint(
					MessageDigest.getInstance("SHA-256").digest(presented.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Tells whether a presented value is this secret, in a time that depends on the
	 * length of what was presented alone.
	 */
	public boolean matches(String presented) {
		return matches(fingerprint(presented));
	}

	boolean matches(SecretFingerprint presented) {
		return MessageDigest.isEqual(presented.digest, this.fingerprint.digest);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && matches(secret.fingerprint);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return "******";
	}

	/**
	 * A value at a fixed length, by which two are compared.
	 */
	static final class SecretFingerprint {

		private final byte[] digest;

		private SecretFingerprint(byte[] digest) {
			this.digest = digest;
		}

	}

}
