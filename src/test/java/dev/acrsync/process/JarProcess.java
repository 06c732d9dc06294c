package dev.acrsync.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.UnusedPort;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.scenario.ServiceProcess;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged jar in a process of its own, in an empty directory, at free ports, and
 * with no environment but what it is given.
 */
public final class JarProcess implements ServiceProcess {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	/** Shorter than the lease of a process that was killed. */
	private static final Duration IMPORT_PATIENCE = Duration.ofSeconds(40);

	private final Path directory = createDirectory();

	private final int port = UnusedPort.find();

	private final int managementPort = UnusedPort.find();

	private final Process process;

	private JarProcess(List<String> form, Map<String, String> environment, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
		if (!environment.containsKey("ACR_SYNC_TRUSTED_CERTIFICATES")) {
			command.addAll(List.of("-Djavax.net.ssl.trustStore=" + trustStore(),
					"-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=localhost"));
		}
		command.addAll(form);
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(outputFile().toFile());
		builder.environment().clear();
		builder.environment().putAll(environment);
		builder.environment().put("SERVER_PORT", Integer.toString(this.port));
		builder.environment().put("MANAGEMENT_SERVER_PORT", Integer.toString(this.managementPort));
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Starts it, and does not wait.
	 * @param arguments properties of the form {@code key=value}
	 */
	static JarProcess launch(Map<String, String> environment, String... arguments) {
		return launchAs(QuickJar.options(), environment, arguments);
	}

	/**
	 * Starts the packaged jar as it is, which takes longer, and does not wait.
	 * @param arguments properties of the form {@code key=value}
	 */
	public static JarProcess launchAsPackaged(Map<String, String> environment, String... arguments) {
		return launchAs(packaged(), environment, arguments);
	}

	private static JarProcess launchAs(List<String> form, Map<String, String> environment, String... arguments) {
		return new JarProcess(form, environment, Stream.of(arguments).map("--"::concat).toList());
	}

	/**
	 * Returns the id of the process.
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * Runs a command of the jar on a sandbox, to its end.
	 * @param line the command, and what follows it
	 */
	static JarProcess command(Sandbox sandbox, String... line) {
		return command(machineIdentity(sandbox), withSandbox(sandbox, line));
	}

	/**
	 * Runs a command of the packaged jar as it is, to its end.
	 * @param line the command, and what follows it
	 */
	static JarProcess commandAsPackaged(Sandbox sandbox, String... line) {
		return commandAs(packaged(), machineIdentity(sandbox), withSandbox(sandbox, line));
	}

	private static List<String> withSandbox(Sandbox sandbox, String... line) {
		List<String> arguments = new ArrayList<>(List.of(line));
		sandbox.properties().forEach((key, value) -> {
			if (!key.startsWith("AZURE_")) {
				arguments.add("--" + key + "=" + value);
			}
		});
		return arguments;
	}

	/**
	 * Runs a command of the jar to its end.
	 * @param line the command, and what follows it
	 */
	static JarProcess command(Map<String, String> environment, List<String> line) {
		return commandAs(QuickJar.options(), environment, line);
	}

	private static JarProcess commandAs(List<String> form, Map<String, String> environment, List<String> line) {
		JarProcess command = new JarProcess(form, environment, line);
		command.awaitExit(PATIENCE);
		return command;
	}

	/**
	 * Starts it on a sandbox with the identity of a virtual machine, waits until it is
	 * ready, and points the vendor's webhook to it.
	 * @param properties further properties of the form {@code key=value}
	 */
	static JarProcess start(Sandbox sandbox, String... properties) {
		JarProcess started = launch(sandbox, properties).awaitReady();
		sandbox.webhook().pointTo(started.webhook());
		return started;
	}

	/**
	 * Starts it on a sandbox with the identity of a virtual machine, and does not wait.
	 * @param properties further properties of the form {@code key=value}
	 */
	static JarProcess launch(Sandbox sandbox, String... properties) {
		return launchAs(QuickJar.options(), sandbox, properties);
	}

	/**
	 * Starts it in one of its forms on a sandbox, and does not wait.
	 * @param form what follows the options of the JVM, to the jar
	 */
	static JarProcess launchAs(List<String> form, Sandbox sandbox, String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		sandbox.properties().forEach((key, value) -> {
			boolean given = arguments.stream().anyMatch((argument) -> argument.startsWith(key + "="));
			if (!given && !key.startsWith("AZURE_")) {
				arguments.add(key + "=" + value);
			}
		});
		arguments.add("acr-sync.reconcile.schedule=off");
		return launchAs(form, machineIdentity(sandbox), arguments.toArray(String[]::new));
	}

	/**
	 * Returns the environment that sends a virtual machine's identity to the sandbox.
	 */
	static Map<String, String> machineIdentity(Sandbox sandbox) {
		return Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", sandbox.identity().metadataHost().toString());
	}

	/**
	 * Waits until it takes events.
	 */
	public JarProcess awaitReady() {
		await().atMost(PATIENCE)
			.pollInterval(Duration.ofMillis(50))
			.failFast(() -> assertThat(this.process.isAlive()).as(output()).isTrue())
			.until(this::isReady);
		return this;
	}

	private boolean isReady() {
		try {
			return RunningService.send(HttpRequest.newBuilder(actuator("/health/readiness"))).statusCode() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	@Override
	public URI webhook() {
		return URI.create("http://127.0.0.1:" + this.port + "/webhooks/contoso");
	}

	@Override
	public URI actuator(String path) {
		return URI.create("http://127.0.0.1:" + this.managementPort + "/actuator" + path);
	}

	int managementPort() {
		return this.managementPort;
	}

	int port() {
		return this.port;
	}

	/**
	 * Asks the operators' door.
	 */
	public JsonNode get(String path) {
		HttpResponse<String> response = RunningService.send(HttpRequest.newBuilder(actuator(path)));
		assertThat(response.statusCode()).as(path).isEqualTo(200);
		return RunningService.json(response);
	}

	/**
	 * Posts an event with the right secret.
	 * @throws UncheckedIOException if there was no answer
	 */
	HttpResponse<String> post(JsonNode event) {
		return RunningService.send(HttpRequest.newBuilder(webhook())
			.header("Content-Type", "application/json; charset=utf-8")
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(BodyPublishers.ofString(event.toString())));
	}

	/**
	 * Waits until so many imports are in a state.
	 */
	void awaitImports(String state, int count) {
		await().atMost(IMPORT_PATIENCE)
			.pollInterval(Duration.ofMillis(100))
			.failFast(() -> assertThat(this.process.isAlive()).as(output()).isTrue())
			.untilAsserted(() -> assertThat(get("/imports").at("/counts/" + state).asInt()).as(state).isEqualTo(count));
	}

	boolean isListening() {
		try {
			RunningService.send(HttpRequest.newBuilder(webhook()));
			return true;
		}
		catch (UncheckedIOException ex) {
			return !(ex.getCause() instanceof ConnectException);
		}
	}

	/**
	 * Ends it as {@code kill -9} does, and waits until it is gone.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitExit(PATIENCE);
	}

	/**
	 * Asks it to end, as Kubernetes does, and does not wait.
	 */
	void terminate() {
		this.process.destroy();
	}

	/**
	 * Waits for its end, and returns its exit code.
	 */
	int awaitExit(Duration atMost) {
		try {
			assertThat(this.process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)).as("ended within " + atMost)
				.isTrue();
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns the names of the files that it has made.
	 */
	List<String> files() {
		String[] names = Objects.requireNonNull(this.directory.toFile().list());
		return Arrays.stream(names).filter((name) -> !name.equals("output")).toList();
	}

	@Override
	public String output() {
		try {
			return Files.readString(outputFile());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path outputFile() {
		return this.directory.resolve("output");
	}

	private static List<String> packaged() {
		return List.of("-jar", jar());
	}

	static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	static String jar() {
		return Objects.requireNonNull(System.getProperty("acr-sync.jar"),
				"The system property 'acr-sync.jar' names no jar: run these tests with 'mvn verify'");
	}

	private static Path trustStore() {
		try {
			return Path.of(Objects.requireNonNull(JarProcess.class.getResource("/sandbox/localhost.p12")).toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Path createDirectory() {
		try {
			return Files.createTempDirectory("acr-sync-process-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
