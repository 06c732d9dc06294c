package dev.acrsync.container;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Puts the service under load while the JVM watches it for the image's AOT cache, and
 * ends it softly, upon which the JVM writes the cache. The {@code Dockerfile} compiles
 * this class by itself: it needs nothing but the JDK.
 */
final class Training {

	private static final int EVENTS = Integer.parseInt(System.getenv("TRAINING_EVENTS"));

	private static final int CLIENTS = 16;

	private static final int SECONDS_TO_START = 120;

	private static final int SECONDS_TO_END = 240;

	private static final int TERMINATED = 143;

	private static final Path LOG = Path.of("/training", "training.log");

	private static final HttpClient http = HttpClient.newHttpClient();

	private final int port = freePort();

	private final int managementPort = freePort();

	private Training() throws IOException {
	}

	/**
	 * Trains once.
	 * @param command the service's command line; the ports are added to it
	 */
	static void main(String[] command) throws Exception {
		new Training().run(command);
	}

	private void run(String[] command) throws Exception {
		List<String> complete = new ArrayList<>(List.of(command));
		complete.add("--server.port=" + this.port);
		complete.add("--management.server.port=" + this.managementPort);
		ProcessBuilder builder = new ProcessBuilder(complete).redirectErrorStream(true).redirectOutput(LOG.toFile());
		// The identity of the machine that builds is none of the training's business.
		builder.environment().put("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:1");
		Process service = builder.start();
		try {
			awaitReady(service);
			postAll();
			for (String path : List.of("health/liveness", "health/readiness", "prometheus", "imports", "info")) {
				expect(200, path, get(path));
			}
			service.destroy();
			if (!service.waitFor(SECONDS_TO_END, TimeUnit.SECONDS) || service.exitValue() != TERMINATED) {
				throw new IllegalStateException("It did not end as it was told to");
			}
		}
		catch (Exception ex) {
			List<String> lines = Files.readAllLines(LOG);
			lines.subList(Math.max(0, lines.size() - 50), lines.size()).forEach(System.err::println);
			throw ex;
		}
		finally {
			service.destroyForcibly();
		}
		System.out.printf("Trained with %,d events%n", EVENTS);
	}

	private void awaitReady(Process service) throws Exception {
		long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
		while (!isReady()) {
			if (!service.isAlive() || System.nanoTime() > until) {
				throw new IllegalStateException("It does not start");
			}
			Thread.sleep(100);
		}
	}

	private boolean isReady() throws Exception {
		try {
			return get("health/readiness") == 200;
		}
		catch (ConnectException ex) {
			return false;
		}
	}

	private void postAll() throws InterruptedException, ExecutionException {
		AtomicInteger next = new AtomicInteger();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> all = IntStream.range(0, CLIENTS).<Future<?>>mapToObj((_) -> clients.submit(() -> {
				for (int number = next.getAndIncrement(); number < EVENTS; number = next.getAndIncrement()) {
					expect(202, "push", post(number));
				}
				return true;
			})).toList();
			for (Future<?> client : all) {
				client.get();
			}
		}
	}

	private int post(int number) throws IOException, InterruptedException {
		String event = """
				{"id":"%1$s","timestamp":"2026-01-01T00:00:00.0000000Z","action":"push",
				"target":{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","size":524,"length":524,
				"digest":"sha256:%2$064x","repository":"tripinsights/service-%3$d","tag":"v%2$d"},
				"request":{"id":"%1$s","host":"contoso.azurecr.io","method":"PUT",
				"useragent":"docker/28.5.1 go/go1.24.8 os/linux arch/amd64"}}
				""".formatted(new UUID(0, number), number, number % 97);
		return http
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/webhooks/contoso".formatted(this.port)))
				.header("Content-Type", "application/json; charset=utf-8")
				.header("User-Agent", "AzureContainerRegistry/1.0")
				.header("Authorization", "Bearer the-secret-of-the-training")
				.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
				.header("X-Forwarded-For", "true")
				.POST(BodyPublishers.ofString(event))
				.build(), BodyHandlers.discarding())
			.statusCode();
	}

	private int get(String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:%d/actuator/%s".formatted(this.managementPort, path));
		return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
	}

	private static void expect(int expected, String what, int answered) {
		if (answered != expected) {
			throw new IllegalStateException("%s is answered with %d, not %d".formatted(what, answered, expected));
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
