package dev.acrsync.arm;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import com.azure.core.credential.SimpleTokenCache;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.AddHeadersFromContextPolicy;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.management.profile.AzureProfile;
import com.azure.core.util.FluxUtil;
import com.azure.resourcemanager.containerregistry.ContainerRegistryManager;
import com.azure.resourcemanager.containerregistry.fluent.RegistriesClient;
import com.azure.resourcemanager.containerregistry.models.ImportImageParameters;
import dev.acrsync.identity.AzureHttpClient;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.CloudNames;
import dev.acrsync.identity.IdentityUnavailableException;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.network.UnreachedException;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Exchanges one request and one answer with Azure Resource Manager. It never sends a
 * request twice, and gives every answer as it came.
 */
class ArmClient {

	private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-client-request-id");

	/**
	 * Longer than the token and the HTTP client's own time limits together.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(4);

	/**
	 * How long an answer to an import is waited for once the service stops.
	 */
	private static final Duration STOP = Duration.ofSeconds(12);

	private final AzureSettings azure;

	private final HttpClient httpClient;

	private final HttpPipeline pipeline;

	private final AzureRequests requests;

	private final ForeignTextSanitizer foreignText;

	private final SimpleTokenCache tokens;

	private final Map<String, RegistriesClient> clients = new ConcurrentHashMap<>();

	ArmClient(AzureSettings azure, HttpClient httpClient, WatchedCredential credential, AzureRequests requests,
			ForeignTextSanitizer foreignText) {
		this.foreignText = foreignText;
		this.azure = azure;
		this.requests = requests;
		this.httpClient = httpClient;
		TokenRequestContext scope = new TokenRequestContext().addScopes(CloudNames.of(azure.cloud()).managementScope());
		this.tokens = new SimpleTokenCache(() -> credential.getToken(scope));
		// Not the manager's own pipeline: it sends requests again, and registers resource
		// providers by itself
		this.pipeline = new HttpPipelineBuilder().httpClient(httpClient)
			.policies(new UserAgentPolicy("acr-sync"), new AddHeadersFromContextPolicy(), new RequestIdPolicy(),
					new BearerTokenAuthenticationPolicy((context) -> (context.getClaims() == null)
							? this.tokens.getToken() : credential.getToken(context),
							CloudNames.of(azure.cloud()).managementScope()))
			.build();
	}

	/**
	 * Gets a token at hand.
	 * @throws UnansweredException if there is none
	 */
	void authenticate() throws UnansweredException {
		try {
			this.tokens.getToken().block(PATIENCE);
		}
		catch (RuntimeException ex) {
			throw unanswered(ex);
		}
	}

	/**
	 * Asks for an import. An interrupt does not end the wait for the answer at once.
	 * @throws UnansweredException if no answer came
	 */
	ArmResponse post(ResourceId target, ImportImageParameters body, UUID requestId) throws UnansweredException {
		HttpHeaders headers = new HttpHeaders().set(REQUEST_ID, requestId.toString());
		return exchange(AzureRequests.AzureRequestKind.IMPORT, Function.identity(), ArmClient::await, Mono
			.defer(() -> registries(target.subscription()).importImageWithResponseAsync(target.resourceGroup(),
					target.registry(), body))
			.flatMap((response) -> FluxUtil.collectBytesInByteBufferStream(response.getValue())
				.map((bytes) -> ArmResponse.of(response.getStatusCode(), response.getHeaders(), bytes)))
			.onErrorResume(HttpResponseException.class, ArmClient::answer)
			.contextWrite(
					(context) -> context.put(AddHeadersFromContextPolicy.AZURE_REQUEST_HTTP_HEADERS_KEY, headers)));
	}

	/**
	 * Asks how an operation goes.
	 * @param location an address of Azure Resource Manager
	 * @throws UnansweredException if no answer came
	 */
	ArmResponse get(URI location) throws UnansweredException {
		return exchange(AzureRequests.AzureRequestKind.POLL, Function.identity(), ArmClient::block,
				this.pipeline.send(request(location)).flatMap(ArmClient::answer));
	}

