package dev.acrsync.registry;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Registry;

/**
 * Sends one request to a registry and takes the whole answer, within a time and a size.
 */
final class Wire {

	private final HttpClient client;

	private final Duration exchangeTimeout;

	Wire(Duration connectTimeout, Duration exchangeTimeout) {
		this.exchangeTimeout = exchangeTimeout;
		this.client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.connectTimeout(connectTimeout)
			.executor(Executors.newVirtualThreadPerTaskExecutor())
			.build();
	}

	/**
	 * Sends the request. The time covers the body too, which a timeout of the request
	 * itself would not.
	 * @throws UnreadableException if no answer came, or its body has more bytes than
	 * allowed
	 */
	Answer send(Registry registry, HttpRequest request, int maxBody) throws UnreadableException {
		CompletableFuture<HttpResponse<byte[]>> exchange = this.client.sendAsync(request,
				(_) -> new BoundedBody(maxBody + 1));
		try {
			HttpResponse<byte[]> response = exchange.get(this.exchangeTimeout.toNanos(), TimeUnit.NANOSECONDS);
			if (response.statusCode() == Answer.OK && response.body().length > maxBody) {
				throw new UnreadableException(Cause.UNEXPECTED, "Registry '%s' answers with more than %d bytes at %s"
					.formatted(registry.host(), maxBody, address(request)));
			}
			return new Answer(response.statusCode(), response.headers(), response.body());
		}
		catch (ExecutionException ex) {
			throw unavailable(registry, request, reason(ex));
		}
		catch (TimeoutException _) {
			throw unavailable(registry, request, "no answer within " + this.exchangeTimeout);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw unavailable(registry, request, "the service is stopping");
		}
		finally {
			exchange.cancel(true);
		}
	}

	private static UnreadableException unavailable(Registry registry, HttpRequest request, String reason) {
		return new UnreadableException(Cause.UNAVAILABLE,
				"Registry '%s' cannot be reached at %s: %s".formatted(registry.host(), address(request), reason));
	}

	private static String address(HttpRequest request) {
		return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
	}

	// The JDK's connect exceptions have a message only somewhere down the line, or none
	private static String reason(ExecutionException failure) {
		Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
		String kind = cause.getClass().getSimpleName();
		String innermost = kind;
		for (Throwable step = cause; step != null; step = step.getCause()) {
			if (step.getMessage() != null) {
				return kind + ": " + Printable.text(step.getMessage());
			}
			innermost = step.getClass().getSimpleName();
		}
		return kind.equals(innermost) ? kind : kind + ": " + innermost;
	}

}
