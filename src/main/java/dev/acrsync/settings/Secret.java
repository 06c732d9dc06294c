package dev.acrsync.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that is never shown: its {@code toString} hides it, and it is no record, so
 * that no serializer finds it.
 */
public final class Secret {

	private final String value;

	/**
	 * Takes the secret in clear.
	 */
	public Secret(String value) {
		this.value = value;
	}

	/**
	 * Returns the secret in clear, for the request that needs it and for nothing else.
	 */
	public String reveal() {
		return this.value;
	}

	/**
	 * Tells whether a presented value is this secret, in a time that depends on the
	 * length of what was presented alone.
	 */
	public boolean matches(String presented) {
		return MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8),
				this.value.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Secret secret && matches(secret.value);
	}

	@Override
	public int hashCode() {
		return this.value.hashCode();
	}

	@Override
	public String toString() {
		return "******";
	}

}
