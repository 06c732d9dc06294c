package dev.acrsync.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.untrusted.ForeignTextSanitizer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
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
			Set.of("id", "state", "source", "repository", "code"), "completeness", Set.of(), "compare", Set.of(),
			"explain", Set.of("source", "repository", "tag"), "plan", Set.of());

	/** An id names one import already. */
	private static final Set<String> NARROWING = Set.of("state", "source", "repository", "limit", "code");

	private static final String PORT = "management.server.port";

	private static final String USUAL = "http://localhost:8081";

	/** A plan reads whole registries. */
	private static final int PATIENCE_MILLISECONDS = 30 * 60 * 1_000;

	private static final int CONNECT_MILLISECONDS = 5_000;

	private static final ForeignTextSanitizer WORDS = ForeignTextSanitizer.hiding();

	private static final int MOST = 1_000;

	private final PrintStream out;

	private final PrintStream err;

	ServiceCommand(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	/**
	 * Runs one of {@link #OPTIONS}, and returns the exit code.
	 */
	int run(String command, CommandArguments arguments) {
		boolean json = arguments.choose("format", "text", "json").equals("json");
		arguments.requireAlone("id", NARROWING);
		String url = url(arguments);
		try {
			return ask(command, arguments, new ServicePrinter(url, json, arguments.settings()));
		}
		catch (ConnectException _) {
			// Only the configuration knows whether it is elsewhere.
			String configured = arguments.find("url").orElseGet(() -> configuredUrl(arguments.settings()));
			return configured.equals(url) ? silent(url, "nothing listens there")
					: run(command, arguments.with("url", configured));
		}
		catch (IOException ex) {
			return silent(url, ex.getClass().getSimpleName());
		}
	}

	private int ask(String command, CommandArguments arguments, ServicePrinter service) throws IOException {
		return switch (command) {
			case "status" -> service.get("/actuator/status", StatusText::of,
					(answer) -> answer.path("complete").asBoolean(false) ? CommandFinder.OK : CommandFinder.WARNING);
			case "imports" -> service.get(
					"/actuator/imports" + arguments.find("id")
						.map((id) -> "/" + encode(id))
						.orElseGet(() -> query(arguments, "state", "source", "repository", "limit")),
					(_) -> CommandFinder.OK);
			case "retry" -> arguments.find("id").isPresent()
					? service.post("/actuator/imports/" + encode(arguments.require("id")), "{}",
							(_) -> CommandFinder.OK)
					: service.post("/actuator/imports", retried(arguments), (_) -> CommandFinder.OK);
			case "completeness" -> service.get("/actuator/completeness",
					(answer) -> answer.path("complete").asBoolean(false) ? CommandFinder.OK : CommandFinder.WARNING);
			case "compare" -> service.post("/actuator/reconcile", "{}", (_) -> CommandFinder.OK);
			case "explain" -> {
				List.of("source", "repository", "tag").forEach(arguments::require);
				yield service.get("/actuator/explain" + query(arguments, "source", "repository", "tag"),
						(answer) -> answer.path("decision").asString("").equals("allowed") ? CommandFinder.OK
								: CommandFinder.WARNING);
			}
			case "plan" -> service.post("/actuator/reconcile?dryRun=true", "{}",
					(answer) -> (answer.path("count").asLong(1) == 0 && answer.path("unchecked").isEmpty())
							? CommandFinder.OK : CommandFinder.WARNING);
			default -> throw new IllegalArgumentException("'" + command + "' is no command");
		};
	}

	private static String retried(CommandArguments arguments) {
		ObjectNode body = JsonMapper.shared().createObjectNode();
		body.put("state", arguments.find("state").orElse("failed"));
		Stream.of("source", "repository", "code")
			.forEach((name) -> arguments.find(name).ifPresent((value) -> body.put(name, value)));
		return body.toString();
	}

	private static String query(CommandArguments arguments, String... names) {
		String query = Stream.of(names)
			.flatMap((name) -> arguments.find(name).map((value) -> name + "=" + encode(value)).stream())
			.collect(Collectors.joining("&"));
		return query.isEmpty() ? "" : "?" + query;
	}

	private static String encode(String value) {
		return URLEncoder.encode(value, StandardCharsets.UTF_8);
	}

	private static String url(CommandArguments arguments) {
		String url = arguments.find("url")
			.orElseGet(() -> port(arguments).map((it) -> "http://localhost:" + it).orElse(USUAL));
		if (!url.matches("https?://[^/?#]+/?")) {
			throw new IllegalArgumentException("--url is not like http://localhost:8081");
		}
		return url.replaceFirst("/$", "");
	}

	private static Optional<String> port(CommandArguments arguments) {
		return arguments.settings()
			.stream()
			.filter((it) -> it.startsWith("--" + PORT + "="))
			.map((it) -> it.substring(it.indexOf('=') + 1))
			.findFirst()
			.or(() -> Optional.ofNullable(System.getenv("MANAGEMENT_SERVER_PORT")));
	}

	/** The first, where the service's environment is ours. */
	private static Optional<String> secret() {
		return Stream.of("ACR_SYNC_CONSOLE_SECRETS", "ACR_SYNC_CONSOLE_SECRETS_0")
			.flatMap((name) -> Stream.ofNullable(System.getenv(name)))
			.map((secrets) -> secrets.split(",")[0].strip())
			.filter((it) -> !it.isEmpty())
			.findFirst();
	}

	/** To read the configuration takes a moment, and is spared where it can be. */
	private static Optional<String> configuredSecret(List<String> settings) {
		try (ConfigurableApplicationContext context = new SilentStart().start(SettingsApplication.class, settings)) {
			return Binder.get(context.getEnvironment())
				.bind("acr-sync.console.secrets", Bindable.listOf(String.class))
				.orElse(List.of())
				.stream()
				.findFirst();
		}
	}

	private static String configuredUrl(List<String> settings) {
		try (ConfigurableApplicationContext context = new SilentStart().start(SettingsApplication.class, settings)) {
			return "http://localhost:" + context.getEnvironment().getProperty(PORT, "8081");
		}
	}

	private int silent(String url, String why) {
		this.err.println("The service at %s does not tell: %s. See that it runs, and write --url=<where it is managed>."
			.formatted(url, why));
		return CommandFinder.ERROR;
	}

	/**
	 * The service, and how its answers are shown. A client of HTTP/2 would take twice the
	 * time and memory.
	 */
	private final class ServicePrinter {

		private final String url;

		private final boolean json;

		private final List<String> settings;

		private boolean sent;

		ServicePrinter(String url, boolean json, List<String> settings) {
			this.url = url;
			this.json = json;
			this.settings = settings;
		}

		int get(String path, ToIntFunction<JsonNode> code) throws IOException {
			return get(path, PlainText::of, code);
		}

		int get(String path, Function<JsonNode, String> text, ToIntFunction<JsonNode> code) throws IOException {
			return show(send(path, Optional.empty()), text, code);
		}

		int post(String path, String body, ToIntFunction<JsonNode> code) throws IOException {
			return show(send(path, Optional.of(body)), PlainText::of, code);
		}

		private HttpURLConnection send(String path, Optional<String> body) throws IOException {
			Optional<String> secret = secret();
			HttpURLConnection connection = send(path, body, secret);
			if (connection.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
				Optional<String> configured = configuredSecret(this.settings);
				return (configured.isEmpty() || configured.equals(secret)) ? connection : send(path, body, configured);
			}
			return connection;
		}

		private HttpURLConnection send(String path, Optional<String> body, Optional<String> secret) throws IOException {
			HttpURLConnection connection = (HttpURLConnection) URI.create(this.url + path).toURL().openConnection();
			connection.setRequestProperty("Accept", "application/json, application/problem+json");
			secret.ifPresent((it) -> connection.setRequestProperty("Authorization", "Bearer " + it));
			this.sent = secret.isPresent();
			connection.setConnectTimeout(CONNECT_MILLISECONDS);
			connection.setReadTimeout(PATIENCE_MILLISECONDS);
			if (body.isPresent()) {
				connection.setRequestMethod("POST");
				connection.setRequestProperty("Content-Type", "application/json");
				connection.setDoOutput(true);
				connection.getOutputStream().write(body.get().getBytes(StandardCharsets.UTF_8));
			}
			return connection;
		}

		private int show(HttpURLConnection connection, Function<JsonNode, String> text, ToIntFunction<JsonNode> code)
				throws IOException {
			int status = connection.getResponseCode();
			Optional<JsonNode> body = json(connection);
			if (status / 100 != 2 || body.isEmpty()) {
				return refused(status, body.map((it) -> it.path("detail").asString("")).orElse(""));
			}
			ServiceCommand.this.out
				.print(this.json ? body.get().toPrettyString() + System.lineSeparator() : text.apply(body.get()));
			return code.applyAsInt(body.get());
		}

		/** What is wrong with a request is said by the service: it runs. */
		private int refused(int status, String detail) {
			if (detail.isBlank()) {
				return silent(this.url, "it answers with status " + status);
			}
			ServiceCommand.this.err.println((status != HttpURLConnection.HTTP_UNAUTHORIZED) ? WORDS.line(detail, MOST)
					: """
							The service at %s wants a secret of its console, and %s. Set the environment variable \
							ACR_SYNC_CONSOLE_SECRETS to one of the service's acr-sync.console.secrets, or run this where its \
							configuration is, as with --spring.config.additional-location=<its file>."""
						.formatted(this.url,
								this.sent ? "does not take the one that was sent" : "none was found here"));
			return CommandFinder.ERROR;
		}

		private static Optional<JsonNode> json(HttpURLConnection connection) throws IOException {
			boolean good = connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST;
			try (InputStream body = good ? connection.getInputStream() : connection.getErrorStream()) {
				return Optional.of(JsonMapper.shared().readTree(body)).filter(JsonNode::isObject);
			}
			catch (JacksonException | IllegalArgumentException _) {
				return Optional.empty();
			}
		}

	}

	/**
	 * As much of the service as it takes to read its configuration.
	 */
	static final class SettingsApplication {

	}

}
