package dev.acrsync.scenario;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.Sandbox;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The service on a database whose disk is full for a while.
 */
@ExtendWith(OutputCaptureExtension.class)
class FullDiskTests {

	@Test
	void nothingThatWasAcceptedIsLostWhenTheDiskIsFull(@TempDir Path directory) throws Exception {
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=4m", "acr-sync", directory.toString()),
				"A small disk can only be mounted by root");
		try (FaultStage stage = new FaultStage(Sandbox.start(),
				"spring.datasource.url=jdbc:sqlite:" + directory.resolve("acr-sync.db"))) {
			stage.neverEnd();
			Map<String, Digest> accepted = new LinkedHashMap<>();
			for (int i = 0; i < 4; i++) {
				accepted.put("tripinsights/running-" + i, stage.push("tripinsights/running-" + i));
			}
			accepted.keySet().forEach(stage::awaitWrittenOperation);
			accepted.put("tripinsights/waiting", stage.push("tripinsights/waiting"));
			Path filler = fill(directory);
			HttpResponse<String> refusal = refusal(stage, accepted);
			JsonNode problem = RunningService.json(refusal);
			assertThat(problem.at("/reason").asString()).isEqualTo("unavailable");
			assertThat(problem.at("/status").asInt()).isEqualTo(503);
			assertThat(refusal.headers().firstValue("Content-Type")).contains("application/problem+json");
			assertThat(refusal.headers().firstValueAsLong("Retry-After")).hasValue(5);
			makeRoomForAProbe(filler);
			JsonNode readiness = stage.get("/health/readiness");
			assertThat(readiness.at("/status").asString()).as("at once").isEqualTo("DOWN");
			assertThat(readiness.at("/components/ledger/details/error").asString())
				.contains("The disk on acr-sync's side is full", "acr-sync.db", "docs/durability.md#a-full-disk")
				.doesNotContain("JDBC");
			assertThat(stage.status("/health/liveness")).isEqualTo(200);
			// Each of four is followed on, though nobody can write down where to ask
			// next.
			stage.awaitPolls(12);
			Files.delete(filler);
			stage.end();
			Awaitility.await().until(() -> stage.status("/health/readiness") == 200);
			accepted.put("tripinsights/later", stage.push("tripinsights/later"));
			for (String repository : accepted.keySet()) {
				stage.awaitArrival(repository, accepted.get(repository));
				stage.assertCost(repository, 1, 1);
			}
		}
		finally {
			run("umount", directory.toString());
		}
	}

	@Test
	void aStartOnAFullDiskSaysSo(@TempDir Path directory, CapturedOutput output) throws Exception {
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=6m", "acr-sync", directory.toString()),
				"A small disk can only be mounted by root");
		try (Sandbox sandbox = Sandbox.start()) {
			String url = "spring.datasource.url=jdbc:sqlite:" + directory.resolve("acr-sync.db");
			RunningService.start(sandbox, url).close();
			fill(directory);
			assertThatException().isThrownBy(() -> RunningService.start(sandbox, url).close());
			assertThat(output).contains("The disk on acr-sync's side is full")
				.contains("Make room or enlarge the volume: docs/durability.md#a-full-disk");
		}
		finally {
			run("umount", directory.toString());
		}
	}

	private static Path fill(Path directory) throws IOException {
		Path filler = directory.resolve("filler");
		try (var out = Files.newOutputStream(filler)) {
			byte[] page = new byte[512];
			while (true) {
				out.write(page);
			}
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("No space left");
		}
		return filler;
	}

	/**
	 * What is free now suffices for little, and not for an event.
	 */
	private static void makeRoomForAProbe(Path filler) throws IOException {
		try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.WRITE)) {
			channel.truncate(channel.size() - 3 * 4096);
		}
	}

	/**
	 * Pushes until it is refused; what is accepted until then counts.
	 */
	private static HttpResponse<String> refusal(FaultStage stage, Map<String, Digest> accepted) {
		for (int i = 0; i < 500; i++) {
			String repository = "tripinsights/full-" + i;
			Digest digest = stage.put(repository);
			HttpResponse<String> answer = stage.announce(repository, digest);
			if (answer.statusCode() != 202) {
				assertThat(answer.statusCode()).isEqualTo(503);
				return answer;
			}
			accepted.put(repository, digest);
		}
		throw new AssertionError("A full disk takes everything");
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0;
	}

}
