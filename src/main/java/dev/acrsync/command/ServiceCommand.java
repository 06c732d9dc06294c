package dev.acrsync.command;

import java.io.IOException;
import java.io.PrintStream;
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
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Asks the running service at its operators' door, so that no second process comes near
 * the database.
 */
final class ServiceCommand {

	/** A plan reads whole registries. */
	private static final Duration PATIENCE = Duration.ofMinutes(30);

	private final PrintStream out;

	private final PrintStream err;

	ServiceCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	int explain(Arguments arguments) {
		String query = Stream.of("source", "repository", "tag")
			.map((name) -> name + "=" + URLEncoder.encode(arguments.require(name), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return ask(HttpRequest.newBuilder(address(arguments, "/actuator/explain?" + query)),
				(answer) -> answer.path("decision").asString("").equals("allowed") ? Commands.OK : Commands.WARNING);
	}

	int plan(Arguments arguments) {
		return ask(
				HttpRequest.newBuilder(address(arguments, "/actuator/reconcile?dryRun=true"))
					.POST(BodyPublishers.noBody()),
				(answer) -> (answer.path("count").asLong(1) == 0 && answer.path("unchecked").isEmpty()) ? Commands.OK
						: Commands.WARNING);
	}

	private static URI address(Arguments arguments, String path) {
		String url = arguments.find("url").orElseGet(() -> managementUrl(arguments.settings()));
		if (!url.matches("https?://[^/?#]+/?")) {
			throw new IllegalArgumentException("--url is not like http://localhost:8081");
		}
		return URI.create(url.replaceFirst("/$", "") + path);
	}

	private static String managementUrl(List<String> settings) {
		try (ConfigurableApplicationContext context = new Quiet().start(Nothing.class, settings)) {
			return "http://localhost:" + context.getEnvironment().getProperty("management.server.port", "8081");
		}
	}

	private int ask(HttpRequest.Builder request, ToIntFunction<JsonNode> code) {
		HttpRequest asked = request.header("Accept", "application/json").timeout(PATIENCE).build();
		try (HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(Duration.ofSeconds(5))
			.build()) {
			HttpResponse<String> answer = client.send(asked, BodyHandlers.ofString());
			Optional<JsonNode> json = json(answer.body());
			if (answer.statusCode() != 200 || json.isEmpty()) {
				return silent(asked, "it answers with status " + answer.statusCode()
						+ json.map((it) -> ": " + it.toString()).orElse(""));
			}
			this.out.println(json.get().toPrettyString());
			return code.applyAsInt(json.get());
		}
		catch (IOException ex) {
			return silent(asked, ex.getClass().getSimpleName());
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return silent(asked, "interrupted");
		}
	}

	private static Optional<JsonNode> json(String body) {
		try {
			return Optional.of(JsonMapper.shared().readTree(body)).filter(JsonNode::isObject);
		}
		catch (JacksonException _) {
			return Optional.empty();
		}
	}

	private int silent(HttpRequest asked, String why) {
		this.err.println(
				"The service at %s://%s does not tell: %s. See that it runs, and write --url=<where it is managed>."
					.formatted(asked.uri().getScheme(), asked.uri().getAuthority(), why));
		return Commands.ERROR;
	}

	/**
	 * As much of the service as it takes to read its configuration.
	 */
	static final class Nothing {

	}

}
