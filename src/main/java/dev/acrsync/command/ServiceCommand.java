package dev.acrsync.command;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Asks the running service at its operators' port, so that no second process comes near
 * the database. It starts nothing of Spring where the service is at its usual port.
 */
final class ServiceCommand {

	/**
	 * The commands, each with the options that it has beside {@code url} and
	 * {@code format}.
	 */
	static final Map<String, Set<String>> OPTIONS = Map.of("status", Set.of(), "imports",
			Set.of("id", "state", "source", "repository", "limit"), "retry",
			Set.of("id", "state", "source", "repository"), "completeness", Set.of(), "compare", Set.of(), "explain",
			Set.of("source", "repository", "tag"), "plan", Set.of());

	private static final String PORT = "management.server.port";

	private static final String USUAL = "http://localhost:8081";

	/** A plan reads whole registries. */
	private static final Duration PATIENCE = Duration.ofMinutes(30);

	private final PrintStream out;

	private final PrintStream err;

	ServiceCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/**
	 * Runs one of {@link #OPTIONS}, and returns the exit code.
	 */
	int run(String command, Arguments arguments) {
		boolean json = arguments.choose("format", "text", "json").equals("json");
		try (HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(5))
			.build()) {
			Answered answered = new Answered(client, url(arguments), json);
			try {
				return ask(command, arguments, answered);
			}
			catch (ConnectException ex) {
				// Only the configuration knows whether it is elsewhere.
				String configured = arguments.find("url").orElseGet(() -> configuredUrl(arguments.settings()));
				if (configured.equals(answered.url)) {
					throw ex;
				}
				return ask(command, arguments, new Answered(client, configured, json));
			}
		}
		catch (ConnectException _) {
			return silent(url(arguments), "nothing listens there");
		}
		catch (IOException ex) {
			return silent(url(arguments), ex.getClass().getSimpleName());
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return silent(url(arguments), "interrupted");
		}
	}

	private int ask(String command, Arguments arguments, Answered service) throws IOException, InterruptedException {
		return switch (command) {
			case "status" -> status(service);
			case "imports" -> service.get(
					"/actuator/imports" + arguments.find("id")
						.map((id) -> "/" + encode(id))
						.orElseGet(() -> query(arguments, "state", "source", "repository", "limit")),
					(_) -> Commands.OK);
			case "retry" -> arguments.find("id").isPresent()
					? service.post("/actuator/imports/" + encode(arguments.require("id")), "{}", (_) -> Commands.OK)
					: service.post("/actuator/imports", retried(arguments), (_) -> Commands.OK);
			case "completeness" -> service.get("/actuator/completeness",
					(answer) -> answer.path("complete").asBoolean(false) ? Commands.OK : Commands.WARNING);
			case "compare" -> service.post("/actuator/reconcile", "{}", (_) -> Commands.OK);
			case "explain" -> {
				List.of("source", "repository", "tag").forEach(arguments::require);
				yield service.get("/actuator/explain" + query(arguments, "source", "repository", "tag"),
						(answer) -> answer.path("decision").asString("").equals("allowed") ? Commands.OK
								: Commands.WARNING);
			}
			case "plan" -> service.post("/actuator/reconcile?dryRun=true", "{}",
					(answer) -> (answer.path("count").asLong(1) == 0 && answer.path("unchecked").isEmpty())
							? Commands.OK : Commands.WARNING);
			default -> throw new IllegalArgumentException("'" + command + "' is no command");
		};
	}

	/** Puts together what several endpoints say. */
	private int status(Answered service) throws IOException, InterruptedException {
		ObjectNode status = JsonMapper.shared().createObjectNode();
		JsonNode readiness = service.read("/actuator/health/readiness").path("status");
		JsonNode counts = service.read("/actuator/imports?limit=1").path("counts");
		JsonNode complete = service.read("/actuator/completeness").path("complete");
		status.set("readiness", readiness);
		status.set("imports", counts);
		status.set("complete", complete);
		status.set("comparison", service.read("/actuator/reconcile"));
		service.print(status);
		return (readiness.asString("").equals("UP") && complete.asBoolean(false)
				&& counts.path("failed").asLong(0) == 0) ? Commands.OK : Commands.WARNING;
	}

	private static String retried(Arguments arguments) {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		body.put("state", arguments.find("state").orElse("failed"));
		Stream.of("source", "repository")
			.forEach((name) -> arguments.find(name).ifPresent((value) -> body.put(name, value)));
		return body.toString();
	}

	private static String query(Arguments arguments, String... names) {
		String query = Stream.of(names)
			.flatMap((name) -> arguments.find(name).map((value) -> name + "=" + encode(value)).stream())
			.collect(Collectors.joining("&"));
		return query.isEmpty() ? "" : "?" + query;
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

	private static String url(Arguments arguments) {
		String url = arguments.find("url")
			.orElseGet(() -> port(arguments).map((it) -> "http://localhost:" + it).orElse(USUAL));
		if (!url.matches("https?://[^/?#]+/?")) {
			throw new IllegalArgumentException("--url is not like http://localhost:8081");
		}
		return url.replaceFirst("/$", "");
	}

	private static Optional<String> port(Arguments arguments) {
		return arguments.settings()
			.stream()
			.filter((it) -> it.startsWith("--" + PORT + "="))
			.map((it) -> it.substring(it.indexOf('=') + 1))
			.findFirst()
			.or(() -> Optional.ofNullable(System.getenv("MANAGEMENT_SERVER_PORT")));
	}

	private static String configuredUrl(List<String> settings) {
		try (ConfigurableApplicationContext context = new Quiet().start(Nothing.class, settings)) {
			return "http://localhost:" + context.getEnvironment().getProperty(PORT, "8081");
		}
	}

	private int silent(String url, String why) {
		this.err.println("The service at %s does not tell: %s. See that it runs, and write --url=<where it is managed>."
			.formatted(url, why));
		return Commands.ERROR;
	}

	/**
	 * The service, and how its answers are shown.
	 */
	private final class Answered {

		private final HttpClient client;

		private final String url;

		private final boolean json;

		Answered(HttpClient client, String url, boolean json) {
			this.client = client;
			this.url = url;
			this.json = json;
		}

		int get(String path, ToIntFunction<JsonNode> code) throws IOException, InterruptedException {
			return show(request(path), code);
		}

		int post(String path, String body, ToIntFunction<JsonNode> code) throws IOException, InterruptedException {
			return show(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)),
					code);
		}

		private HttpRequest.Builder request(String path) {
			return HttpRequest.newBuilder(URI.create(this.url + path))
				.header("Accept", "application/json, application/problem+json")
				.timeout(PATIENCE);
		}

		/** What is no JSON is nothing. */
		JsonNode read(String path) throws IOException, InterruptedException {
			return json(send(request(path)).body()).orElseGet(JsonMapper.shared()::createObjectNode);
		}

		private int show(HttpRequest.Builder request, ToIntFunction<JsonNode> code)
				throws IOException, InterruptedException {
			HttpResponse<String> answer = send(request);
			Optional<JsonNode> body = json(answer.body());
			if (answer.statusCode() / 100 != 2 || body.isEmpty()) {
				return silent(this.url, "it answers with status " + answer.statusCode()
						+ body.map((it) -> ": " + it.toString()).orElse(""));
			}
			print(body.get());
			return code.applyAsInt(body.get());
		}

		private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
			return this.client.send(request.build(), BodyHandlers.ofString());
		}

		void print(JsonNode answer) {
			ServiceCommand.this.out
				.print(this.json ? answer.toPrettyString() + System.lineSeparator() : PlainText.of(answer));
		}

		private static Optional<JsonNode> json(String body) {
			try {
				return Optional.of(JsonMapper.shared().readTree(body)).filter(JsonNode::isObject);
			}
			catch (JacksonException _) {
				return Optional.empty();
			}
		}

	}

	/**
	 * As much of the service as it takes to read its configuration.
	 */
	static final class Nothing {

	}

}
