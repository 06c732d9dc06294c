package dev.acrsync.storagequeue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import dev.acrsync.network.HostRoute;
import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.BodyStream;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.untrusted.HttpClients;

import org.springframework.stereotype.Component;

/**
 * Asks an Azure Storage queue for what is needed of it, as <a href=
 * "https://learn.microsoft.com/rest/api/storageservices/queue-service-rest-api">its REST
 * API</a> has it.
 */
@Component
public final class QueueClient {

	/**
	 * So many messages are given at once, at most, by Azure's own limit.
	 */
	static final int MOST = 32;

	private static final String VERSION = "2023-11-03";

	/** 32 messages of 64 KiB, as Base64, with what is around them. */
	private static final int MAX_BODY = 4 * 1024 * 1024;

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Pattern CODE = Pattern.compile("[A-Za-z0-9]{1,64}");

	private final HttpClient client = HttpClients.builder("queue-").connectTimeout(Duration.ofSeconds(5)).build();

	private final ForeignTextSanitizer foreignText;

	QueueClient(ForeignTextSanitizer foreignText) {
		this.foreignText = foreignText;
	}

	/**
	 * Takes messages, which are given to nobody else meanwhile.
	 * @param hidden for so long
	 */
	List<QueueMessage> take(QueueAddress queue, Secret token, Duration hidden) throws QueueException {
		return send(queue, token, "GET",
				"/messages?numofmessages=%d&visibilitytimeout=%d".formatted(MOST, hidden.toSeconds()), 200,
				(answer) -> QueueAnswer.messages(answer.body()));
	}

	/**
	 * Looks at the next messages, and leaves them to others.
	 */
	List<QueueMessage> peek(QueueAddress queue, Secret token) throws QueueException {
		return send(queue, token, "GET", "/messages?peekonly=true&numofmessages=" + MOST, 200,
				(answer) -> QueueAnswer.messages(answer.body()));
	}

	/**
	 * Removes a message that was taken.
	 */
	void remove(QueueAddress queue, Secret token, QueueMessage message) throws QueueException {
		send(queue, token, "DELETE",
				"/messages/%s?popreceipt=%s".formatted(URLEncoder.encode(message.id(), StandardCharsets.UTF_8),
						URLEncoder.encode(message.popReceipt(), StandardCharsets.UTF_8)),
				204, (_) -> true);
	}

	/**
	 * Returns about how many messages it has, those that are taken included.
	 */
	OptionalLong count(QueueAddress queue, Secret token) throws QueueException {
		return send(queue, token, "GET", "?comp=metadata", 200,
				(answer) -> answer.headers().firstValueAsLong("x-ms-approximate-messages-count"));
	}

	private <T> T send(QueueAddress queue, Secret token, String method, String path, int good, AnswerReader<T> reader)
			throws QueueException {
		URI address = URI.create(queue.url() + path);
		HostRoute route = HostRoute.to(address);
		HttpRequest.Builder request = HttpRequest.newBuilder(address)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Authorization", "Bearer " + token.reveal())
			.header("x-ms-version", VERSION);
		route.authorization().ifPresent((login) -> request.setHeader(HostRoute.AUTHORIZATION, login));
		CompletableFuture<HttpResponse<BodyStream>> exchange = this.client.sendAsync(request.build(),
				(_) -> new BodyStream(MAX_BODY, PATIENCE));
		try {
			HttpResponse<BodyStream> answer = exchange.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
			try (BodyStream body = answer.body()) {
				if (answer.statusCode() != good) {
					throw refused(queue, answer);
				}
				T read = reader.read(answer);
				body.finish();
				return read;
			}
		}
		catch (IOException ex) {
			throw new QueueException(200, "unreadable",
					"Queue '%s' answers with something else: %s".formatted(queue, this.foreignText.line(ex)));
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			throw away(queue,
					NetworkObstacle.of(route, cause)
						.map(NetworkObstacle::toString)
						.orElseGet(() -> this.foreignText.line(cause)));
		}
		catch (TimeoutException _) {
			throw away(queue, "no answer within " + PATIENCE.toSeconds() + " seconds");
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw away(queue, "the service is stopping");
		}
		finally {
			if (!exchange.cancel(true)) {
				exchange.thenAccept((response) -> response.body().close());
			}
		}
	}

	private static QueueException away(QueueAddress queue, String why) {
		return new QueueException(0, "unreachable", "Queue '%s' cannot be reached: %s".formatted(queue, why));
	}

	private static QueueException refused(QueueAddress queue, HttpResponse<?> answer) {
		String code = answer.headers()
			.firstValue("x-ms-error-code")
			.filter((it) -> CODE.matcher(it).matches())
			.orElse("");
		return new QueueException(answer.statusCode(), code,
				"Queue '%s' answers with %d%s".formatted(queue, answer.statusCode(), code.isEmpty() ? "" : " " + code));
	}

	/**
	 * Reads a good answer.
	 *
	 * @param <T> what it says
	 */
	private interface AnswerReader<T> {

		T read(HttpResponse<BodyStream> answer) throws IOException;

	}

}
