package dev.acrsync.listeners;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Says why an operator's request was not carried out, as a problem (RFC 9457).
 */
public final class OperatorProblem {

	private OperatorProblem() {
	}

	/**
	 * Answers with a problem.
	 * @param detail what is wrong; {@code error} says so too
	 */
	public static WebEndpointResponse<Object> of(HttpStatus status, String detail) {
		return answer(status, body(status, detail));
	}

	/**
	 * Answers with a problem, and with something that helps.
	 * @param name the field that it has there
	 */
	public static WebEndpointResponse<Object> of(HttpStatus status, String detail, String name, Object help) {
		Map<String, Object> body = body(status, detail);
		body.put(name, help);
		return answer(status, body);
	}

	private static WebEndpointResponse<Object> answer(HttpStatus status, Map<String, Object> body) {
		return new WebEndpointResponse<>(body, status.value(), MediaType.APPLICATION_PROBLEM_JSON);
	}

	static Map<String, Object> body(HttpStatus status, String detail) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", "about:blank");
		body.put("title", status.getReasonPhrase());
		body.put("status", status.value());
		body.put("detail", detail);
		body.put("error", detail);
		return body;
	}

}
