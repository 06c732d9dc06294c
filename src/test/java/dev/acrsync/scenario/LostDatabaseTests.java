package dev.acrsync.scenario;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * The whole service, whose database somebody removes while it runs.
 */
@ExtendWith(OutputCaptureExtension.class)
class LostDatabaseTests {

	@Test
	void whatTheNextStartWouldNotFindIsRefusedAndSaid(@TempDir Path directory, CapturedOutput output)
			throws IOException {
		Path database = directory.resolve("acr-sync.db");
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox,
						"spring.datasource.url=jdbc:sqlite:" + database)) {
			assertThat(push(sandbox, service, "v1").statusCode()).isEqualTo(202);
			Files.delete(database);
			for (int i = 0; i < 5; i++) {
				HttpResponse<String> refused = push(sandbox, service, "v2");
				assertThat(refused.statusCode()).isEqualTo(503);
				assertThat(RunningService.json(refused).at("/reason").asString()).isEqualTo("unavailable");
			}
			for (int i = 0; i < 20; i++) {
				assertThat(service.post(untagged()).statusCode()).as("nothing of it has to be written down")
					.isEqualTo(200);
			}
			assertThat(output.getAll().lines().filter((line) -> line.contains("without a tag are not noted")))
				.as("one line a minute")
				.hasSize(1);
			assertThat(RunningService.send(HttpRequest.newBuilder(service.actuator("/health/readiness"))).statusCode())
				.isEqualTo(503);
			assertThat(service.get("/doctor").toString()).contains("was removed or replaced under the running service")
				.contains("docs/durability.md");
		}
	}

	@Test
	void ofTwoOnOneFileTheFirstWritesNothingAnyMore(@TempDir Path directory) throws IOException {
		String url = "spring.datasource.url=jdbc:sqlite:" + directory.resolve("acr-sync.db");
		try (Sandbox sandbox = Sandbox.start(); RunningService first = RunningService.start(sandbox, url)) {
			assertThat(push(sandbox, first, "v1").statusCode()).isEqualTo(202);
			Path lock = directory.resolve("acr-sync.db.lock");
			Files.delete(lock);
			assertThat(push(sandbox, first, "v2").statusCode()).as("it locks it again").isEqualTo(202);
			assertThatException().isThrownBy(() -> RunningService.start(sandbox, url).close())
				.withStackTraceContaining("another process has");
			Files.delete(lock);
			try (FileChannel second = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
				assertThat(second.tryLock()).isNotNull();
				assertThat(push(sandbox, first, "v3").statusCode()).isEqualTo(503);
				assertThat(first.get("/doctor").toString()).contains("another process has taken ", "end one of both");
			}
		}
	}

	@Test
	void whatANewerReleaseHasMadeIsNotTouched(@TempDir Path directory, CapturedOutput output) throws SQLException {
		String url = "jdbc:sqlite:" + directory.resolve("acr-sync.db");
		try (Sandbox sandbox = Sandbox.start()) {
			RunningService.start(sandbox, "spring.datasource.url=" + url).close();
			try (Connection database = DriverManager.getConnection(url);
					Statement statement = database.createStatement()) {
				statement.executeUpdate("""
						insert into flyway_schema_history
						select 1000, '1000', 'of a newer release', type, script, 1, installed_by, installed_on, 1, true
						from flyway_schema_history where installed_rank = 1
						""");
			}
			assertThatException()
				.isThrownBy(() -> RunningService.start(sandbox, "spring.datasource.url=" + url).close())
				.withStackTraceContaining("it was made by a newer release. Its tables have version 1000");
			assertThat(output).contains("run the release that made it, or a newer one");
		}
	}

	private static JsonNode untagged() {
		ObjectNode event = AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", "v1",
				StoredManifest.named("signature").digest());
		event.withObject("/target").remove("tag");
		return event;
	}

	private static HttpResponse<String> push(Sandbox sandbox, RunningService service, String tag) {
		Digest digest = sandbox.vendor().put("tripinsights/poi", tag, StoredManifest.named(tag));
		return service.post(AcrEvents.push("contoso.azurecr.io", "tripinsights/poi", tag, digest));
	}

}
