package dev.acrsync.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole way of an image, with every logger at the lowest level, and no secret in the
 * log.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsInLogTests {

	/** Whose forms all differ. */
	private static final String ODD = "0dd/\"secret\"+%&of=all\\forms";

	private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]{20,}");

	@ParameterizedTest
	@ValueSource(strings = { "", "ecs" })
	void noSecretIsLoggedAtAnyLevel(String format, CapturedOutput output) throws IOException {
		String odd = "acr-sync.sources.odd.";
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, with(sandbox.fabrikamProperties(),
						"logging.level.root=trace", "logging.structured.format.console=" + format,
						"acr-sync.sources.contoso.webhook.secrets[1]=" + ODD,
						"acr-sync.sources.contoso.webhook.header=X-Webhook-Token",
						"acr-sync.sources.contoso.webhook.allow-query-token=true", odd + "registry=odd.azurecr.io",
						odd + "endpoint=" + sandbox.vendor().endpoint(), odd + "username=acr-sync",
						odd + "password=" + ODD, odd + "webhook.secrets[0]=odd-webhook-secret",
						odd + "rules[0].repositories=tripinsights/*"))) {
			LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
			loggers.getLoggerList().forEach((logger) -> logger.setLevel(Level.TRACE));
			for (String secret : List.of(Sandbox.WEBHOOK_SECRET, ODD)) {
				knock(service, secret);
			}
			Digest digest = sandbox.vendor().put("tripinsights/poi", "v1", StoredManifest.named("one"));
			service.post(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", "v1", digest));
			RunningService.send(service.toWebhook("odd")
				.header("Authorization", "Bearer odd-webhook-secret")
				.POST(BodyPublishers
					.ofString(AcrEvents.push("odd.azurecr.io", "tripinsights/web", "v1", digest).toString())));
			sandbox.fabrikam().push("loans/api", "v1", StoredManifest.named("two"));
			await().atMost(Duration.ofSeconds(40))
				.until(() -> service.get("/imports?state=succeeded").at("/imports").size() == 2);
			service.get("/doctor");
			RunningService
				.send(HttpRequest.newBuilder(service.actuator("/reconcile?dryRun=true")).POST(BodyPublishers.noBody()));
		}
		assertThat(output.getAll()).as("the loggers are on").contains("TRACE");
		List<String> forms = Stream.of(Sandbox.WEBHOOK_SECRET, Sandbox.PASSWORD, ODD, "odd-webhook-secret")
			.flatMap(SecretsInLogTests::forms)
			.toList();
		assertThat(output.getAll()
			.lines()
			.filter((line) -> forms.stream().anyMatch(line::contains) || TOKEN.matcher(line).find())).isEmpty();
	}

	private static String[] with(Map<String, Object> more, String... properties) {
		return Stream
			.concat(Stream.of(properties), more.entrySet().stream().map((it) -> it.getKey() + "=" + it.getValue()))
			.toArray(String[]::new);
	}

	/**
	 * Presents a secret everywhere, and in requests that are broken.
	 */
	private static void knock(RunningService service, String secret) throws IOException {
		String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		String ping = AcrEvents.ping().toString();
		URI webhook = service.webhook("contoso");
		HttpRequest.Builder basic = service.toWebhook("contoso")
			.header("Authorization", "Basic " + base64("acr:" + secret));
		HttpRequest.Builder header = service.toWebhook("contoso").header("X-Webhook-Token", secret);
		HttpRequest.Builder query = HttpRequest.newBuilder(URI.create(webhook + "?token=" + encoded))
			.header("Content-Type", "application/json");
		for (HttpRequest.Builder request : List.of(basic, header, query)) {
			assertThat(RunningService.send(request.POST(BodyPublishers.ofString(ping))).statusCode()).isEqualTo(200);
		}
		RunningService.send(HttpRequest.newBuilder(service.actuator("/imports?source=" + encoded)));
		for (String broken : List.of("POST /webhooks/contoso?token=%s%%zz HTTP/1.1\r\nHost: x\r\n\r\n",
				"POST /webhooks/contoso?token=%s&%%zz=%%zz HTTP/1.1\r\nHost: x\r\n\r\n",
				"POST /webhooks/contoso/%%zz?token=%s HTTP/1.1\r\nHost: x\r\n\r\n",
				"GET /actuator/imports?state=%s%%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
				"POST /webhooks/contoso HTTP/1.1\r\nHost: x\r\nAuth orization: Bearer %s\r\n\r\n")) {
			for (int port : List.of(service.port(), service.actuator("").getPort())) {
				try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
					socket.getOutputStream().write(broken.formatted(encoded).getBytes(StandardCharsets.US_ASCII));
					socket.shutdownOutput();
					assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
						.startsWith("HTTP/1.1 4")
						.doesNotContain(encoded);
				}
			}
		}
	}

	private static Stream<String> forms(String secret) {
		String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		String json = secret.replace("\\", "\\\\").replace("\"", "\\\"");
		return Stream.of(secret, encoded, encoded.replace("+", "%20"), json, json.replace("/", "\\/"),
				json.replace("\\", "\\\\").replace("\"", "\\\""), base64(secret), base64("acr:" + secret),
				base64("acr-sync:" + secret), base64(Sandbox.USERNAME + ":" + secret));
	}

	private static String base64(String text) {
		return Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void noLineIsLongerThanTwoKilobytes(CapturedOutput output) {
		String foreign = "x".repeat(7_000);
		whileItRuns("", () -> {
			LoggerFactory.getLogger("some.library").warn("The path {} is odd", foreign);
			LoggerFactory.getLogger("some.library")
				.atWarn()
				.addKeyValue("path", foreign)
				.setCause(new IllegalStateException(foreign))
				.log("It is odd");
		});
		whileItRuns("ecs", () -> {
			LoggerFactory.getLogger("some.library").atWarn().addKeyValue("path", foreign).log("A {}", foreign);
			LoggerFactory.getLogger("some.library").warn("A \u20ac{}", "\u20ac".repeat(7_000));
		});
		assertThat(output.getAll()).contains("The path xxx", "It is odd", "\"message\":\"A xxx", "\"path\":\"xxx",
				"A \u20ac\u20ac");
		assertThat(output.getAll().lines().filter((line) -> line.getBytes(StandardCharsets.UTF_8).length > 2_048))
			.isEmpty();
	}

	private static void whileItRuns(String format, Runnable logging) {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, "logging.structured.format.console=" + format)) {
			assertThat(service.get("/health/liveness").at("/status").asString()).isEqualTo("UP");
			logging.run();
		}
	}

}