	/**
	 * Asks for a document.
	 * @param address an address of Azure Resource Manager
	 * @throws UnansweredException if no answer came
	 */
	ArmDocument read(URI address) throws UnansweredException {
		return exchange(AzureRequests.AzureRequestKind.READ, ArmDocument::answer, ArmClient::block,
				this.pipeline.send(request(address), AzureHttpClient.ofDocument()).flatMap(ArmClient::document));
	}

	/**
	 * Asks for a document without showing a token.
	 * @throws UnansweredException if no answer came
	 */
	ArmDocument readAsNobody(URI address) throws UnansweredException {
		return exchange(AzureRequests.AzureRequestKind.READ, ArmDocument::answer, ArmClient::block,
				this.httpClient.send(request(address), AzureHttpClient.ofDocument()).flatMap(ArmClient::document));
	}

	private static HttpRequest request(URI address) {
		return new HttpRequest(HttpMethod.GET, address.toString()).setHeader(HttpHeaderName.ACCEPT, "application/json");
	}

	private RegistriesClient registries(String subscription) {
		return this.clients.computeIfAbsent(subscription,
				(id) -> ContainerRegistryManager
					.authenticate(this.pipeline,
							new AzureProfile(null, id,
									CloudNames.of(this.azure.cloud())
										.environment(this.azure.resourceManagerEndpoint())))
					.serviceClient()
					.getRegistries());
	}

	private static Mono<ArmResponse> answer(HttpResponseException ex) {
		return (ex.getResponse() != null) ? answer(ex.getResponse()) : Mono.error(ex);
	}

	private static Mono<ArmResponse> answer(HttpResponse response) {
		return response.getBodyAsByteArray()
			.defaultIfEmpty(new byte[0])
			.map((body) -> ArmResponse.of(response.getStatusCode(), response.getHeaders(), body));
	}

	private static Mono<ArmDocument> document(HttpResponse response) {
		return response.getBodyAsByteArray()
			.defaultIfEmpty(new byte[0])
			.map((body) -> ArmDocument.of(response.getStatusCode(), response.getHeaders(), body));
	}

	private static <T> T block(Mono<T> exchange) {
		return Objects.requireNonNull(exchange.block(PATIENCE));
	}

	/**
	 * Waits for an answer although the thread is interrupted, and keeps the interrupt.
	 */
	private static <T> T await(Mono<T> exchange) {
		CompletableFuture<@Nullable T> answer = exchange.timeout(PATIENCE).toFuture();
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return Objects.requireNonNull(
							interrupted ? answer.get(STOP.toMillis(), TimeUnit.MILLISECONDS) : answer.get());
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private <T> T exchange(AzureRequests.AzureRequestKind operation, Function<T, ArmResponse> answer,
			Function<Mono<T>, T> waiting, Mono<T> exchange) throws UnansweredException {
		long started = System.nanoTime();
		try {
			T received = waiting.apply(exchange);
			this.requests.record(operation, Integer.toString(answer.apply(received).status()), started);
			return received;
		}
		catch (RuntimeException ex) {
			UnansweredException unanswered = unanswered(ex);
			this.requests.record(operation, "identity-unavailable".equals(unanswered.trouble().code())
					? AzureRequests.NO_TOKEN : AzureRequests.IO_ERROR, started);
			throw unanswered;
		}
	}

	private UnansweredException unanswered(RuntimeException error) {
		for (Throwable cause = error; cause != null; cause = cause.getCause()) {
			switch (cause) {
				case IdentityUnavailableException ex -> {
					return new UnansweredException(new ImportTrouble(TroubleCure.RETRY, "identity-unavailable",
							String.valueOf(ex.getMessage())), false, error);
				}
				case UnreachedException ex -> {
					return new UnansweredException(new ImportTrouble(TroubleCure.RETRY, "arm-unreachable",
							"Azure Resource Manager cannot be reached at %s: %s".formatted(ex.where(), ex.obstacle())),
							false, error);
				}
				default -> {
				}
			}
		}
		return new UnansweredException(
				new ImportTrouble(TroubleCure.RETRY, "no-answer",
						"Azure Resource Manager at %s was asked, but gave no answer. "
							.formatted(this.azure.resourceManagerEndpoint()) + this.foreignText.line(error)),
				true, error);
	}

}
