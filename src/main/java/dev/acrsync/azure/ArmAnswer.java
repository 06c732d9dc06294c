package dev.acrsync.azure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One answer of Azure Resource Manager.
 *
 * @param status the HTTP status
 * @param location where to ask next
 * @param retryAfter how long to leave it alone
 * @param correlationId what Microsoft's support asks for
 * @param error what went wrong, if the body says so
 */
record ArmAnswer(int status, Optional<String> location, Optional<Duration> retryAfter, Optional<String> correlationId,
		Optional<ArmError> error) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final HttpHeaderName CORRELATION_ID = HttpHeaderName.fromString("x-ms-correlation-request-id");

	private static final long LONGEST_WAIT_SECONDS = 3600;

	private static final Set<String> FAILURES = Set.of("failed", "canceled", "cancelled");

	static ArmAnswer of(int status, HttpHeaders headers, byte[] body) {
		return new ArmAnswer(status, value(headers, HttpHeaderName.LOCATION),
				value(headers, HttpHeaderName.RETRY_AFTER).flatMap(ArmAnswer::wait), value(headers, CORRELATION_ID),
				error(new String(body, StandardCharsets.UTF_8)));
	}

	private static Optional<String> value(HttpHeaders headers, HttpHeaderName name) {
		return Optional.ofNullable(headers.getValue(name)).map(String::strip).filter((it) -> !it.isEmpty());
	}

	private static Optional<Duration> wait(String retryAfter) {
		return retryAfter.matches("[0-9]{1,9}")
				? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(retryAfter), LONGEST_WAIT_SECONDS)))
				: Optional.empty();
	}

	private static Optional<ArmError> error(String body) {
		try {
			JsonNode json = JSON.readTree(body);
			JsonNode error = json.path("error");
			if (error.isObject()) {
				return Optional.of(new ArmError(text(error, "code"), text(error, "message")));
			}
			String status = text(json, "status");
			if (FAILURES.stream().anyMatch(status::equalsIgnoreCase) || error.isString()) {
				return Optional.of(new ArmError(error.asString(status), text(json, "error_description")));
			}
			return json.path("code").isString() ? Optional.of(new ArmError(text(json, "code"), text(json, "message")))
					: Optional.empty();
		}
		catch (JacksonException _) {
			// A proxy's page, say: the status is all there is
			return Optional.empty();
		}
	}

	private static String text(JsonNode json, String field) {
		return json.path(field).asString("");
	}

}
