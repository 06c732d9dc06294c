package dev.acrsync.arm;

/**
 * What became of a question to Azure Resource Manager.
 *
 * @param <T> what was asked for
 */
public sealed interface ArmResult<T> {

	/**
	 * Azure told.
	 *
	 * @param <T> what was asked for
	 * @param value what it told
	 */
	record Answered<T>(T value) implements ArmResult<T> {
	}

	/**
	 * Azure did not want to tell, or there is nothing to tell of.
	 *
	 * @param <T> what was asked for
	 * @param status the HTTP status
	 * @param code Azure's name of the error
	 * @param quote Azure's own words; never a secret
	 */
	record Refused<T>(int status, String code, String quote) implements ArmResult<T> {
	}

	/**
	 * No answer came.
	 *
	 * @param <T> what was asked for
	 * @param message what went wrong, and what to check
	 */
	record Unanswered<T>(String message) implements ArmResult<T> {
	}

}
