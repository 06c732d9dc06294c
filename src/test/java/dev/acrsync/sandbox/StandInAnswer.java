package dev.acrsync.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a stand-in answers.
 *
 * @param status the status; 0 closes the connection without an answer
 * @param headers the headers
 * @param body the body; a HEAD request is told its length alone
 */
record StandInAnswer(int status, Map<String, String> headers, byte[] body) {

	private static final int NONE = 0;

	static StandInAnswer of(int status) {
		return new StandInAnswer(status, Map.of(), new byte[0]);
	}

	static StandInAnswer json(int status, Object body) {
		return text(status, JsonMapper.shared().writeValueAsString(body)).with("Content-Type",
				"application/json; charset=utf-8");
	}

	static StandInAnswer text(int status, String body) {
		return new StandInAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
	}

	static StandInAnswer hangUp() {
		return of(NONE);
	}

	StandInAnswer with(String name, String value) {
		return with(Map.of(name, value));
	}

	StandInAnswer with(Map<String, String> more) {
		Map<String, String> all = new LinkedHashMap<>(this.headers);
		all.putAll(more);
		return new StandInAnswer(this.status, all, this.body);
	}

	void send(HttpExchange exchange) throws IOException {
		if (this.status == NONE) {
			return;
		}
		this.headers.forEach(exchange.getResponseHeaders()::set);
		if (exchange.getRequestMethod().equals("HEAD")) {
			exchange.getResponseHeaders().set("Content-Length", Integer.toString(this.body.length));
			exchange.sendResponseHeaders(this.status, -1);
			return;
		}
		exchange.sendResponseHeaders(this.status, (this.body.length > 0) ? this.body.length : -1);
		exchange.getResponseBody().write(this.body);
	}

}
