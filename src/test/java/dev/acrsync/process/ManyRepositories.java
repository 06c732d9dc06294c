package dev.acrsync.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.scenario.SettableClock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets the whole service compare registries with 1,000 repositories and 100,000 tags, in
 * a process of its own whose heap is as small as in the container, and writes what came
 * of it into a file. Time goes on as far as the service waits for it, or a registry needs
 * it.
 */
final class ManyRepositories {

	private static final int REPOSITORIES = 1_000;

	private static final int PAGE = 100;

	/** So long a registry takes for each answer. */
	private static final Duration ANSWER = Duration.ofMillis(20);

	private ManyRepositories() {
	}

	static void main(String[] arguments) throws IOException, InterruptedException {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		ListedRegistry vendor = new ListedRegistry(clock, (_) -> true);
		ListedRegistry customer = new ListedRegistry(clock, (repository) -> repository % 10 != 0);
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, clock, TestBudgets.pause(clock, clock::goOn),
						"acr-sync.sources.contoso.endpoint=" + vendor.endpoint(),
						"acr-sync.targets.prod.endpoint=" + customer.endpoint(), "acr-sync.imports.concurrency=1",
						"acr-sync.sources.contoso.rules[0].referrers.platforms=false",
						"logging.level.dev.acrsync.importing=off")) {
			sandbox.identity().down();
			Set<Integer> progress = new TreeSet<>();
			long started = System.nanoTime();
			Instant begun = clock.instant();
			RunningService.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()));
			JsonNode status = service.get("/reconcile");
			while (!status.has("endedAt")) {
				progress.add(status.at("/checkedRepositories").asInt());
				Thread.sleep(250);
				status = service.get("/reconcile");
			}
			Map<String, Object> figures = new LinkedHashMap<>();
			figures.put("seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
			figures.put("status", status);
			figures.put("row", service.get("/completeness").at("/rows/0"));
			figures.put("progress", progress.size());
			figures.put("simulated", Duration.between(begun, clock.instant()).toSeconds());
			figures.put("busiest", Map.of("vendor", busiest(vendor.requests), "customer", busiest(customer.requests),
					"referrers", busiest(vendor.referrers)));
			Files.writeString(Path.of(arguments[0]), JsonMapper.shared().writeValueAsString(figures));
		}
		finally {
			vendor.server.stop(0);
			customer.server.stop(0);
		}
		// What the stand-ins and the service have left running does not hold the end up.
		System.exit(0);
	}

	private static int busiest(Map<Long, Integer> minutes) {
		return minutes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
	}

	/**
	 * A registry that makes up its listings when they are asked for, and counts by the
	 * clock's minutes how often that was. Half of its repositories have 150 tags, the
	 * others 50.
	 */
	private static final class ListedRegistry {

		private final SettableClock clock;

		private final IntPredicate known;

		private final HttpServer server;

		private final Map<Long, Integer> requests = new ConcurrentHashMap<>();

		private final Map<Long, Integer> referrers = new ConcurrentHashMap<>();

		ListedRegistry(SettableClock clock, IntPredicate known) throws IOException {
			this.clock = clock;
			this.known = known;
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			this.server.setExecutor((task) -> Thread.ofVirtual().start(task));
			this.server.createContext("/v2/_catalog", this::catalog);
			this.server.createContext("/acr/v1/tripinsights/", this::tags);
			this.server.createContext("/v2/tripinsights/", this::other);
			this.server.start();
		}

		String endpoint() {
			return "http://127.0.0.1:" + this.server.getAddress().getPort();
		}

		private void catalog(HttpExchange exchange) {
			count(this.requests);
			this.clock.goOn(ANSWER);
			int from = last(exchange);
			int to = Math.min(from + PAGE, REPOSITORIES);
			if (to < REPOSITORIES) {
				exchange.getResponseHeaders()
					.add("Link", "</v2/_catalog?n=100&last=%d>; rel=\"next\"".formatted(to - 1));
			}
			send(exchange, 200,
					IntStream.range(from, to)
						.mapToObj("\"tripinsights/r%d\""::formatted)
						.collect(Collectors.joining(",", "{\"repositories\":[", "]}")));
		}

		private void tags(HttpExchange exchange) {
			count(this.requests);
			this.clock.goOn(ANSWER);
			String path = exchange.getRequestURI().getPath();
			int repository = Integer.parseInt(path.replaceAll(".*/r(\\d+)/.*", "$1"));
			if (!this.known.test(repository)) {
				send(exchange, 404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"not found\"}]}");
				return;
			}
			int all = (repository % 2 == 0) ? 150 : 50;
			int from = last(exchange);
			int to = Math.min(from + PAGE, all);
			if (to < all) {
				exchange.getResponseHeaders()
					.add("Link", "<%s?n=100&orderby=timedesc&last=%d>; rel=\"next\"".formatted(path, to - 1));
			}
			send(exchange, 200,
					IntStream.range(from, to)
						.mapToObj(
								(tag) -> """
										{"name":"1.0.%1$d","digest":"sha256:%2$064x","createdTime":"2026-01-01T00:00:00Z",
										"lastUpdateTime":"2026-01-01T00:00:00.1234567Z","signed":false,
										"changeableAttributes":{"deleteEnabled":true,"writeEnabled":true,"readEnabled":true,"listEnabled":true}}
										"""
									.formatted(tag, repository * 1_000L + tag))
						.collect(Collectors.joining(",", "{\"tags\":[", "]}")));
		}

		/**
		 * Nothing refers to its images. What an import asks for is not counted: it does
		 * not wait for the clock.
		 */
		private void other(HttpExchange exchange) {
			if (exchange.getRequestURI().getPath().contains("/referrers/")) {
				count(this.requests);
				count(this.referrers);
				this.clock.goOn(ANSWER);
				exchange.getResponseHeaders().add("Content-Type", "application/vnd.oci.image.index.v1+json");
				send(exchange, 200, "{\"schemaVersion\":2,\"manifests\":[]}");
			}
			else {
				send(exchange, 503, "");
			}
		}

		private void count(Map<Long, Integer> minutes) {
			minutes.merge(this.clock.instant().getEpochSecond() / 60, 1, Integer::sum);
		}

		/**
		 * Returns at which item a page begins.
		 */
		private static int last(HttpExchange exchange) {
			String query = exchange.getRequestURI().getQuery();
			return query.contains("last=") ? Integer.parseInt(query.replaceAll(".*last=(\\d+).*", "$1")) + 1 : 0;
		}

		private static void send(HttpExchange exchange, int status, String body) {
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
			try (exchange) {
				exchange.sendResponseHeaders(status, (bytes.length == 0) ? -1 : bytes.length);
				exchange.getResponseBody().write(bytes);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
