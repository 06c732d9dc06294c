package dev.acrsync.arm;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * An error as Azure Resource Manager tells it.
 *
 * @param code Azure's name of the error
 * @param message Azure's words for it
 */
record ArmError(String code, String message) {

	private static final Pattern OPERATION = Pattern
		.compile("^\\s*Operation registries-\\S+ failed\\.\\s*" + "(?:Resource \\S+\\s*)?");

	private static final Set<String> COPYING = Set.of("InvalidParameters", "Conflict");

	/**
	 * Tells whether a copy has failed, as opposed to the question about it.
	 */
	boolean endsTheOperation() {
		return this.message.stripLeading().startsWith("Operation registries-") || COPYING.contains(this.code);
	}

	/**
	 * Returns the message without its opening, which names the target whoever is at
	 * fault.
	 */
	String cause() {
		return OPERATION.matcher(this.message).replaceFirst("");
	}

}
