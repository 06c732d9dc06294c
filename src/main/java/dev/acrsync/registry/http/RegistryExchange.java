package dev.acrsync.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.acrsync.network.HostRoute;
import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.pace.RegistryBudgets;
import dev.acrsync.pace.RequestKind;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import dev.acrsync.untrusted.BodyReader;
import dev.acrsync.untrusted.BodyStream;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.untrusted.HttpClients;
import dev.acrsync.untrusted.TooLongException;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Sends one request to a registry and reads the answer while it comes in, within a time
 * and a size.
 */
public final class RegistryExchange {

	/** Errors are short; whoever sends more is not listened to. */
	private static final int MAX_ERROR = 64 * 1024;

	/** Who is refused each time is not listened to for ever. */
	private static final int MOST_SENT = 3;

	private final HttpClient client;

	private final Duration exchangeTimeout;

	private final RegistryBudgets budgets;

	private final RetryAfter retryAfter;

	public RegistryExchange(Duration connectTimeout, Duration exchangeTimeout, RegistryBudgets budgets,
			RetryAfter retryAfter) {
		this.budgets = budgets;
		this.retryAfter = retryAfter;
		this.exchangeTimeout = exchangeTimeout;
		this.client = HttpClients.builder("registry-").connectTimeout(connectTimeout).build();
	}

	/**
	 * Sends the request when the registry takes it, and again where it takes it later.
	 * @param shown what secrets the request's body holds
	 * @param reader reads the body of a good answer
	 * @throws UnreadableException if no answer came, its body has more than allowed, or
	 * the registry wants to be left alone for a long time
	 */
	public <T> RegistryResponse<T> send(RegistryAccess registry, HttpRequest request, List<Secret> shown, int maxBody,
			BodyReader<T> reader) throws UnreadableException {
		RequestKind kind = RequestKind.of(request.uri());
		for (int sent = 1;; sent++) {
			await(registry, request, kind);
			RegistryResponse<T> answer = exchange(registry, request, shown, maxBody, reader);
			if (answer.status() != RegistryResponse.THROTTLED
					|| !this.budgets.refused(registry, kind, this.retryAfter.of(answer)) || sent == MOST_SENT) {
				return answer;
			}
		}
	}

	private void await(RegistryAccess registry, HttpRequest request, RequestKind kind) throws UnreadableException {
		try {
			Optional<Duration> alone = this.budgets.take(registry, kind);
			if (alone.isPresent()) {
				throw new UnreadableException(UnreadableCause.THROTTLED,
						"Registry '%s' has had too many requests, and wants to be left alone for %d seconds"
							.formatted(registry.host(), alone.get().toSeconds()),
						alone);
			}
		}
		catch (InterruptedException _) {
			throw stopping(registry, request);
		}
	}

	/**
	 * Sends the request once. The time covers the body too, which a timeout of the
	 * request itself would not; what its reader needs for itself does not count.
	 */
	private <T> RegistryResponse<T> exchange(RegistryAccess registry, HttpRequest request, List<Secret> shown,
			int maxBody, BodyReader<T> reader) throws UnreadableException {
		ForeignTextSanitizer foreignText = ForeignTextSanitizer.answering(request, registry.credentials(), shown);
		long started = System.nanoTime();
		HostRoute route = HostRoute.to(request.uri());
		CompletableFuture<HttpResponse<BodyStream>> exchange = this.client.sendAsync(proxied(route, request),
				(head) -> new BodyStream((head.statusCode() == RegistryResponse.OK) ? maxBody : MAX_ERROR,
						this.exchangeTimeout.minusNanos(System.nanoTime() - started)));
		try {
			HttpResponse<BodyStream> response = exchange.get(this.exchangeTimeout.toNanos(), TimeUnit.NANOSECONDS);
			try (BodyStream body = response.body()) {
				if (response.statusCode() == HostRoute.LOGIN_WANTED && route.proxy().isPresent()) {
					throw unavailable(registry, request, NetworkObstacle.loginWanted(route).toString());
				}
				return answer(response, body, reader, foreignText);
			}
		}
		catch (IOException ex) {
			throw unreadable(registry, request, ex, foreignText);
		}
		catch (JacksonIOException | ExecutionException ex) {
			throw unreadable(registry, request, Optional.ofNullable(ex.getCause()).orElse(ex), foreignText);
		}
		catch (TimeoutException _) {
			throw late(registry, request);
		}
		catch (InterruptedException _) {
			throw stopping(registry, request);
		}
		finally {
			if (!exchange.cancel(true)) {
				exchange.thenAccept((response) -> response.body().close());
			}
		}
	}

