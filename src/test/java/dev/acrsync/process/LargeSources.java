package dev.acrsync.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * Lets the whole service compare several sources side by side, each with a repository of
 * as many tags as are kept at once, in a process of its own whose heap is as small as in
 * the container, and writes what came of it into a file.
 */
final class LargeSources {

	static final int SOURCES = 5;

	static final int TAGS = 9_900;

	private static final int PAGE = 100;

	private LargeSources() {
	}

	static void main(String[] arguments) throws IOException, InterruptedException {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setExecutor((task) -> Thread.ofVirtual().start(task));
		server.createContext("/acr/v1/", LargeSources::tags);
		server.start();
		String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
		List<String> settings = new ArrayList<>(
				List.of("acr-sync.targets.prod.endpoint=" + endpoint, "acr-sync.sources.contoso.endpoint=" + endpoint,
						"acr-sync.sources.contoso.rules[0].repositories[0]=team/app",
						"acr-sync.sources.contoso.rules[0].referrers.enabled=false"));
		for (int i = 1; i < SOURCES; i++) {
			String source = "acr-sync.sources.vendor" + i + ".";
			settings.addAll(List.of(source + "registry=vendor" + i + ".azurecr.io", source + "endpoint=" + endpoint,
					source + "rules[0].repositories[0]=team/app", source + "rules[0].referrers.enabled=false",
					source + "rules[0].target-repository=vendor" + i + "/app"));
		}
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, clock, TestBudgets.pause(clock, clock::goOn),
						settings.toArray(String[]::new))) {
			RunningService.send(HttpRequest.newBuilder(service.actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()));
			JsonNode status = service.get("/reconcile");
			while (!status.has("endedAt")) {
				Thread.sleep(100);
				status = service.get("/reconcile");
			}
			Files.writeString(Path.of(arguments[0]), JsonMapper.shared()
				.writeValueAsString(Map.of("status", status, "completeness", service.get("/completeness"))));
		}
		finally {
			server.stop(0);
		}
		// What the stand-ins and the service have left running does not hold the end up.
		System.exit(0);
	}

	private static void tags(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		String query = exchange.getRequestURI().getQuery();
		int from = query.contains("last=") ? Integer.parseInt(query.replaceAll(".*last=1\\.0\\.(\\d+).*", "$1")) + 1
				: 0;
		int to = from + PAGE;
		if (to < TAGS) {
			exchange.getResponseHeaders()
				.add("Link", "<%s?n=100&orderby=timedesc&last=1.0.%d>; rel=\"next\"".formatted(path, to - 1));
		}
		byte[] body = IntStream.range(from, to)
			.mapToObj(
					(tag) -> """
							{"name":"1.0.%1$d","digest":"sha256:%1$064x","createdTime":"2026-01-01T00:00:00Z",
							"lastUpdateTime":"2026-01-01T00:00:00.1234567Z","signed":false,
							"changeableAttributes":{"deleteEnabled":true,"writeEnabled":true,"readEnabled":true,"listEnabled":true}}
							"""
						.formatted(tag))
			.collect(Collectors.joining(",", "{\"tags\":[", "]}"))
			.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		try (exchange) {
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

}
