package dev.acrsync.arm;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import dev.acrsync.untrusted.JsonFields;

/**
 * One answer of Azure Resource Manager.
 *
 * @param status the HTTP status
 * @param location where to ask next
 * @param retryAfter how long to leave it alone
 * @param correlationId what Microsoft's support asks for
 * @param remaining how many more requests of this kind it takes now from this identity
 * @param error what went wrong, if the body says so
 */
record ArmResponse(int status, Optional<String> location, Optional<Duration> retryAfter, Optional<String> correlationId,
		Optional<Integer> remaining, Optional<ArmError> error) {

	private static final Set<String> FIELDS = Set.of("error", "error/code", "error/message", "error_description",
			"status", "code", "message");

	private static final HttpHeaderName CORRELATION_ID = HttpHeaderName.fromString("x-ms-correlation-request-id");

	private static final List<HttpHeaderName> REMAINING = List.of(
			HttpHeaderName.fromString("x-ms-ratelimit-remaining-subscription-writes"),
			HttpHeaderName.fromString("x-ms-ratelimit-remaining-subscription-reads"));

	private static final long LONGEST_WAIT_SECONDS = 3600;

	private static final Set<String> FAILURES = Set.of("failed", "canceled", "cancelled");

	static ArmResponse of(int status, HttpHeaders headers, byte[] body) {
		return new ArmResponse(status, value(headers, HttpHeaderName.LOCATION),
				value(headers, HttpHeaderName.RETRY_AFTER).flatMap(ArmResponse::wait), value(headers, CORRELATION_ID),
				remaining(headers), error(body));
	}

	private static Optional<String> value(HttpHeaders headers, HttpHeaderName name) {
		return Optional.ofNullable(headers.getValue(name)).map(String::strip).filter((it) -> !it.isEmpty());
	}

	private static Optional<Integer> remaining(HttpHeaders headers) {
		return REMAINING.stream()
			.flatMap((name) -> value(headers, name).stream())
			.filter((it) -> it.matches("[0-9]{1,9}"))
			.findFirst()
			.map(Integer::valueOf);
	}

	private static Optional<Duration> wait(String retryAfter) {
		return retryAfter.matches("[0-9]{1,9}")
				? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(retryAfter), LONGEST_WAIT_SECONDS)))
				: Optional.empty();
	}

	/**
	 * Reads an error however it is written. Of a proxy's page, say, there is none: the
	 * status is all there is.
	 */
	private static Optional<ArmError> error(byte[] body) {
		JsonFields json = JsonFields.read(new ByteArrayInputStream(body), FIELDS);
		if (json.get("error").filter(String::isEmpty).isPresent()) {
			return Optional.of(new ArmError(json.text("error/code"), json.text("error/message")));
		}
		String status = json.text("status");
		if (FAILURES.stream().anyMatch(status::equalsIgnoreCase) || json.get("error").isPresent()) {
			return Optional.of(new ArmError(json.get("error").orElse(status), json.text("error_description")));
		}
		return json.get("code").map((code) -> new ArmError(code, json.text("message")));
	}

}
