package dev.acrsync.registry;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

import dev.acrsync.registry.Unreadable.UnreadableCause;

/**
 * Ends a reading early, and carries what the reader is told.
 */
public final class UnreadableException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient Unreadable reading;

	public UnreadableException(UnreadableCause cause, String message) {
		this(cause, message, Optional.empty());
	}

	public UnreadableException(UnreadableCause cause, String message, Optional<Duration> retryAfter) {
		super(message);
		this.reading = new Unreadable(cause, message, retryAfter);
	}

	public Unreadable reading() {
		return this.reading;
	}

}
