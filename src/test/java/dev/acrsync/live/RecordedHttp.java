package dev.acrsync.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLContext;

/**
 * Sends requests, and keeps what was said.
 */
final class RecordedHttp implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient client;

	private final Queue<String> exchanges = new ConcurrentLinkedQueue<>();

	RecordedHttp(SSLContext tls) {
		this.client = HttpClient.newBuilder()
			.sslContext(tls)
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(PATIENCE)
			.build();
	}

	HttpReply send(String method, URI uri, Map<String, String> headers, byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.timeout(PATIENCE)
			.method(method, (body.length > 0) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
		headers.forEach(request::header);
		try {
			HttpResponse<byte[]> response = this.client.send(request.build(), BodyHandlers.ofByteArray());
			HttpReply reply = new HttpReply(response.statusCode(), response.headers(), response.body());
			this.exchanges.add(written(method, uri, headers, body, reply));
			return reply;
		}
		catch (IOException ex) {
			this.exchanges.add("> %s %s%n< no answer: %s%n".formatted(method, uri, ex));
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns all exchanges since it was asked last.
	 */
	String take() {
		StringBuilder all = new StringBuilder();
		for (String exchange = this.exchanges.poll(); exchange != null; exchange = this.exchanges.poll()) {
			all.append(exchange).append('\n');
		}
		return all.toString();
	}

	@Override
	public void close() {
		this.client.close();
	}

	private static String written(String method, URI uri, Map<String, String> headers, byte[] body, HttpReply reply) {
		StringBuilder text = new StringBuilder("> %s %s%n".formatted(method, uri));
		headers.forEach((name, value) -> text.append("> %s: %s%n".formatted(name, value)));
		if (body.length > 0) {
			text.append("> %n> %s%n".formatted(new String(body, StandardCharsets.UTF_8)));
		}
		text.append("< %d%n".formatted(reply.status()));
		reply.headers()
			.map()
			.forEach((name, values) -> text.append("< %s: %s%n".formatted(name, String.join(", ", values))));
		return (reply.bytes().length > 0) ? text.append("< %n< %s%n".formatted(reply.text())).toString()
				: text.toString();
	}

}
