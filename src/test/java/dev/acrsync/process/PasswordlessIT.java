package dev.acrsync.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The service logs in at a PostgreSQL that takes the newest Entra token for a password,
 * and nothing else.
 */
@Execution(ExecutionMode.CONCURRENT)
class PasswordlessIT {

	private static final String USER = "acr-sync";

	private static final String REPOSITORY = "tripinsights/poi";

	private static final String PLUGIN = "?authenticationPluginClassName="
			+ "com.azure.identity.extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin"
			+ "&azure.managedIdentityEnabled=true" + "&sslmode=verify-full";

	/** The Microsoft library renews tokens that last for less than this. */
	private static final Duration TOO_SHORT = Duration.ofMinutes(5);

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(15);

	private static final Duration A_DEAD_ENDPOINT = Duration.ofSeconds(90);

	/** After each of them Azure's library waits for longer. */
	private static final List<BadAnswer> SOME = List.of(BadAnswer.ENDLESS);

	private PostgresServer server;

	private Sandbox sandbox;

	@BeforeEach
	void start() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		this.server = PostgresServer.start();
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
	}

	@AfterEach
	void stop() {
		if (this.server != null) {
			this.sandbox.close();
			this.server.close();
		}
	}

	@Test
	void aManagedIdentityLogsInWithItsTokenAndWithANewOneWhenThatIsOld() {
		String url = this.server.createDatabaseOf(USER) + PLUGIN + "&azure.clientId=client";
		this.sandbox.identity().tokensLast(TOO_SHORT.plus(LONG_ENOUGH));
		takeOnly("first-token");
		try (JarProcess process = JarProcess.launch(this.sandbox, settings(url)).awaitReady()) {
			assertArrives(process, "v1", 1);
			await().pollDelay(LONG_ENOUGH).atMost(LONG_ENOUGH.multipliedBy(2)).until(() -> true);
			takeOnly("second-token");
			List<BooleanSupplier> given = SOME.stream().map(this.sandbox.identity()::answerBadlyOnce).toList();
			this.server.down();
			this.server.up();
			process.awaitReady();
			assertThat(given).as("bad answers are given, and lived through").allMatch(BooleanSupplier::getAsBoolean);
			assertArrives(process, "v2", 2);
		}
	}

	@Test
	void aWorkloadIdentityLogsInWithItsTokenWhereAnAuthorityOfItsOwnIsTrusted() {
		String url = this.server.createDatabaseOf(USER) + PLUGIN;
		takeOnly("first-token");
		Map<String, String> environment = new HashMap<>(
				Map.of("ACR_SYNC_TRUSTED_CERTIFICATES", LocalhostCertificate.certificatePem()));
		List<String> arguments = new ArrayList<>(List.of(settings(url)));
		this.sandbox.properties().forEach((key, value) -> {
			if (key.startsWith("AZURE_")) {
				environment.put(key, value.toString());
			}
			else if (key.startsWith("acr-sync.")) {
				arguments.add(key + "=" + value);
			}
		});
		try (JarProcess process = JarProcess.launch(environment, arguments.toArray(String[]::new)).awaitReady()) {
			assertArrives(process, "v1", 1);
		}
	}

	@Test
	void anIdentityThatGivesNoTokenIsNamedWhenTheServiceStarts() {
		String url = this.server.createDatabaseOf(USER) + PLUGIN;
		this.sandbox.identity().down();
		try (JarProcess process = JarProcess.launch(this.sandbox, settings(url))) {
			assertThat(process.awaitExit(A_DEAD_ENDPOINT)).isEqualTo(1);
			assertThat(process.output()).contains("cannot be used: no login was tried: ")
				.contains("Managed Identity authentication failed")
				.contains("that the identity in spring.datasource.url (azure.clientId) is assigned")
				.doesNotContain("\tat ");
		}
	}

	/**
	 * Has the identity give a token, and the database take it and no other.
	 */
	private void takeOnly(String token) {
		this.server.execute("alter user \"" + USER + "\" password '" + token + "'");
		this.sandbox.identity().databaseToken(token);
	}

	private static String[] settings(String url) {
		return new String[] { "spring.datasource.url=" + url, "spring.datasource.username=" + USER };
	}

	private void assertArrives(JarProcess process, String tag, int succeeded) {
		Digest digest = this.sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
		assertThat(process.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest)).statusCode())
			.isEqualTo(202);
		process.awaitImports("succeeded", succeeded);
		assertThat(this.sandbox.customer().digest(REPOSITORY, tag)).contains(digest);
	}

}
