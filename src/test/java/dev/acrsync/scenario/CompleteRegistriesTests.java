package dev.acrsync.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

import dev.acrsync.sandbox.DockerRegistry;
import dev.acrsync.sandbox.OciLayout;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.Skopeo;
import dev.acrsync.sandbox.SkopeoCopier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A real registry of 200 tags ends up complete in another real one, without any event.
 */
class CompleteRegistriesTests {

	private static final String READER = "reader";

	private static final String READERS_PASSWORD = "customer-password";

	private static final Duration SOON = Duration.ofMinutes(3);

	private final HttpClient http = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	@Test
	void onePassMakesTheTargetCompleteAndExact() throws Exception {
		assumeTrue(DockerRegistry.isInstalled() && Skopeo.isInstalled(),
				"docker-registry and skopeo are not installed");
		try (DockerRegistry vendor = DockerRegistry.start(Sandbox.USERNAME, Sandbox.PASSWORD);
				DockerRegistry customer = DockerRegistry.start(READER, READERS_PASSWORD);
				Sandbox sandbox = Sandbox.start(new SkopeoCopier(vendor, customer))) {
			fill(vendor);
			Map<String, String> everything = tags(vendor, Sandbox.USERNAME, Sandbox.PASSWORD);
			assertThat(everything).hasSize(200);
			sandbox.arm().retryAfter(Duration.ZERO);
			try (RunningService service = RunningService.start(sandbox,
					"acr-sync.sources.contoso.endpoint=" + vendor.endpoint(),
					"acr-sync.targets.prod.endpoint=" + customer.endpoint(), "acr-sync.targets.prod.username=" + READER,
					"acr-sync.targets.prod.password=" + READERS_PASSWORD, "acr-sync.imports.concurrency=4")) {
				assertThat(RunningService
					.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
						.header("Content-Type", "application/json")
						.POST(HttpRequest.BodyPublishers.noBody()))
					.statusCode()).isEqualTo(202);
				await().atMost(SOON)
					.pollInterval(Duration.ofSeconds(1))
					.until(() -> service.get("/completeness").at("/complete").asBoolean());
				JsonNode row = service.get("/completeness").at("/rows/0");
				assertThat(row.at("/matching").asInt()).isEqualTo(144);
				assertThat(row.at("/images/present").asInt()).isEqualTo(144);
				everything.keySet().removeIf((image) -> !image.startsWith("tripinsights/") || image.contains("-rc"));
				assertThat(tags(customer, READER, READERS_PASSWORD)).isEqualTo(everything).hasSize(144);
			}
		}
	}

	/**
	 * Fills ten repositories with twenty tags each: two of them are on no rule, and of
	 * the others two tags of each are excluded.
	 */
	private void fill(DockerRegistry vendor) {
		OciLayout[] images = new OciLayout[3];
		for (int i = 0; i < images.length; i++) {
			images[i] = OciLayout.image(this.directory.resolve("image-" + i), "image " + i);
		}
		for (int repository = 0; repository < 10; repository++) {
			String name = ((repository < 8) ? "tripinsights/r" : "other/r") + repository;
			for (int tag = 0; tag < 20; tag++) {
				Skopeo.copy(images[(repository + tag) % images.length].image(),
						vendor.image(name + ":v" + tag + ((tag < 2) ? "-rc1" : "")));
			}
		}
	}

	/**
	 * Reads a registry by means of its own.
	 */
	private Map<String, String> tags(DockerRegistry registry, String user, String password) throws Exception {
		Map<String, String> digests = new TreeMap<>();
		for (JsonNode repository : json(registry, user, password, "/v2/_catalog?n=1000").at("/repositories")) {
			String name = repository.asString();
			for (JsonNode tag : json(registry, user, password, "/v2/" + name + "/tags/list").at("/tags")) {
				HttpResponse<String> manifest = get(registry, user, password,
						"/v2/" + name + "/manifests/" + tag.asString());
				digests.put(name + ":" + tag.asString(),
						manifest.headers().firstValue("Docker-Content-Digest").orElseThrow());
			}
		}
		return digests;
	}

	private JsonNode json(DockerRegistry registry, String user, String password, String path) throws Exception {
		return JsonMapper.shared().readTree(get(registry, user, password, path).body());
	}

	private HttpResponse<String> get(DockerRegistry registry, String user, String password, String path)
			throws IOException, InterruptedException {
		String basic = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
		return this.http.send(HttpRequest.newBuilder(URI.create(registry.endpoint() + path))
			.header("Authorization", "Basic " + basic)
			.header("Accept", "application/vnd.oci.image.manifest.v1+json")
			.build(), HttpResponse.BodyHandlers.ofString());
	}

}