	private static HttpRequest proxied(HostRoute route, HttpRequest request) {
		return route.authorization()
			.map((login) -> HttpRequest.newBuilder(request, (_, _) -> true)
				.setHeader(HostRoute.AUTHORIZATION, login)
				.build())
			.orElse(request);
	}

	private static <T> RegistryResponse<T> answer(HttpResponse<BodyStream> response, BodyStream body,
			BodyReader<T> reader, ForeignTextSanitizer foreignText) throws IOException {
		boolean good = response.statusCode() == RegistryResponse.OK;
		Optional<T> content = good ? Optional.of(reader.read(response.headers(), body)) : Optional.empty();
		List<RegistryError> errors = good ? List.of() : RegistryError.read(body);
		body.finish();
		return new RegistryResponse<>(response.statusCode(), response.headers(), content, errors, foreignText);
	}

	private UnreadableException unreadable(RegistryAccess registry, HttpRequest request, Throwable cause,
			ForeignTextSanitizer foreignText) {
		return switch (cause) {
			case TooLongException ex ->
				new UnreadableException(UnreadableCause.UNEXPECTED, "Registry '%s' answers with %s at %s"
					.formatted(registry.host(), ex.getMessage(), address(request)));
			case HttpConnectTimeoutException _ -> unavailable(registry, request, reason(request, cause, foreignText));
			case HttpTimeoutException _ -> late(registry, request);
			case InterruptedIOException ex -> unavailable(registry, request, String.valueOf(ex.getMessage()));
			default -> unavailable(registry, request, reason(request, cause, foreignText));
		};
	}

	private static UnreadableException stopping(RegistryAccess registry, HttpRequest request) {
		Thread.currentThread().interrupt();
		return unavailable(registry, request, "the service is stopping");
	}

	private UnreadableException late(RegistryAccess registry, HttpRequest request) {
		return unavailable(registry, request, "no answer within " + this.exchangeTimeout);
	}

	private static UnreadableException unavailable(RegistryAccess registry, HttpRequest request, String reason) {
		return new UnreadableException(UnreadableCause.UNAVAILABLE, "Registry '%s' cannot be reached at %s: %s"
			.formatted(registry.host(), HostRoute.to(request.uri()), reason));
	}

	private static String address(HttpRequest request) {
		return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
	}

	private static String reason(HttpRequest request, Throwable cause, ForeignTextSanitizer foreignText) {
		return NetworkObstacle.of(HostRoute.to(request.uri()), cause)
			.map(NetworkObstacle::toString)
			.orElseGet(() -> reason(cause, foreignText));
	}

	// The JDK's connect exceptions have a message only somewhere down the line, or none
	private static String reason(Throwable cause, ForeignTextSanitizer foreignText) {
		String kind = cause.getClass().getSimpleName();
		String innermost = kind;
		for (Throwable step = cause; step != null; step = step.getCause()) {
			if (step.getMessage() != null) {
				return kind + ": " + foreignText.line(step.getMessage());
			}
			innermost = step.getClass().getSimpleName();
		}
		return kind.equals(innermost) ? kind : kind + ": " + innermost;
	}

}
