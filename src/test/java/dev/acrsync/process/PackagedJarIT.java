package dev.acrsync.process;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.CollectedSpan;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInCollector;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators get from the jar: every way to configure it, its logs, and what it says
 * when it will not start.
 */
@Execution(ExecutionMode.CONCURRENT)
class PackagedJarIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	@AutoClose
	private Sandbox sandbox;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
	}

	@Test
	void theEnvironmentAloneConfiguresIt() {
		try (JarProcess process = JarProcess
			.launchAsPackaged(withFabrikam(environment(JarProcess.machineIdentity(this.sandbox))))) {
			assertImports(process.awaitReady());
			assertImportsWithoutAPassword(process);
			assertThat(process.get("/sbom").at("/ids").toString()).isEqualTo("[\"application\"]");
			assertThat(RunningService
				.json(RunningService.send(HttpRequest.newBuilder(process.actuator("/sbom/application"))))
				.at("/components")).extracting((component) -> component.at("/name").asString())
				.contains("azure-identity", "sqlite-jdbc", "spring-webmvc");
			assertThat(process.get("/info").at("/build").propertyNames()).contains("version", "time");
			boolean builtFromGit = Files.exists(Path.of(".git"));
			assertThat(process.get("/info").at("/git/commit/id").isMissingNode()).isNotEqualTo(builtFromGit);
		}
	}

	@Test
	void theIdentityOfAnAppServiceServesItAndProvesItToAVendor() {
		Map<String, String> identity = Map.of("IDENTITY_ENDPOINT",
				this.sandbox.identity().metadataHost() + "/msi/token", "IDENTITY_HEADER",
				StandInIdentity.IDENTITY_HEADER);
		try (JarProcess process = JarProcess.launch(withFabrikam(environment(identity)))) {
			assertImports(process.awaitReady());
			assertImportsWithoutAPassword(process);
		}
	}

	/**
	 * The token of the managed identity is what an app of ours trusts, which the second
	 * vendor has let in.
	 */
	private Map<String, String> withFabrikam(Map<String, String> environment) {
		this.sandbox.identity()
			.tenant(Sandbox.FABRIKAM_TENANT)
			.trust(Sandbox.FABRIKAM_CLIENT, StandInIdentity.MANAGED, StandInIdentity.OBJECT_ID,
					StandInIdentity.EXCHANGE);
		environment.put("AZURE_AUTHORITY_HOST", this.sandbox.identity().authorityHost().toString());
		this.sandbox.fabrikamProperties()
			.forEach((key,
					value) -> environment.put(key.replaceFirst("^acr-sync", "acr_sync")
						.replace("-", "")
						.replaceAll("\\[(\\d+)]", "_$1")
						.replace('.', '_')
						.toUpperCase(Locale.ROOT), value.toString()));
		return environment;
	}

	private void assertImportsWithoutAPassword(JarProcess process) {
		this.sandbox.fabrikamWebhook().pointTo(process.webhook().resolve("fabrikam"));
		Digest digest = this.sandbox.fabrikam().push("loans/api", "v1", StoredManifest.named("loans"));
		process.awaitImports("succeeded", 2);
		assertThat(this.sandbox.customer().digest("loans/api", "v1")).contains(digest);
		ImportCall call = this.sandbox.arm().calls().getLast();
		assertThat(call.username()).isEmpty();
		assertThat(call.password()).hasValueSatisfying((password) -> assertThat(
				this.sandbox.identity().tenant(Sandbox.FABRIKAM_TENANT).tokens(Sandbox.FABRIKAM_CLIENT))
			.contains(password));
	}

	@Test
	void secretsComeFromAMountedDirectoryAndEveryLogLineIsJson(@TempDir Path mounted) throws IOException {
		Files.writeString(mounted.resolve("acr-sync.sources.contoso.password"), Sandbox.PASSWORD + "\n");
		Files.writeString(mounted.resolve("acr-sync.sources.contoso.webhook.secrets"), Sandbox.WEBHOOK_SECRET + "\n");
		Map<String, String> environment = environment(JarProcess.machineIdentity(this.sandbox));
		environment.remove("ACR_SYNC_SOURCES_CONTOSO_PASSWORD");
		environment.remove("ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_SECRETS_0");
		environment.put("SPRING_CONFIG_IMPORT", "configtree:" + mounted + "/");
		environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
		try (JarProcess process = JarProcess.launch(environment)) {
			JsonNode imported = assertImports(process.awaitReady());
			RunningService.send(HttpRequest.newBuilder(process.webhook())
				.header("Authorization", "Bearer of-a-guess-at-the-secret")
				.POST(HttpRequest.BodyPublishers.ofString("{}")));
			process.terminate();
			assertThat(process.awaitExit(PATIENCE)).isEqualTo(143);
			List<JsonNode> lines = process.output().lines().map(JsonMapper.shared()::readTree).toList();
			JsonNode event = only(lines, "/acr_sync/imports");
			assertThat(event.at("/event/id").asString()).isEqualTo(imported.at("/event").asString());
			assertThat(event.at("/acr_sync/source").asString()).isEqualTo("contoso");
			assertThat(event.at("/acr_sync/outcome").asString()).isEqualTo("accepted");
			assertThat(event.at("/acr_sync/imports").toString()).contains(imported.at("/id").asString());
			JsonNode outcome = only(lines, "/acr_sync/import");
			assertThat(outcome.at("/acr_sync/import")).isEqualTo(imported.at("/id"));
			assertThat(outcome.at("/event/id")).isEqualTo(imported.at("/event"));
			assertThat(outcome.at("/acr_sync/source").asString()).isEqualTo("contoso.azurecr.io/" + REPOSITORY + ":v1");
			assertThat(outcome.at("/acr_sync/target").asString())
				.isEqualTo("customer.azurecr.io/" + REPOSITORY + ":v1");
			assertThat(outcome.at("/acr_sync/outcome").asString()).isEqualTo("succeeded");
			assertThat(process.output()).doesNotContain(Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET, "guess-at-the-secret",
					"eyJ");
		}
	}

	@Test
	void theTraceOfAnImportOutlivesAKillAndIsInTheLog(@TempDir Path directory) {
		try (StandInCollector collector = new StandInCollector()) {
			Map<String, String> environment = environment(JarProcess.machineIdentity(this.sandbox));
			environment.put("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + directory.resolve("ledger.db"));
			environment.put("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
			environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().replace("/v1/traces", ""));
			environment.put("OTEL_BSP_SCHEDULE_DELAY", "50");
			environment.put("MANAGEMENT_TRACING_SAMPLING_PROBABILITY", "1.0");
			this.sandbox.arm().pollsUntilEnd(1_000);
			Digest digest = this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("one"));
			JsonNode record;
			try (JarProcess process = JarProcess.launch(environment).awaitReady()) {
				process.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, "v1", digest));
				await().atMost(PATIENCE).until(() -> !collector.spans().isEmpty());
				await().atMost(PATIENCE).until(() -> process.get("/imports").at("/imports/0/operation").isString());
				record = process.get("/imports").at("/imports/0");
				process.kill();
				assertThat(traces(process, record)).containsOnly(record.at("/trace").asString());
			}
			this.sandbox.arm().pollsUntilEnd(0);
			try (JarProcess process = JarProcess.launch(environment).awaitReady()) {
				PassedDelay.await(environment.get("SPRING_DATASOURCE_URL"), Duration.ofSeconds(30),
						() -> process.get("/imports").at("/counts/succeeded").asInt() == 1);
				await().atMost(PATIENCE)
					.untilAsserted(
							() -> assertThat(traces(process, record)).containsOnly(record.at("/trace").asString()));
				await().atMost(PATIENCE)
					.until(() -> collector.spans().stream().anyMatch((span) -> span.name().equals("import")));
				assertThat(collector.spans()).extracting(CollectedSpan::trace)
					.containsOnly(record.at("/trace").asString());
			}
		}
	}

	/**
	 * Returns the traces that are in the log of an import and of its event.
	 */
	private static List<String> traces(JarProcess process, JsonNode record) {
		return process.output()
			.lines()
			.map(JsonMapper.shared()::readTree)
			.filter((line) -> line.at("/event/id").equals(record.at("/event")))
			.map((line) -> line.at("/trace/id").asString())
			.toList();
	}

	@Test
	void aWrongConfigurationEndsTheStartWithWhatToWriteInstead() {
		Map<String, String> environment = environment(Map.of());
		environment.put("ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_SECRETS_0", "short-secret");
		environment.put("ACR_SYNC_SOURCES_CONTOSO_RULES_0_TARGETS_0", "production");
		environment.put("ACR_SYNC_TARGETS_PROD_RESOURCE_ID", "customer");
		try (JarProcess process = JarProcess.launchAsPackaged(environment)) {
			assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
			assertThat(process.output())
				.contains("The configuration is not valid", "acr-sync.sources.contoso.webhook.secrets[0]", "16",
						"acr-sync.sources.contoso.rules[0].targets", "'production'",
						"acr-sync.targets.prod.resource-id", "Microsoft.ContainerRegistry/registries/")
				.doesNotContain("short-secret", "\tat ", "Exception");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:sqlite::memory:", "jdbc:h2:./ledger" })
	void aDatabaseThatForgetsIsRefused(String url) {
		Map<String, String> environment = environment(Map.of());
		environment.put("SPRING_DATASOURCE_URL", url);
		try (JarProcess process = JarProcess.launch(environment)) {
			assertThat(process.awaitExit(PATIENCE)).isEqualTo(1);
			assertThat(process.output()).contains("The database will not do").doesNotContain("\tat ", "Exception");
		}
	}

	@Test
	void aSecondProcessOnTheSameDatabaseIsRefused(@TempDir Path directory) {
		Map<String, String> environment = environment(JarProcess.machineIdentity(this.sandbox));
		environment.put("SPRING_DATASOURCE_URL", "jdbc:sqlite:" + directory.resolve("ledger.db"));
		try (JarProcess first = JarProcess.launch(environment).awaitReady();
				JarProcess second = JarProcess.launch(environment)) {
			assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
			assertThat(second.output()).contains("another process has", "ledger.db")
				.doesNotContain("\tat ", "Exception");
			assertImports(first);
		}
	}

	private Map<String, String> environment(Map<String, String> identity) {
		Map<String, String> environment = new LinkedHashMap<>(identity);
		environment.put("ACR_SYNC_SOURCES_CONTOSO_REGISTRY", "contoso.azurecr.io");
		environment.put("ACR_SYNC_SOURCES_CONTOSO_ENDPOINT", this.sandbox.vendor().endpoint().toString());
		environment.put("ACR_SYNC_SOURCES_CONTOSO_USERNAME", Sandbox.USERNAME);
		environment.put("ACR_SYNC_SOURCES_CONTOSO_PASSWORD", Sandbox.PASSWORD);
		environment.put("ACR_SYNC_SOURCES_CONTOSO_WEBHOOK_SECRETS_0", Sandbox.WEBHOOK_SECRET);
		environment.put("ACR_SYNC_SOURCES_CONTOSO_RULES_0_REPOSITORIES_0", "tripinsights/*");
		environment.put("ACR_SYNC_TARGETS_PROD_RESOURCE_ID", Sandbox.RESOURCE_ID);
		environment.put("ACR_SYNC_TARGETS_PROD_ENDPOINT", this.sandbox.customer().endpoint().toString());
		environment.put("ACR_SYNC_AZURE_RESOURCE_MANAGER_ENDPOINT", this.sandbox.arm().endpoint().toString());
		return environment;
	}

	private JsonNode assertImports(JarProcess process) {
		Digest digest = this.sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("one"));
		assertThat(process.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, "v1", digest)).statusCode())
			.isEqualTo(202);
		process.awaitImports("succeeded", 1);
		assertThat(this.sandbox.customer().digest(REPOSITORY, "v1")).contains(digest);
		return process.get("/imports").at("/imports/0");
	}

	private static JsonNode only(List<JsonNode> lines, String pointer) {
		Stream<JsonNode> having = lines.stream().filter((line) -> !line.at(pointer).isMissingNode());
		return assertThat(having).hasSize(1).first().actual();
	}

}
