package dev.acrsync.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.acrsync.sandbox.UnusedPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A server under load, in a process of its own.
 *
 * @param process the process
 * @param port where it listens
 * @param path what events are posted to
 * @param log what it has written
 */
record Server(Process process, int port, String path, Path log) implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	/**
	 * Starts the packaged service on a database, with a vendor that takes connections and
	 * never answers: the imports that follow wait, and do not take part.
	 */
	static Server service(Path database, int silentPort, int managementPort, Map<String, String> environment,
			String... properties) {
		List<String> command = java("-jar", jar(), "--spring.datasource.url=jdbc:sqlite:" + database,
				"--management.server.port=" + managementPort);
		command.addAll(properties(silentPort));
		command.addAll(List.of(properties));
		return start(command, environment, "--server.port=", "/webhooks/contoso");
	}

	/**
	 * Returns what the service has to be told, beside its database and its ports.
	 */
	static List<String> properties(int silentPort) {
		String silent = "http://127.0.0.1:" + silentPort;
		return List.of("--acr-sync.sources.contoso.registry=" + PostedEvents.REGISTRY,
				"--acr-sync.sources.contoso.endpoint=" + silent, "--acr-sync.sources.contoso.password=none",
				"--acr-sync.sources.contoso.webhook.secrets[0]=" + PostedEvents.SECRET,
				"--acr-sync.sources.contoso.webhook.rate-limit=100000000",
				"--acr-sync.sources.contoso.rules[0].repositories[0]=tripinsights/*",
				"--acr-sync.sources.contoso.rules[0].tags[0]=*",
				"--acr-sync.sources.contoso.rules[0].exclude-tags[0]=*-rc*",
				"--acr-sync.targets.prod.resource-id=/subscriptions/00000000-0000-0000-0000-000000000001"
						+ "/resourceGroups/images/providers/Microsoft.ContainerRegistry/registries/customer",
				"--acr-sync.targets.prod.endpoint=" + silent, "--acr-sync.imports.retry.initial-delay=30m",
				"--acr-sync.reconcile.schedule=off");
	}

	static String jar() {
		return Objects.requireNonNull(System.getProperty("acr-sync.jar"), "The property 'acr-sync.jar' names no jar");
	}

	/**
	 * Starts what only answers.
	 */
	static Server nothingWritten() {
		return start(java("-cp", System.getProperty("java.class.path"), NothingWritten.class.getName()), Map.of(),
				"--server.port=", "/webhooks/contoso");
	}

	/**
	 * Starts the webhook server of the Debian package of that name.
	 */
	static Server webhook(Path hooks, String... options) {
		List<String> command = new ArrayList<>(List.of("webhook", "-hooks", hooks.toString(), "-ip", "127.0.0.1"));
		command.addAll(List.of(options));
		return start(command, Map.of(), "-port=", "/hooks/push");
	}

	static List<String> java(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"--enable-native-access=ALL-UNNAMED"));
		command.addAll(List.of(arguments));
		return command;
	}

	static Server start(List<String> command, Map<String, String> environment, String portOption, String path) {
		try {
			int port = UnusedPort.find();
			List<String> complete = new ArrayList<>(command);
			complete.add(portOption + port);
			Path log = Files.createTempFile(Path.of("target"), "benchmark-", ".log");
			ProcessBuilder builder = new ProcessBuilder(complete).redirectErrorStream(true)
				.redirectOutput(log.toFile());
			builder.environment().put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1");
			builder.environment().putAll(environment);
			Server server = new Server(builder.start(), port, path, log);
			await().atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(100))
				.failFast(() -> assertThat(server.process.isAlive()).as(Files.readString(log)).isTrue())
				.until(server::isListening);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
		try {
			Files.delete(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
