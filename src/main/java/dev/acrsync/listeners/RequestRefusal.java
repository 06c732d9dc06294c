package dev.acrsync.listeners;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.util.HtmlUtils;

/**
 * Refuses what an operator asks before anything else answers it: with a problem (RFC
 * 9457), or with a short page where a browser asks.
 */
final class RequestRefusal {

	private static final String PROBLEM = """
			{"type":"about:blank","title":"%s","status":%d,"detail":"%s"}""";

	private static final String PAGE = """
			<!DOCTYPE html>
			<html lang="en">
			<head>
			<meta charset="utf-8">
			<meta name="viewport" content="width=device-width, initial-scale=1">
			<title>%1$s – acr-sync</title>%3$s
			</head>
			<body>
			<h1>%1$s</h1>
			<p>%2$s.</p>%4$s
			</body>
			</html>
			""";

	private static final String AGAIN = "\n<meta http-equiv=\"refresh\" content=\"3\">";

	private static final String SAYING_SO = "\n<p>Try again in some seconds; this page does so by itself.</p>";

	private RequestRefusal() {
	}

	/**
	 * Answers.
	 * @param detail why, without quotation marks
	 */
	static void write(Request request, Response response, HttpStatus status, String detail) throws IOException {
		boolean browser = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT), "")
			.contains(MediaType.TEXT_HTML_VALUE);
		byte[] body = (browser ? page(request, status, detail)
				: PROBLEM.formatted(status.getReasonPhrase(), status.value(), detail))
			.getBytes(StandardCharsets.UTF_8);
		response.setStatus(status.value());
		response.setContentType(browser ? "text/html;charset=utf-8" : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
		response.setHeader("X-Content-Type-Options", "nosniff");
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentLength(body.length);
		response.getOutputStream().write(body);
	}

	private static String page(Request request, HttpStatus status, String detail) {
		boolean again = status == HttpStatus.SERVICE_UNAVAILABLE && "GET".equals(request.getMethod());
		return PAGE.formatted(status.getReasonPhrase(), HtmlUtils.htmlEscape(detail), again ? AGAIN : "",
				again ? SAYING_SO : "");
	}

}
