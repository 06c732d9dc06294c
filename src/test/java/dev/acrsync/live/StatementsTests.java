package dev.acrsync.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;

import dev.acrsync.live.StatementResult.Outcome;
import dev.acrsync.sandbox.StandInAzure;
import dev.acrsync.sandbox.StandInBend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stand-ins are as strict as what is known of Azure: each statement holds there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementsTests {

	private static final String SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";

	/** They need a Premium registry. */
	private static final Set<String> NOT_TRIED = Set.of("manifest-behind-a-firewall");

	private final StandInAzure azure = StandInAzure.start();

	private final RunResources resources = new RunResources(
			new StandInAccess(this.azure.resourceManager(), this.azure.metadataHost(), () -> {
			}), SUBSCRIPTION, "live");

	private StatementStage stage;

	static List<StatementCheck> statements() {
		return StatementCheck.all();
	}

	@BeforeAll
	void start(@TempDir Path exchanges) {
		this.stage = new StatementStage(this.resources, exchanges,
				this.resources.create("0a0b0c0d", "vendor", "westeurope", "Basic"),
				this.resources.create("0a0b0c0d", "customer", "westeurope", "Basic"));
	}

	@AfterAll
	void stop() {
		this.resources.close();
		this.azure.close();
	}

	@ParameterizedTest
	@MethodSource("statements")
	void holdsAtTheStandIn(StatementCheck statement) {
		StatementResult result = statement.check(this.stage);
		assertThat(result.outcome()).as(result.toString())
			.isEqualTo(NOT_TRIED.contains(statement.id()) ? Outcome.NOT_TRIED : Outcome.HOLDS);
	}

	@Test
	void whatIsBentAtAStandInIsFoundAndNothingElse(@TempDir Path directory) throws IOException {
		try (StandInAzure bent = StandInAzure.start()) {
			bent.bend(StandInBend.values());
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			int exit = LiveRun.run(settings(bent, directory), InputStream.nullInputStream(),
					new PrintStream(out, true, StandardCharsets.UTF_8));
			assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(1);
			JsonNode table = JsonMapper.shared().readTree(Files.readString(directory.resolve("table.json")));
			assertThat(table.path("statements").valueStream())
				.filteredOn((result) -> result.path("outcome").asString().equals("does not hold"))
				.extracting((result) -> result.path("id").asString())
				.containsExactlyInAnyOrder("operation-accepted", "operation-polled", "manifest-head",
						"manifest-challenge", "list-page-by-page", "token-without-the-catalog", "webhook-headers");
			assertThat(bent.registries()).isEmpty();
			assertThat(out.toString(StandardCharsets.UTF_8)).contains("7 do not");
		}
	}

	@Test
	void aRunThatBreaksOffDeletesWhatItHasMade(@TempDir Path directory) throws IOException {
		try (StandInAzure whole = StandInAzure.start()) {
			Path noDirectory = Files.writeString(directory.resolve("file"), "");
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			int exit = LiveRun.run(settings(whole, noDirectory), InputStream.nullInputStream(),
					new PrintStream(out, true, StandardCharsets.UTF_8));
			assertThat(exit).isEqualTo(2);
			assertThat(out.toString(StandardCharsets.UTF_8)).contains("The run broke off: ")
				.containsPattern("(?s)Made .+vendor.+Made .+customer.+Deleted .+Deleted ");
			assertThat(whole.registries()).isEmpty();
		}
	}

	@Test
	void whatNobodyHasToKnowIsTakenOut() {
		ExchangeMask mask = new ExchangeMask();
		mask.secret("hunter2");
		mask.name(SUBSCRIPTION, "<subscription>");
		assertThat(mask
			.mask("""
					> GET /subscriptions/00000000-0000-0000-0000-000000000001/x?api-version=1&t=1&c=MII&s=sig&h=ab
					> Authorization: Bearer eyJhbGciOiJub25lIn0.eyJhdWQiOiJodHRwczovL20ifQ.c2lnbmF0dXJl
					> authorization: Basic dXNlcjpodW50ZXIy
					> grant_type=refresh_token&refresh_token=opaque&scope=x
					< {"password" : "other", "value": "hunter2", "createdBy": "ada@contoso.example", "access_token":"opaque"}
					< client with IP '192.0.2.7' is not allowed; live/x@sha256:76a636bcba76 is
					"""))
			.isEqualTo("""
					> GET /subscriptions/<subscription>/x?api-version=1&t=<secret>&c=<secret>&s=<secret>&h=<secret>
					> Authorization: Bearer <secret>
					> authorization: Basic <secret>
					> grant_type=refresh_token&refresh_token=<secret>&scope=x
					< {"password" : "<secret>", "value": "<secret>", "createdBy": "<person>", "access_token":"<secret>"}
					< client with IP '<address>' is not allowed; live/x@sha256:76a636bcba76 is
					""");
	}

	private static Properties settings(StandInAzure azure, Path directory) {
		Properties settings = new Properties();
		settings.setProperty("live.azure", "stand-in");
		settings.setProperty("live.yes", "true");
		settings.setProperty("live.directory", directory.toString());
		settings.setProperty("live.stand-in.resource-manager", azure.resourceManager().toString());
		settings.setProperty("live.stand-in.metadata", azure.metadataHost().toString());
		return settings;
	}

}
