package dev.acrsync.webhook;

import org.jspecify.annotations.Nullable;

/**
 * Ends the way of a request at the door.
 */
class RefusedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient WebhookRefusal refusal;

	RefusedException(WebhookRefusal refusal) {
		this(refusal, null);
	}

	RefusedException(WebhookRefusal refusal, @Nullable Throwable cause) {
		super(refusal.detail(), cause, false, false);
		this.refusal = refusal;
	}

	WebhookRefusal refusal() {
		return this.refusal;
	}

}
