package dev.acrsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.UnusedPort;
import dev.acrsync.scenario.RunningService;
import tools.jackson.databind.JsonNode;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;

/**
 * The packaged service as a process on a sandbox, with an empty ledger.
 */
final class SandboxedService implements AutoCloseable {

	private final Path directory;

	private final int managementPort = UnusedPort.find();

	private final Server server;

	/**
	 * Starts it, and returns when it is ready.
	 * @param properties what differs from the defaults, of the form {@code key=value}
	 */
	SandboxedService(Sandbox sandbox, String... properties) {
		try {
			// On the disk of the project: the usual temporary directory may be in memory
			this.directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "drain-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server = Server.start(command(sandbox, properties),
				Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", sandbox.identity().metadataHost().toString()),
				"--server.port=", "/webhooks/contoso");
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(100))
			.ignoreExceptions()
			.until(() -> RunningService.send(HttpRequest.newBuilder(actuator("/health/readiness")))
				.statusCode() == 200);
		sandbox.webhook().pointTo(URI.create("http://127.0.0.1:" + this.server.port() + this.server.path()));
	}

	private List<String> command(Sandbox sandbox, String... properties) {
		String trustStore = Objects.requireNonNull(SandboxedService.class.getResource("/sandbox/localhost.p12"))
			.getPath();
		List<String> command = Server.java("-Djavax.net.ssl.trustStore=" + trustStore,
				"-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=localhost", "-jar",
				Server.jar());
		sandbox.properties().forEach((key, value) -> {
			if (!key.startsWith("AZURE_")) {
				command.add("--" + key + "=" + value);
			}
		});
		command.add("--spring.datasource.url=jdbc:sqlite:" + this.directory.resolve("acr-sync.db"));
		command.add("--management.server.port=" + this.managementPort);
		command.add("--acr-sync.reconcile.schedule=off");
		for (String property : properties) {
			command.add("--" + property);
		}
		return command;
	}

	/**
	 * Begins to compare the registries.
	 */
	void compare() {
		int status = RunningService
			.send(HttpRequest.newBuilder(actuator("/reconcile"))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.noBody()))
			.statusCode();
		if (status != 202) {
			throw new IllegalStateException("The comparison does not begin: " + status);
		}
	}

	JsonNode get(String path) {
		return RunningService.json(RunningService.send(HttpRequest.newBuilder(actuator(path))));
	}

	private URI actuator(String path) {
		return URI.create("http://127.0.0.1:" + this.managementPort + "/actuator" + path);
	}

	@Override
	public void close() {
		this.server.close();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
