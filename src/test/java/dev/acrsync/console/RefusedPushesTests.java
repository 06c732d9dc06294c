package dev.acrsync.console;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nothing is called complete while pushes are not taken: why, and what cures it, comes
 * first.
 */
class RefusedPushesTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	@TempDir
	private Path directory;

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	private String database;

	@BeforeEach
	void start() {
		this.database = "jdbc:sqlite:" + this.directory.resolve("acr-sync.db");
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
		this.service = RunningService.start(this.sandbox, "spring.datasource.url=" + this.database);
		this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one"));
		await().atMost(SOON).until(() -> this.service.get("/imports").at("/counts/succeeded").asInt() == 1);
		RunningService.send(
				HttpRequest.newBuilder(this.service.actuator("/reconcile")).POST(HttpRequest.BodyPublishers.noBody()));
		await().atMost(SOON).until(() -> this.service.get("/status").at("/complete").asBoolean());
		assertThat(page()).contains("verdict good", "Push events are taken");
	}

	@Test
	void whileTheDatabaseIsLockedThatIsSaidFirstAndNothingIsGreen() throws SQLException {
		try (Connection other = DriverManager.getConnection(this.database);
				Statement statement = other.createStatement()) {
			statement.executeUpdate("begin immediate");
			awaitRefusal();
			assertRefused("SQLITE_BUSY", "that no other process holds a lock on it");
			assertThat(this.service.get("/status").at("/sentence").asString())
				.contains("Of what is known 1 of 1 image");
			statement.executeUpdate("rollback");
		}
	}

	@Test
	void whereTheDatabaseWasRemovedTheCureIsSaidFirst() throws IOException {
		Files.delete(this.directory.resolve("acr-sync.db"));
		awaitRefusal();
		assertRefused("was removed or replaced under the running service", "put the same file back, or a backup");
	}

	private void awaitRefusal() {
		await().atMost(SOON)
			.until(() -> "OUT_OF_SERVICE".equals(this.service.get("/status").at("/readiness").asString()));
	}

	private void assertRefused(String cause, String cure) {
		JsonNode status = this.service.get("/status");
		assertThat(status.at("/complete").asBoolean()).as("so that the command line does not end with 0").isFalse();
		assertThat(status.at("/verdict").asString()).isEqualTo("unproved");
		assertThat(status.at("/sentence").asString()).startsWith("Pushes are not taken: ").contains(cause, cure);
		assertThat(status.at("/todo/0").asString()).startsWith("Pushes are not taken: ").contains(cause, cure);
		assertThat(page()).contains("<p class=\"verdict bad\" role=\"status\">Pushes are not taken: ")
			.doesNotContain("verdict good");
	}

	private String page() {
		return RunningService.send(HttpRequest.newBuilder(this.service.actuator("").resolve("/"))).body();
	}

}
