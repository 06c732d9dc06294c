package dev.acrsync.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import dev.acrsync.container.BuiltImage;
import dev.acrsync.container.Container;
import dev.acrsync.sandbox.UnusedPort;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Measures the container image beside {@code java -jar} of the same jar: how large it is,
 * how soon it is ready, and what memory it takes. Prints a table, and leaves it in
 * {@code target/container-benchmark.md}.
 */
class ContainerBenchmark {

	private static final int STARTS = 5;

	private static final int EVENTS = 20_000;

	private static final int CLIENTS = 64;

	private static final Duration MEASURED = Duration.ofSeconds(15);

	private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	private final StringBuilder table = new StringBuilder(
			"""
					| | ready, median of 5 | resident after the start | after 20,000 events | after the load | accepted per second | p99 |
					|---|--:|--:|--:|--:|--:|--:|
					""");

	@Test
	void measure() throws Exception {
		assumeTrue(BuiltImage.canBeBuilt() && Container.canBeRun(), "buildah and runc need to be installed, and root");
		Path directory = Path.of("target", "container-benchmark").toAbsolutePath();
		try (BuiltImage image = BuiltImage.build(20_000);
				ServerSocket silent = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress())) {
			FileSystemUtils.deleteRecursively(directory);
			Files.createDirectories(directory);
			measure("`java -jar`", () -> plain(directory, silent.getLocalPort()));
			measure("image, 320 MiB" + (Container.isLimited() ? "" : " (not limited here)"), () -> {
				Container container = Container.start(image,
						Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1"),
						Server.properties(silent.getLocalPort()));
				container.awaitReady();
				return new ContainedSubject(container);
			});
			size(image.root().resolve("app"));
		}
		finally {
			FileSystemUtils.deleteRecursively(directory);
		}
		Files.writeString(Path.of("target", "container-benchmark.md"), this.table);
		System.out.println(this.table);
	}

	private void measure(String name, Start start) throws Exception {
		double[] seconds = new double[STARTS];
		for (int i = 0; i < STARTS - 1; i++) {
			long began = System.nanoTime();
			try (Subject _ = start.start()) {
				seconds[i] = (System.nanoTime() - began) / 1e9;
			}
		}
		long began = System.nanoTime();
		try (Subject subject = start.start()) {
			seconds[STARTS - 1] = (System.nanoTime() - began) / 1e9;
			Arrays.sort(seconds);
			long started = settled(subject);
			Load.run(subject.port(), "/webhooks/contoso", CLIENTS, Duration.ofMinutes(2), EVENTS);
			long served = settled(subject);
			Load.run(subject.port(), "/webhooks/contoso", CLIENTS, MEASURED);
			Measurement measured = Load.run(subject.port(), "/webhooks/contoso", CLIENTS, MEASURED);
			this.table.append(String.format(Locale.ROOT,
					"| %s | %.2f s (%.2f to %.2f) | %d MB | %d MB | %d MB | %,.0f (%d failed) | %.0f ms |%n", name,
					seconds[STARTS / 2], seconds[0], seconds[STARTS - 1], started, served, settled(subject),
					measured.perSecond(), measured.failed(), measured.p99()));
		}
	}

	private static Subject plain(Path directory, int silentPort) throws IOException {
		int managementPort = UnusedPort.find();
		List<String> command = Server.java("-jar", Server.jar(),
				"--spring.datasource.url=jdbc:sqlite:"
						+ Files.createTempDirectory(directory, "data").resolve("acr-sync.db"),
				"--management.server.port=" + managementPort);
		command.addAll(Server.properties(silentPort));
		Server server = Server.start(command, Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs"), "--server.port=",
				"/webhooks/contoso");
		URI readiness = URI.create("http://127.0.0.1:%d/actuator/health/readiness".formatted(managementPort));
		await().pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> RunningService.send(HttpRequest.newBuilder(readiness)).statusCode() == 200);
		return new PlainSubject(server);
	}

	/** What the compiler has left is given back after some seconds. */
	private static long settled(Subject subject) throws Exception {
		Thread.sleep(10_000);
		Matcher matcher = RESIDENT.matcher(subject.status());
		return matcher.find() ? Long.parseLong(matcher.group(1)) / 1_000 : 0;
	}

	private void size(Path app) throws IOException {
		long[] content = new long[1];
		long[] compressed = new long[1];
		OutputStream counter = new OutputStream() {
			@Override
			public void write(int value) {
				compressed[0]++;
			}

			@Override
			public void write(byte[] bytes, int offset, int length) {
				compressed[0] += length;
			}
		};
		try (OutputStream gzip = new GZIPOutputStream(counter); Stream<Path> files = Files.walk(app)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				content[0] += Files.copy(file, gzip);
			}
		}
		this.table.append(String.format(Locale.ROOT,
				"%nOn top of its base the image has %d MB, %d MB of them the AOT cache; compressed %d MB.%n",
				content[0] / 1_000_000, Files.size(app.resolve("acr-sync.aot")) / 1_000_000,
				compressed[0] / 1_000_000));
	}

	/**
	 * Starts, and returns when it is ready.
	 */
	@FunctionalInterface
	private interface Start {

		Subject start() throws Exception;

	}

	/**
	 * What is measured.
	 */
	private interface Subject extends AutoCloseable {

		int port();

		String status() throws IOException;

		@Override
		void close();

	}

	private record ContainedSubject(Container container) implements Subject {

		@Override
		public int port() {
			return this.container.port();
		}

		@Override
		public String status() throws IOException {
			return this.container.status();
		}

		@Override
		public void close() {
			this.container.close();
		}

	}

	private record PlainSubject(Server server) implements Subject {

		@Override
		public int port() {
			return this.server.port();
		}

		@Override
		public String status() throws IOException {
			return Files.readString(Path.of("/proc", Long.toString(this.server.process().pid()), "status"));
		}

		@Override
		public void close() {
			this.server.close();
		}

	}

}
