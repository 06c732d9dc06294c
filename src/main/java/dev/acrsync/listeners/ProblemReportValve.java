package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Says what went wrong as a problem (RFC 9457) where nothing else has answered, and
 * repeats nothing of the request.
 */
public final class ProblemReportValve extends ErrorReportValve {

	private static final String WEBHOOKS = "/webhooks/";

	@Override
	protected void report(Request request, Response response, @Nullable Throwable throwable) {
		int code = response.getStatus();
		if (code < HttpStatus.BAD_REQUEST.value() || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		HttpStatus status = HttpStatus.resolve(code);
		if (status == HttpStatus.METHOD_NOT_ALLOWED
				&& String.valueOf(request.getDecodedRequestURI()).startsWith(WEBHOOKS)) {
			// Not all that the container could do.
			response.setHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
		}
		byte[] problem = "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d}\n"
			.formatted((status != null) ? status.getReasonPhrase() : "Error", code)
			.getBytes(StandardCharsets.UTF_8);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(problem.length);
		try {
			response.getOutputStream().write(problem);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException _) {
			// The sender is gone, or something was begun to be written.
		}
	}

}
