package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

/**
 * A request that was read to its end.
 *
 * @param method its method
 * @param path its path, decoded, with one slash at its start
 * @param query its query's parameters
 * @param headers its headers
 * @param body its body
 */
record StandInRequest(String method, String path, Map<String, String> query, Headers headers, byte[] body) {

	static StandInRequest of(HttpExchange exchange) throws IOException {
		URI uri = exchange.getRequestURI();
		return new StandInRequest(exchange.getRequestMethod(), path(uri), decode(uri.getRawQuery()),
				exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
	}

	/**
	 * The identity library writes two slashes at the start of its path, which reads as an
	 * authority.
	 */
	private static String path(URI uri) {
		String authority = uri.isAbsolute() ? null : uri.getRawAuthority();
		return (authority != null) ? "/" + authority + uri.getPath() : uri.getPath();
	}

	private static Map<String, String> decode(String encoded) {
		Map<String, String> parameters = new LinkedHashMap<>();
		if (encoded == null || encoded.isBlank()) {
			return parameters;
		}
		for (String pair : encoded.strip().split("&")) {
			String[] parts = pair.split("=", 2);
			parameters.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
					(parts.length > 1) ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : "");
		}
		return parameters;
	}

	/**
	 * Returns path and query, as they are written in a request.
	 */
	String target() {
		String written = this.query.entrySet()
			.stream()
			.map((parameter) -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
			.collect(Collectors.joining("&"));
		return this.path + (written.isEmpty() ? "" : "?" + written);
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	boolean isRead() {
		return this.method.equals("GET") || this.method.equals("HEAD");
	}

	/**
	 * Tells whether a type is named in what the answer may be of.
	 */
	boolean names(String mediaType) {
		return this.headers.getOrDefault("Accept", List.of())
			.stream()
			.flatMap((line) -> Stream.of(line.split(",")))
			.map((type) -> type.replaceFirst(";.*", "").strip())
			.anyMatch(mediaType::equals);
	}

	Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.getFirst(name));
	}

	/**
	 * Returns what follows a scheme in the Authorization header.
	 */
	Optional<String> authorization(String scheme) {
		String prefix = scheme + " ";
		return header("Authorization").filter((value) -> value.regionMatches(true, 0, prefix, 0, prefix.length()))
			.map((value) -> value.substring(prefix.length()).strip());
	}

	String query(String name) {
		return this.query.getOrDefault(name, "");
	}

	Map<String, String> form() {
		return decode(text());
	}

	/**
	 * Returns all that it shows: its path, query, headers and body, decoded.
	 */
	String all() {
		return String.join("\n", this.path, this.query.toString(), this.headers.toString(), text(),
				header("Content-Type").filter((type) -> type.contains("form")).isPresent() ? form().toString() : "");
	}

	String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

}
