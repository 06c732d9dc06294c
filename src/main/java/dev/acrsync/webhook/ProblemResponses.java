package dev.acrsync.webhook;

import java.net.URI;
import java.time.Duration;

import dev.acrsync.intake.WebhookRefusal;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/**
 * Writes refusals as problems (RFC 9457).
 */
final class ProblemResponses {

	private ProblemResponses() {
	}

	static ResponseEntity<ProblemDetail> response(WebhookRefusal refusal, String path) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		refusal.retryAfter().map(ProblemResponses::seconds).ifPresent((it) -> headers.set(HttpHeaders.RETRY_AFTER, it));
		if (refusal.status() == HttpStatus.UNAUTHORIZED) {
			headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
		}
		if (refusal.status() == HttpStatus.METHOD_NOT_ALLOWED) {
			headers.set(HttpHeaders.ALLOW, "POST");
		}
		return new ResponseEntity<>(problem(refusal, path), headers, refusal.status());
	}

	private static ProblemDetail problem(WebhookRefusal refusal, String path) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(refusal.status(), refusal.detail());
		problem.setType(URI.create("urn:acr-sync:problem:" + refusal.reason()));
		problem.setInstance(instance(path));
		problem.setProperty("reason", refusal.reason());
		return problem;
	}

	/** The path as it came, which is percent-encoded; anything else is not repeated. */
	private static URI instance(String path) {
		return path.matches("[a-zA-Z0-9/._~%-]{1,200}") ? URI.create(path) : URI.create("/");
	}

	private static String seconds(Duration wait) {
		return String.valueOf(Math.max(1, wait.plusMillis(999).toSeconds()));
	}

}
