package dev.acrsync.live;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.acrsync.sandbox.StandInAzure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The run as it is against Azure, against a stand-in that outlives it.
 */
class LiveRunIT {

	private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

	private static final Set<String> THEIRS = Set.of("contoso", "acrsynclive0a0b0c0dvendor", "acrsyncliveother");

	private static final String THEIR_ACCOUNT = "acrsynclive0a0b0c0d";

	private final StandInAzure azure = StandInAzure.start();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	@TempDir
	private Path directory;

	@BeforeEach
	void makeWhatIsNotOurs() {
		make("ContainerRegistry/registries/contoso", Map.of("team", "images"));
		make("ContainerRegistry/registries/acrsynclive0a0b0c0dvendor", Map.of("acr-sync-live", "ffffffff"));
		make("ContainerRegistry/registries/acrsyncliveother", Map.of("acr-sync-live", "other"));
		make("Storage/storageAccounts/acrsynclive0a0b0c0d", Map.of());
	}

	@AfterEach
	void stop() {
		this.azure.close();
	}

	@Test
	void whatAKilledRunLeftBehindIsDeletedAndNothingElse() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch killed = new CountDownLatch(1);
		this.azure.arm().beforeNextPost(() -> {
			asked.countDown();
			await(killed);
		});
		make("Storage/storageAccounts/acrsyncliveffffffff", Map.of("acr-sync-live", "ffffffff"));
		Process run = start();
		try {
			assertThat(asked.await(60, TimeUnit.SECONDS)).as(output()).isTrue();
		}
		finally {
			run.destroyForcibly().waitFor();
			killed.countDown();
		}
		assertThat(this.azure.registries()).hasSize(THEIRS.size() + 2).containsAll(THEIRS);
		assertThat(this.azure.storageAccounts()).containsExactly(THEIR_ACCOUNT, "acrsyncliveffffffff");
		assertThat(run("no\n", Map.of("live.clean", "true"))).isEqualTo(2);
		assertThat(this.azure.registries()).hasSize(THEIRS.size() + 2);
		assertThat(run("no\nno\n", Map.of())).isEqualTo(2);
		assertThat(this.out.toString(StandardCharsets.UTF_8)).contains("Earlier runs have left behind: acrsynclive",
				"Delete them first? [yes/no]");
		assertThat(run("yes\n", Map.of("live.clean", "true"))).isZero();
		assertThat(this.azure.registries()).isEqualTo(THEIRS);
		assertThat(this.azure.storageAccounts()).containsExactly(THEIR_ACCOUNT);
	}

	@Test
	void aRunWithTheServiceLeavesATableAndNothingElse() throws Exception {
		int exit = run("yes\n", Map.of("live.only", "service-.*|operation-accepted|token-disabled|event-grid-.*"));
		assertThat(exit).as(this.out.toString(StandardCharsets.UTF_8)).isZero();
		assertThat(this.azure.storageAccounts()).containsExactly(THEIR_ACCOUNT);
		assertThat(this.azure.registries()).isEqualTo(THEIRS);
		assertThat(this.out.toString(StandardCharsets.UTF_8)).contains("0.17 US dollars").contains("Begin? [yes/no]");
		assertThat(Files.readString(results().resolve("table.md"))).contains("| [service-whole-way]", "5 of 5");
		assertThat(Files.readString(results().resolve("table.json"))).contains("\"id\" : \"service-whole-way\"");
		try (Stream<Path> files = Files.walk(results())) {
			assertThat(files.filter(Files::isRegularFile)).hasSize(8)
				.allSatisfy((file) -> assertThat(Files.readString(file))
					.doesNotContain(SUBSCRIPTION, "resourceGroups/live/")
					.doesNotContainPattern(
							"Bearer (?!<secret>|realm)|Basic (?!<secret>)|SharedKey (?!<secret>)|[?&][csh]=(?!<secret>)"));
		}
	}

	private int run(String input, Map<String, String> more) {
		Properties properties = new Properties();
		properties.putAll(settings());
		properties.putAll(more);
		return LiveRun.run(properties, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
				new PrintStream(this.out, true, StandardCharsets.UTF_8));
	}

	private Map<String, String> settings() {
		return Map.of("live.azure", "stand-in", "live.stand-in.resource-manager",
				this.azure.resourceManager().toString(), "live.stand-in.metadata", this.azure.metadataHost().toString(),
				"live.directory", results().toString(), "acr-sync.jar", System.getProperty("acr-sync.jar"));
	}

	private void make(String path, Map<String, String> tags) {
		RunResources resources = new RunResources(
				new StandInAccess(this.azure.resourceManager(), this.azure.metadataHost(), () -> {
				}), SUBSCRIPTION, "live");
		try (resources) {
			resources.arm()
				.put("/subscriptions/%s/resourceGroups/live/providers/Microsoft.%s".formatted(SUBSCRIPTION, path),
						Map.of("location", "westeurope", "sku", Map.of("name", "Basic"), "tags", tags))
				.required(path);
		}
	}

	/**
	 * Starts a run in a process of its own, which asks nothing.
	 */
	private Process start() throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Dsun.net.httpserver.nodelay=true", "-Dlive.yes=true"));
		settings().forEach((name, value) -> command.add("-D" + name + "=" + value));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), LiveRun.class.getName()));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
	}

	private Path results() {
		return this.directory.resolve("results");
	}

	private String output() {
		try {
			return Files.readString(this.directory.resolve("output"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
