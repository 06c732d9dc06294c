package dev.acrsync.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of the packaged jar, and their exit codes.
 */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	@AutoClose
	private Sandbox sandbox;

	private Digest digest;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.digest = this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("one"));
	}

	@Test
	void theDoctorIsAskedBeforeBesideAndAfterTheServiceAndNeverHarmsIt() {
		try (JarProcess before = command("doctor", "--format=json")) {
			assertThat(before.awaitExit(PATIENCE)).as(before.output()).isZero();
			assertThat(database(before)).contains("is not there yet");
			assertThat(before.files()).isEmpty();
			assertThat(databaseFile()).doesNotExist();
		}
		try (JarProcess service = JarProcess.start(this.sandbox)) {
			try (JarProcess beside = command("doctor", "--format=json")) {
				assertThat(beside.awaitExit(PATIENCE)).as(beside.output()).isZero();
				assertThat(database(beside)).contains("is in use by a running service");
			}
			try (JarProcess second = JarProcess.launch(this.sandbox)) {
				assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
				assertThat(second.output()).contains("another process has");
			}
			assertThat(service.get("/doctor").at("/level").asString()).isEqualTo("ok");
			assertThat(service.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, "v1", this.digest)).statusCode())
				.isEqualTo(202);
			service.awaitImports("succeeded", 1);
			service.terminate();
			assertThat(service.awaitExit(PATIENCE)).isEqualTo(143);
		}
		try (JarProcess after = command("doctor", "--format=json")) {
			assertThat(after.awaitExit(PATIENCE)).as(after.output()).isZero();
			assertThat(database(after)).contains("is durable, and can be written to. Its tables have version");
		}
	}

	@Test
	void theDoctorTellsPeopleWhatCures() {
		this.sandbox.arm().registry("customer").hide();
		this.sandbox.vendor().hideCatalog();
		try (JarProcess doctor = JarProcess.commandAsPackaged(this.sandbox, "doctor")) {
			assertThat(doctor.awaitExit(PATIENCE)).isEqualTo(2);
			assertThat(doctor.output()).startsWith("error    source contoso (contoso.azurecr.io)")
				.contains("error    target prod (customer.azurecr.io)", "cure: az role assignment create --assignee ",
						"--scope " + Sandbox.RESOURCE_ID, "ok       database")
				.doesNotContain(Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET, "eyJ", "\tat ");
		}
	}

	@Test
	void theDoctorTellsAWrongConfigurationAsTheStartDoes() {
		try (JarProcess doctor = command("doctor", "--acr-sync.retention=-1d")) {
			assertThat(doctor.awaitExit(PATIENCE)).isEqualTo(2);
			assertThat(doctor.output()).startsWith("error    configuration")
				.contains("The configuration is not valid", "acr-sync.retention: it is PT-24H")
				.doesNotContain("\tat ", "Exception");
		}
	}

	@Test
	void explainAndPlanAskTheRunningService() {
		try (JarProcess service = JarProcess.start(this.sandbox)) {
			String url = "--url=" + service.actuator("").resolve("/");
			assertAnswers(0, "decision: allowed", "explain", url, "--source=contoso", "--repository=" + REPOSITORY,
					"--tag=v1");
			assertAnswers(1, "tag-not-allowed", "explain", url, "--source=contoso", "--repository=" + REPOSITORY,
					"--tag=v1-rc1");
			assertAnswers(2, "there is no source with this name", "explain", url, "--source=fabrikam",
					"--repository=" + REPOSITORY, "--tag=v1");
			assertAnswers(1, this.digest.value(), "plan", url);
			this.sandbox.customer().put(REPOSITORY, "v1", StoredManifest.named("one"));
			assertAnswers(0, "count: 0", "plan", url);
			assertAnswers(1, "\"readiness\" : \"UP\"", "status", url, "--format=json");
			assertThat(service.get("/imports").at("/imports").isEmpty()).isTrue();
		}
	}

	@Test
	void withoutAConfigurationItIsToldWhatOneIs() {
		try (JarProcess nothing = JarProcess.launch(Map.of())) {
			assertThat(nothing.awaitExit(PATIENCE)).isEqualTo(2);
			assertThat(nothing.output()).startsWith("There is no configuration").contains("resource-id");
		}
	}

	@Test
	void anUnknownCommandIsToldWithTheUsage() {
		assertAnswers(2, "'doktor' is no command", "doktor");
		assertAnswers(0, "Usage: java -jar acr-sync.jar", "--help");
		assertAnswers(0, "acr-sync 0.", "--version");
	}

	private void assertAnswers(int code, String answer, String... line) {
		try (JarProcess command = command(line)) {
			assertThat(command.output()).contains(answer).doesNotContain("\tat ");
			assertThat(command.awaitExit(PATIENCE)).isEqualTo(code);
		}
	}

	private JarProcess command(String... line) {
		return JarProcess.command(this.sandbox, line);
	}

	private Path databaseFile() {
		return Path.of(this.sandbox.properties().get("spring.datasource.url").toString().replace("jdbc:sqlite:", ""));
	}

	private static String database(JarProcess doctor) {
		JsonNode diagnosis = JsonMapper.shared().readTree(doctor.output());
		return diagnosis.at("/findings")
			.valueStream()
			.filter((finding) -> finding.at("/subject").asString().equals("database"))
			.findFirst()
			.orElseThrow()
			.at("/what")
			.asString();
	}

}
