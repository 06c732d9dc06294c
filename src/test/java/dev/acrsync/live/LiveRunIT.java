package dev.acrsync.live;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

	private final StandInAzure azure = StandInAzure.start();

	@TempDir
	private Path directory;

	@BeforeEach
	void makeWhatIsNotOurs() {
		make("contoso", Map.of("team", "images"));
		make("acrsynclive0a0b0c0dvendor", Map.of("acr-sync-live", "ffffffff"));
		make("acrsyncliveother", Map.of("acr-sync-live", "other"));
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
		Process run = start("", "-Dlive.yes=true");
		assertThat(asked.await(60, TimeUnit.SECONDS)).as(output()).isTrue();
		run.destroyForcibly().waitFor();
		killed.countDown();
		assertThat(this.azure.registries()).hasSize(THEIRS.size() + 2).containsAll(THEIRS);
		assertThat(end(start("no\n", "-Dlive.clean=true"))).as(output()).isEqualTo(2);
		assertThat(this.azure.registries()).hasSize(THEIRS.size() + 2);
		assertThat(end(start("", "-Dlive.clean=true", "-Dlive.yes=true"))).as(output()).isZero();
		assertThat(this.azure.registries()).isEqualTo(THEIRS);
	}

	@Test
	void aWholeRunLeavesATableAndNothingElse() throws Exception {
		assertThat(end(start("yes\n", "-Dlive.only=service-.*|operation-.*"))).as(output()).isZero();
		assertThat(this.azure.registries()).isEqualTo(THEIRS);
		assertThat(output()).contains("0.17 US dollars").contains("Begin? [yes/no]");
		assertThat(Files.readString(results().resolve("table.md"))).contains("| [service-whole-way]", "0 do not");
		assertThat(Files.readString(results().resolve("table.json"))).contains("\"id\" : \"service-whole-way\"");
		try (Stream<Path> files = Files.walk(results())) {
			assertThat(files.filter(Files::isRegularFile)).allSatisfy(
					(file) -> assertThat(Files.readString(file)).doesNotContain(SUBSCRIPTION, "resourceGroups/live/")
						.doesNotContainPattern("Bearer (?!<secret>|realm)|Basic (?!<secret>)|[?&][csh]=(?!<secret>)"));
		}
	}

	private void make(String name, Map<String, String> tags) {
		RunResources resources = new RunResources(
				new StandInAccess(this.azure.resourceManager(), this.azure.metadataHost(), () -> {
				}), SUBSCRIPTION, "live");
		try (resources) {
			resources.arm()
				.put("/subscriptions/%s/resourceGroups/live/providers/Microsoft.ContainerRegistry/registries/%s"
					.formatted(SUBSCRIPTION, name),
						Map.of("location", "westeurope", "sku", Map.of("name", "Basic"), "tags", tags))
				.required("A registry");
		}
	}

	private Process start(String input, String... more) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Dsun.net.httpserver.nodelay=true", "-Dlive.azure=stand-in",
						"-Dlive.stand-in.resource-manager=" + this.azure.resourceManager(),
						"-Dlive.stand-in.metadata=" + this.azure.metadataHost(), "-Dlive.directory=" + results(),
						"-Dacr-sync.jar=" + System.getProperty("acr-sync.jar")));
		command.addAll(List.of(more));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), LiveRun.class.getName()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
		try (OutputStream in = process.getOutputStream()) {
			in.write(input.getBytes(StandardCharsets.UTF_8));
		}
		return process;
	}

	private int end(Process process) throws InterruptedException {
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(output()).isTrue();
			return process.exitValue();
		}
		finally {
			process.destroyForcibly();
		}
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
