package dev.acrsync.intake;

import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;

/**
 * Ends the way of a request at the door.
 */
public class RefusedException extends Exception {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final long serialVersionUID = 1L;

	private final transient WebhookRefusal refusal;

	/**
	 * Refuses a request.
	 */
	public RefusedException(WebhookRefusal refusal) {
		this(refusal, null);
	}

	/**
	 * Refuses a request, since something went wrong.
	 */
	public RefusedException(WebhookRefusal refusal, @Nullable Throwable cause) {
		super(refusal.detail(), cause, false, false);
		this.refusal = refusal;
	}

	/**
	 * Refuses for a trouble of ours what is to be sent again.
	 */
	public static RefusedException unavailable(String detail, @Nullable Throwable cause) {
		return later("unavailable", detail, cause);
	}

	/**
	 * Refuses for now what is to be sent again, though nothing of ours is in trouble.
	 */
	public static RefusedException later(String reason, String detail, @Nullable Throwable cause) {
		return new RefusedException(
				new WebhookRefusal(HttpStatus.SERVICE_UNAVAILABLE, reason, detail, Optional.of(SOON)), cause);
	}

	/**
	 * Returns the answer.
	 */
	public WebhookRefusal refusal() {
		return this.refusal;
	}

}
