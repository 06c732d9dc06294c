package dev.acrsync.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Executors;

import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.sandbox.Sandbox;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the sandbox's registries and its Resource Manager, again where that is refused.
 */
final class PlainClient implements AutoCloseable {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final String BASIC = "Basic " + Base64.getEncoder()
		.encodeToString((Sandbox.USERNAME + ":" + Sandbox.PASSWORD).getBytes(StandardCharsets.UTF_8));

	private final HttpClient client = HttpClient.newBuilder()
		.sslContext(LocalhostCertificate.sslContext())
		.version(HttpClient.Version.HTTP_1_1)
		.executor(Executors.newVirtualThreadPerTaskExecutor())
		.build();

	private final Sandbox sandbox;

	private final String bearer;

	PlainClient(Sandbox sandbox) {
		this.sandbox = sandbox;
		this.bearer = "Bearer " + sandbox.identity().token("https://management.core.windows.net/");
	}

	/**
	 * Asks Resource Manager for something, since the first request of a process takes
	 * longer.
	 */
	void warmUp() throws InterruptedException {
		send(arm(URI.create(this.sandbox.arm().endpoint() + Sandbox.RESOURCE_ID)).build());
	}

	/**
	 * Asks the vendor's registry.
	 * @param path a path with its query
	 */
	JsonNode source(String path) throws InterruptedException {
		return JsonMapper.shared()
			.readTree(send(HttpRequest.newBuilder(this.sandbox.vendor().endpoint().resolve(path))
				.header("Authorization", BASIC)
				.build()).body());
	}

	/**
	 * Imports, and waits for the end.
	 * @param target the rest of the body: where it is imported to
	 * @return whether it was imported
	 */
	boolean importImage(String source, String target) throws InterruptedException {
		String body = """
				{"source":{"sourceImage":"%s","registryUri":"%s","credentials":{"username":"%s","password":"%s"}},
				%s,"mode":"Force"}""".formatted(source, this.sandbox.vendor().host(), Sandbox.USERNAME,
				Sandbox.PASSWORD, target);
		URI imports = URI
			.create(this.sandbox.arm().endpoint() + Sandbox.RESOURCE_ID + "/importImage?api-version=2025-11-01");
		HttpResponse<String> answer = send(arm(imports).POST(BodyPublishers.ofString(body)).build());
		while (answer.statusCode() == 202) {
			Thread.sleep(retryAfter(answer));
			answer = send(arm(URI.create(answer.headers().firstValue("Location").orElseThrow())).build());
		}
		return answer.statusCode() == 200;
	}

	private HttpRequest.Builder arm(URI uri) {
		return HttpRequest.newBuilder(uri).header("Authorization", this.bearer);
	}

	private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
		while (true) {
			try {
				HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
				if (response.statusCode() != 429) {
					return response;
				}
				Thread.sleep(retryAfter(response));
			}
			catch (IOException ex) {
				// A connection that was kept too long
				Thread.sleep(PAUSE);
			}
		}
	}

	private static Duration retryAfter(HttpResponse<String> response) {
		return response.headers()
			.firstValue("Retry-After")
			.map((seconds) -> Duration.ofSeconds(Long.parseLong(seconds)))
			.orElse(PAUSE);
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

}
