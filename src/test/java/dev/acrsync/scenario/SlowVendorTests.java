package dev.acrsync.scenario;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One vendor's registry is slow, or its listings have no end: the others are compared all
 * the same, over real sockets.
 */
class SlowVendorTests {

	private static final int PAGE = 100;

	private static final Duration SOON = Duration.ofSeconds(60);

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch over = new CountDownLatch(1);

	private HttpServer server;

	@AutoClose
	private Sandbox sandbox;

	@BeforeEach
	void start() throws IOException {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor((task) -> Thread.ofVirtual().start(task));
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.over.countDown();
		this.server.stop(0);
	}

	@ParameterizedTest
	@EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void whileOneVendorIsSlowTheOthersAreCompared(Slowness slowness) {
		this.server.createContext("/", (exchange) -> page(exchange, slowness));
		this.sandbox.vendor().put("tripinsights/poi", "v1", StoredManifest.named("one"));
		try (RunningService service = service("*")) {
			post(service);
			await().atMost(SOON).until(() -> row(service, "contoso").at("/complete").asBoolean());
			assertThat(row(service, "contoso").at("/images/present").asInt()).isEqualTo(1);
			assertThat(service.get("/reconcile").at("/state").asString()).isEqualTo("running");
			assertThat(row(service, "adventure").at("/complete").asBoolean()).isFalse();
			assertThat(this.requests).isNotEmpty();
		}
	}

	@Test
	void aListingWithoutAnEndIsUncheckedAndGoneOnWithByTheNextPass() {
		this.server.createContext("/", (exchange) -> page(exchange, Slowness.NONE));
		try (RunningService service = service("never-*")) {
			pass(service);
			JsonNode row = row(service, "adventure");
			assertThat(row.at("/complete").asBoolean()).isFalse();
			assertThat(row.at("/unchecked").asInt()).isEqualTo(1);
			assertThat(row.at("/uncheckedReasons/0/repository").asString()).isEqualTo("works/app");
			assertThat(row.at("/uncheckedReasons/0/reason").asString()).isEqualTo(
					"Its tags are too many for one comparison, or come too slowly: this one has compared 0 of those "
							+ "that rules name, and the next goes on after 't99999'");
			assertThat(service.get("/reconcile").has("succeededAt")).isTrue();
			int before = this.requests.size();
			pass(service);
			assertThat(this.requests.get(before)).endsWith("&last=t99999");
			assertThat(row(service, "adventure").at("/uncheckedReasons/0/reason").asString())
				.endsWith("the next goes on after 't199999'");
		}
	}

	private void page(HttpExchange exchange, Slowness slowness) {
		this.requests.add(exchange.getRequestURI().toString());
		String query = exchange.getRequestURI().getQuery();
		int from = query.contains("last=") ? Integer.parseInt(query.replaceAll(".*last=t(\\d+).*", "$1")) + 1 : 0;
		byte[] body = IntStream.range(from, from + PAGE)
			.mapToObj("{\"name\":\"t%1$d\",\"digest\":\"sha256:%1$064x\"}"::formatted)
			.collect(Collectors.joining(",", "{\"tags\":[", "]}"))
			.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.getResponseHeaders()
			.set("Link", "</acr/v1/works/app/_tags?n=100&orderby=timedesc&last=t%d>; rel=\"next\""
				.formatted(from + PAGE - 1));
		try (exchange) {
			if (slowness == Slowness.A_PAGE_IN_TWO_SECONDS) {
				wait(Duration.ofSeconds(2));
			}
			exchange.sendResponseHeaders(200, body.length);
			OutputStream out = exchange.getResponseBody();
			for (int i = 0; slowness == Slowness.A_BYTE_A_SECOND && i < body.length; i++) {
				out.write(body, i, 1);
				out.flush();
				wait(Duration.ofSeconds(1));
			}
			out.write(body);
		}
		catch (IOException | InterruptedException _) {
			// Nobody waits for it any more.
		}
	}

	private void wait(Duration time) throws InterruptedException, IOException {
		if (this.over.await(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
			throw new IOException("the test is over");
		}
	}

	/**
	 * Starts the service, which does not wait between its requests.
	 */
	private RunningService service(String tags) {
		String source = "acr-sync.sources.adventure.";
		return RunningService.start(this.sandbox, Clock.systemUTC(), (_) -> {
		}, source + "registry=adventure.azurecr.io",
				source + "endpoint=http://127.0.0.1:" + this.server.getAddress().getPort(),
				source + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET, source + "rules[0].repositories[0]=works/app",
				source + "rules[0].tags[0]=" + tags);
	}

	private static JsonNode row(RunningService service, String source) {
		return service.get("/completeness")
			.at("/rows")
			.valueStream()
			.filter((row) -> source.equals(row.at("/source").asString()))
			.findFirst()
			.orElseThrow();
	}

	private static void pass(RunningService service) {
		post(service);
		await().atMost(SOON).until(() -> "idle".equals(service.get("/reconcile").at("/state").asString()));
	}

	private static void post(RunningService service) {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()))
			.statusCode()).isEqualTo(202);
	}

	/**
	 * How slow a registry is whose listings have no end.
	 */
	private enum Slowness {

		NONE, A_PAGE_IN_TWO_SECONDS, A_BYTE_A_SECOND

	}

}
