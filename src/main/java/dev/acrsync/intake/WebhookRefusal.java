package dev.acrsync.intake;

import java.time.Duration;
import java.util.Optional;

import org.springframework.http.HttpStatus;

/**
 * Why a request got no further than the door.
 *
 * @param status the HTTP status
 * @param reason a stable word for machines
 * @param detail a sentence for people, which repeats nothing that was not checked
 * @param retryAfter when it may be tried again
 */
public record WebhookRefusal(HttpStatus status, String reason, String detail, Optional<Duration> retryAfter) {

	/**
	 * Refuses for good.
	 */
	public WebhookRefusal(HttpStatus status, String reason, String detail) {
		this(status, reason, detail, Optional.empty());
	}

}
