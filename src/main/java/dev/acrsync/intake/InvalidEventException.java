package dev.acrsync.intake;

/**
 * A body that is no event. The message names the field and says what belongs there; it
 * repeats nothing of the body.
 */
public class InvalidEventException extends Exception {

	private static final long serialVersionUID = 1L;

	public InvalidEventException(String message) {
		super(message);
	}

}
