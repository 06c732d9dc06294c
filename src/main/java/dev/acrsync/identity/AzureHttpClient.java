package dev.acrsync.identity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Context;
import dev.acrsync.network.HostRoute;
import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.network.UnreachedException;
import dev.acrsync.untrusted.TooLongException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The one way to Azure: resource manager, Entra and the machine's identity endpoint. It
 * takes answers whole, as Azure's libraries like to do, but none that is large, or does
 * not come to its end.
 */
public final class AzureHttpClient implements HttpClient {

	private static final int MAX_ANSWER = 64 * 1024;

	private static final int MAX_DOCUMENT = 1024 * 1024;

	private static final int FIRST_ERROR = 400;

	private static final Duration BODY_PATIENCE = Duration.ofSeconds(20);

	private static final HttpHeaderName PROXY_AUTHORIZATION = HttpHeaderName.fromString(HostRoute.AUTHORIZATION);

	private static final String DOCUMENT = "acr-sync-document";

	private final HttpClient client;

	private final Duration bodyPatience;

	/**
	 * Sends by the JDK's client.
	 * @param responseTimeout how long it may take until an answer begins
	 */
	public AzureHttpClient(java.net.http.HttpClient.Builder builder, Duration responseTimeout) {
		this(builder, responseTimeout, BODY_PATIENCE);
	}

	public AzureHttpClient(java.net.http.HttpClient.Builder builder, Duration responseTimeout, Duration bodyPatience) {
		this.bodyPatience = bodyPatience;
		this.client = new JdkHttpClientBuilder(builder).connectionTimeout(Duration.ofSeconds(10))
			.responseTimeout(responseTimeout)
			.build();
	}

	/**
	 * Lets a good answer be a document of {@value #MAX_DOCUMENT} bytes.
	 */
	public static Context ofDocument() {
		return new Context(DOCUMENT, true);
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request) {
		return send(request, Context.NONE);
	}

	@Override
	public Mono<HttpResponse> send(HttpRequest request, Context context) {
		int most = context.getData(DOCUMENT).isPresent() ? MAX_DOCUMENT : MAX_ANSWER;
		// Without the context, which may ask to read the answer at once, however large
		HostRoute route = HostRoute.to(URI.create(request.getUrl().toString()));
		route.authorization().ifPresent((login) -> request.setHeader(PROXY_AUTHORIZATION, login));
		return this.client.send(request, Context.NONE)
			.onErrorMap((failure) -> explained(route, failure))
			.flatMap((response) -> isOfProxy(response, route)
					? Mono.error(new UnreachedException(route, NetworkObstacle.loginWanted(route)))
					: whole(response, most));
	}

	private static boolean isOfProxy(HttpResponse response, HostRoute route) {
		return response.getStatusCode() == HostRoute.LOGIN_WANTED && route.proxy().isPresent();
	}

	/** Whoever reads the innermost failure is told all. */
	private static Throwable explained(HostRoute route, Throwable failure) {
		Optional<NetworkObstacle> obstacle = NetworkObstacle.of(route, failure);
		if (obstacle.isPresent()) {
			return new UnreachedException(route, obstacle.get());
		}
		return (failure instanceof TimeoutException || failure instanceof HttpTimeoutException)
				? new HttpTimeoutException(route + " gave no answer in time") : failure;
	}

	private Mono<HttpResponse> whole(HttpResponse response, int most) {
		boolean error = response.getStatusCode() >= FIRST_ERROR;
		int limit = error ? MAX_ANSWER : most;
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		return response.getBody()
			.takeUntil((buffer) -> isOver(limit, body, buffer))
			.then(Mono.defer(() -> (error || body.size() <= limit)
					? Mono.<HttpResponse>just(new AzureHttpResponse(response, body.toByteArray()))
					: Mono.error(new TooLongException(limit))))
			.timeout(this.bodyPatience);
	}

	private static boolean isOver(int limit, ByteArrayOutputStream body, ByteBuffer buffer) {
		byte[] bytes = new byte[Math.min(buffer.remaining(), limit + 1 - body.size())];
		buffer.get(bytes);
		body.writeBytes(bytes);
		return body.size() > limit;
	}

	@Override
	public HttpResponse sendSync(HttpRequest request, Context context) {
		CompletableFuture<@Nullable HttpResponse> exchange = send(request, context).toFuture();
		try {
			return Objects.requireNonNull(exchange.get());
		}
		catch (ExecutionException ex) {
			throw switch (ex.getCause()) {
				case IOException failure -> new UncheckedIOException(failure);
				case RuntimeException failure -> failure;
				case null, default -> new IllegalStateException(ex);
			};
		}
		catch (InterruptedException _) {
			exchange.cancel(true);
			Thread.currentThread().interrupt();
			throw new UncheckedIOException(new InterruptedIOException("the service is stopping"));
		}
	}

}
