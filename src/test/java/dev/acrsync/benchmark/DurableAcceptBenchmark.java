package dev.acrsync.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.sandbox.UnusedPort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

/**
 * Measures how fast pushes are accepted durably by the packaged service, and the limits
 * of the same machine beside it. Prints a table, and leaves it in
 * {@code target/benchmark.md}. The client and the server share the processors.
 */
class DurableAcceptBenchmark {

	private static final Duration WARM_UP = seconds("warm-up", 10);

	private static final Duration MEASURED = seconds("measured", 15);

	private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);

	private static final int FULL = 1_000_000;

	private static final int MANY = 64;

	private static final int PAGES = 50;

	private static final double QUIET = 0.1;

	private static final Duration PATIENCE = seconds("patience", 60);

	private static final String ONLY = System.getProperty("benchmark.only", "");

	private static final Table table = new Table("what", "clients", "per second", "p50", "p99", "longest",
			"server's CPU per event", "others' CPU");

	/** Takes connections and never answers. */
	private static ServerSocket silent;

	/** On the disk of the project: the usual temporary directory may be in memory. */
	private static final Path directory = Path.of("target", "benchmark").toAbsolutePath();

	@BeforeAll
	static void open() throws IOException {
		FileSystemUtils.deleteRecursively(directory);
		Files.createDirectories(directory);
		silent = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
	}

	@AfterAll
	static void close() throws IOException {
		silent.close();
		FileSystemUtils.deleteRecursively(directory);
	}

	@Test
	void measure() throws Exception {
		boolean compiler = isInstalled("gcc");
		disk("append + fsync", Map.of());
		http("HTTP server alone, nothing written", Server::nothingWritten);
		if (isInstalled("webhook")) {
			webhook();
		}
		http("**acr-sync**", () -> service("empty.db", Map.of()));
		http("acr-sync, no log", () -> service("silent.db", Map.of(), "--logging.level.root=off"));
		watched("acr-sync, %d pages open in browsers".formatted(PAGES));
		http("acr-sync, a million imports in the ledger", this::serviceWithFullLedger);
		if (compiler) {
			SlowDisk slow = SlowDisk.compile(directory);
			for (int millis : new int[] { 2, 10 }) {
				Map<String, String> environment = slow.environment(Duration.ofMillis(millis));
				disk("append + fsync, " + millis + " ms slower", environment);
				http("acr-sync, fsync " + millis + " ms slower", () -> service("slow-" + millis + ".db", environment));
			}
		}
		Files.writeString(Path.of("target", "benchmark.md"), table.toString());
		System.out.println(table);
	}

	private static void add(String what, int clients, Measurement measured) {
		String failed = (measured.failed() > 0) ? " (" + measured.failed() + " failed)" : "";
		table.add(what, Integer.toString(clients), figure("%,.0f%s", measured.perSecond(), failed),
				figure("%.2f ms", measured.p50()), figure("%.1f ms", measured.p99()),
				figure("%.0f ms", measured.longest()), figure("%.0f µs", measured.cpu()),
				figure("%.0f %%", 100 * measured.others()));
	}

	private static String figure(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

	private static void disk(String name, Map<String, String> environment) {
		if (name.contains(ONLY)) {
			for (int threads : new int[] { 1, MANY }) {
				add(name, threads, quietest(() -> BareDisk.measure(directory, threads, MEASURED, environment)));
			}
		}
	}

	private static void http(String name, Supplier<Server> start) {
		if (name.contains(ONLY)) {
			try (Server server = start.get()) {
				measure(name, server);
			}
		}
	}

	private static void watched(String name) {
		if (name.contains(ONLY)) {
			int port = UnusedPort.find();
			try (Server server = Server.service(directory.resolve("watched.db"), silent.getLocalPort(), port, Map.of());
					OpenPages pages = new OpenPages(port, PAGES)) {
				measure(name, server);
				table.note("The %d pages were refreshed %,d times meanwhile.".formatted(PAGES, pages.refreshed()));
			}
		}
	}

	private static void measure(String name, Server server) {
		Load.run(server.port(), server.path(), MANY, WARM_UP);
		for (int clients : new int[] { 1, MANY }) {
			add(name, clients, quietest(() -> Load.run(server.port(), server.path(), clients, MEASURED)));
		}
	}

	private static Server service(String database, Map<String, String> environment, String... properties) {
		return Server.service(directory.resolve(database), silent.getLocalPort(), UnusedPort.find(), environment,
				properties);
	}

	private Server serviceWithFullLedger() {
		service("full.db", Map.of()).close();
		try {
			FullLedger.fill(directory.resolve("full.db"), FULL);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return service("full.db", Map.of());
	}

	/** It answers before it runs its command, and forgets what it could not run. */
	private static void webhook() throws IOException {
		Path hooks = Files.writeString(directory.resolve("hooks.json"), """
				[{"id": "push", "execute-command": "/bin/true", "success-http-response-code": 202,
				  "trigger-rule": {"match": {"type": "value", "value": "Bearer %s",
				    "parameter": {"source": "header", "name": "Authorization"}}}}]
				""".formatted(PostedEvents.SECRET));
		http("`webhook` running `/bin/true`, nothing written", () -> Server.webhook(hooks));
		if ("webhook".contains(ONLY)) {
			try (Server server = Server.webhook(hooks, "-verbose")) {
				Measurement measured = Load.run(server.port(), server.path(), MANY, Duration.ofSeconds(5));
				try (Stream<String> lines = Files.lines(server.log())) {
					long failed = lines.filter((line) -> line.contains("error occurred") || line.contains("too many"))
						.count();
					table.note("Of %,.0f events that `webhook` had answered with 202, %,d failed to run."
						.formatted(measured.perSecond() * 5, failed));
				}
			}
		}
	}

	/**
	 * Measures until other processes take no part, so many times at most, and returns the
	 * run that they disturbed least.
	 */
	private static Measurement quietest(Supplier<Measurement> run) {
		return IntStream.range(0, ROUNDS)
			.mapToObj((_) -> undisturbed(run))
			.reduce((one, other) -> (one.others() <= other.others()) ? one : other)
			.orElseThrow();
	}

	private static Measurement undisturbed(Supplier<Measurement> run) {
		long until = System.nanoTime() + PATIENCE.toNanos();
		while (System.nanoTime() < until) {
			if (isQuiet()) {
				break;
			}
		}
		Usage usage = new Usage();
		Measurement measured = run.get();
		return measured.with(usage.others(), usage.servers() / (measured.perSecond() * MEASURED.toSeconds()));
	}

	private static boolean isQuiet() {
		Usage usage = new Usage();
		try {
			Thread.sleep(1_000);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return usage.others() < QUIET;
	}

	private static boolean isInstalled(String program) {
		return Optional.ofNullable(System.getenv("PATH"))
			.stream()
			.flatMap((path) -> Stream.of(path.split(":")))
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, program)));
	}

	private static Duration seconds(String name, int usual) {
		return Duration.ofSeconds(Integer.getInteger("benchmark." + name, usual));
	}

}
