package dev.acrsync.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.helm.Chart;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInIdentity;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fault at a time, and what the doctor says of it: that, and nothing else.
 */
class DoctorCommandTests {

	private static final String POI = "tripinsights/poi";

	private static final String SOURCE = "source contoso (contoso.azurecr.io)";

	private static final String TARGET = "target prod (customer.azurecr.io)";

	private static final String KEY = "--acr-sync.sources.contoso.";

	private static final String RULE = KEY + "rules[0].";

	private static final String ASSIGN = "az role assignment create --assignee " + StandInIdentity.OBJECT_ID
			+ " --role \"Container Registry Data Importer and Data Reader\" --scope ";

	private static final String VENDOR_ID = Sandbox.RESOURCE_ID.replace("customer", "contoso");

	@AutoClose
	private Sandbox sandbox;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.vendor().put(POI, "v1", StoredManifest.named("one"));
	}

	@Test
	void findsNothingWhereAllIsWell() {
		CommandLine doctor = CommandLine.run(this.sandbox, "doctor");
		assertThat(doctor.code()).hasValue(0);
		assertThat(doctor.out().lines().filter((line) -> !line.startsWith(" "))).containsExactlyInAnyOrder(
				"ok       identity", "ok       Azure Resource Manager", "ok       clock", "ok       database",
				"ok       rules", "ok       webhook secrets", "ok       " + SOURCE, "ok       " + TARGET,
				"ok       " + TARGET);
		assertThat(doctor.out()).contains("object id " + StandInIdentity.OBJECT_ID, "Premium", "may import into it",
				"can pull and list tripinsights/poi", "the first start makes it");
		assertThat(doctor.err()).isEmpty();
	}

	@Test
	void asksNobodyWhereTheConfigurationAloneIsWanted() {
		List<String> unreachable = List.of(KEY + "endpoint=http://127.0.0.1:1",
				"--acr-sync.targets.prod.endpoint=http://127.0.0.1:1");
		CommandLine doctor = CommandLine.run(this.sandbox,
				Stream.concat(Stream.of("doctor", "--config"), unreachable.stream()).toArray(String[]::new));
		assertThat(doctor.out()).isEqualToIgnoringNewLines("""
				ok       rules
				         None is hidden by another, or writes where another does
				ok       webhook secrets
				         Each source has its own
				""");
		assertThat(doctor.code()).hasValue(0);
		CommandLine wrong = CommandLine.run(this.sandbox, "doctor", "--config", RULE + "tags=semver:x.y.z.q");
		assertThat(wrong.code()).hasValue(2);
		assertThat(wrong.out()).contains("configuration", "rules[0].tags");
	}

	@Test
	void findsAWrongPassword() {
		assertThat(examine(2, KEY + "password=not-the-password"))
			.containsExactly(new ExpectedFinding("error", SOURCE, "check the user name and the password",
					"az acr token credential generate --registry contoso --name acr-sync-token --password1"));
	}

	@Test
	void findsARepositoryThatTheTokenMayNotPull() {
		this.sandbox.vendor().put("tripinsights/web", "v1", StoredManifest.named("web"));
		this.sandbox.vendor().forbid((scope) -> scope.startsWith("repository:tripinsights/web:"));
		assertThat(examine(2, RULE + "repositories[0]=" + POI, RULE + "repositories[1]=tripinsights/web"))
			.containsExactly(new ExpectedFinding("error", SOURCE, "'tripinsights/web'",
					"az acr scope-map update --registry contoso --name acr-sync-token-scope-map "
							+ "--add-repository tripinsights/web content/read metadata/read"));
	}

	@Test
	void findsATokenThatMayNotListTags() {
		this.sandbox.vendor().forbid((scope) -> scope.endsWith(":metadata_read"));
		assertThat(examine(1)).containsExactly(new ExpectedFinding("warning", SOURCE, "tags cannot be listed",
				"az acr scope-map update --registry contoso --name acr-sync-token-scope-map "
						+ "--add-repository tripinsights/poi content/read metadata/read"));
	}

	@Test
	void findsATokenThatMayNotListRepositories() {
		this.sandbox.vendor().hideCatalog();
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", SOURCE, "nothing is compared",
				"acr-sync.sources.contoso.rules[<n>].repositories"));
		assertThat(examine(1, KEY + "rules[1].repositories[0]=" + POI, KEY + "rules[1].tags[0]=v1")).contains(
				new ExpectedFinding("warning", SOURCE, "of those that rules name with a wildcard only events tell",
						"acr-sync.sources.contoso.rules[<n>].repositories"));
		assertThat(examine(0, RULE + "repositories[0]=" + POI)).isEmpty();
	}

	@Test
	void findsARepositoryThatIsNotThere() {
		assertThat(examine(1, RULE + "repositories[0]=tripinsights/pio")).containsExactly(new ExpectedFinding("warning",
				SOURCE, "no repository 'tripinsights/pio'", "az acr repository list --name contoso"));
	}

	@Test
	void findsAWildcardThatNothingMatches() {
		assertThat(examine(1, RULE + "repositories[0]=tripinsight/*")).containsExactly(new ExpectedFinding("warning",
				SOURCE, "None of its repositories", "acr-sync.sources.contoso.rules[<n>]"));
	}

	@Test
	void findsASourceThatIsAway() {
		this.sandbox.vendor().down();
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", SOURCE, "cannot be reached", "firewall"));
	}

	@Test
	void tellsAHostThatIsNotKnownFromOneThatIsAway() {
		assertThat(examine(2, KEY + "endpoint=https://contoso.invalid"))
			.containsExactly(new ExpectedFinding("error", SOURCE, "cannot be reached", "nslookup contoso.invalid"));
	}

	@Test
	void findsAFirewallOfTheSource() {
		this.sandbox.vendor().raiseFirewall("203.0.113.7");
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", SOURCE, "client with IP '203.0.113.7'",
				"az acr network-rule add --name contoso --ip-address 203.0.113.7"));
	}

	@Test
	void findsAPasswordThatIsATokenAndOld() {
		Instant end = Instant.parse("2026-01-02T03:04:05Z");
		String token = StandInIdentity.tokenUntil(end);
		this.sandbox.vendor().admit(Sandbox.USERNAME, token);
		assertThat(examine(1, KEY + "password=" + token)).containsExactly(new ExpectedFinding("warning",
				"acr-sync.sources.contoso.password", "ended at " + end, "az acr token create --registry contoso"));
	}

	@Test
	void findsAPasswordThatIsATokenAndEndsSoon() {
		String token = StandInIdentity.tokenUntil(Instant.now().plusSeconds(3600));
		this.sandbox.vendor().admit(Sandbox.USERNAME, token);
		assertThat(examine(1, KEY + "password=" + token)).containsExactly(new ExpectedFinding("warning",
				"acr-sync.sources.contoso.password", "ends at ", "az acr token create --registry contoso"));
	}

	@Test
	void findsAPasswordThatWillEndOrHasAsItWasWrittenDown() {
		String end = KEY + "password-expires-at=";
		String subject = "acr-sync.sources.contoso.password";
		String cure = "Have its owner run 'az acr token credential generate --registry contoso --name acr-sync-token "
				+ "--password1 --expiration-in-days 180' (--password2 if password1 is in use), and set " + subject
				+ " to the new password and " + subject + "-expires-at to its end";
		Instant soon = Instant.now().plus(Duration.ofDays(14));
		assertThat(examine(0, end + soon.plusSeconds(60))).isEmpty();
		assertThat(examine(1, end + soon)).containsExactly(new ExpectedFinding("warning", subject,
				"It ends at " + soon + ", as " + subject + "-expires-at says", cure));
		assertThat(examine(2, end + "2026-01-02")).containsExactly(new ExpectedFinding("error", subject,
				"It ended at 2026-01-02T00:00:00Z, as " + subject + "-expires-at says", cure));
	}

	@Test
	void tellsHowToRenewThePasswordOfAServicePrincipal() {
		String principal = "00000000-0000-0000-0000-00000000abcd";
		this.sandbox.vendor().admit(principal, Sandbox.PASSWORD);
		assertThat(examine(2, KEY + "username=" + principal, KEY + "password-expires-at=2026-01-02"))
			.containsExactly(new ExpectedFinding("error", "acr-sync.sources.contoso.password", "It ended at ",
					"Have its owner run 'az ad app credential reset --id " + principal + " --append', and set "));
	}

	@Test
	void findsAPasswordOfATargetThatHasEnded() {
		this.sandbox.customer().admit("reader", "s3cret");
		assertThat(examine(2, "--acr-sync.targets.prod.username=reader", "--acr-sync.targets.prod.password=s3cret",
				"--acr-sync.targets.prod.password-expires-at=2026-01-02"))
			.containsExactly(new ExpectedFinding("error", "acr-sync.targets.prod.password", "It ended at ",
					"'az acr token credential generate --registry customer --name reader --password1"));
	}

	@Test
	void goesByTheEarlierEndOfAPasswordThatIsAToken() {
		String token = StandInIdentity.tokenUntil(Instant.now().plus(Duration.ofDays(30)));
		this.sandbox.vendor().admit(Sandbox.USERNAME, token);
		assertThat(examine(2, KEY + "password=" + token, KEY + "password-expires-at=2026-01-02"))
			.containsExactly(new ExpectedFinding("error", "acr-sync.sources.contoso.password", "-expires-at says",
					"az acr token credential generate"));
	}

	@Test
	void findsATargetThatIsNotThere() {
		this.sandbox.arm().registry("customer").remove();
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", TARGET, "Azure has no such registry",
				"Set acr-sync.targets.prod.resource-id to what 'az acr show --name customer --query id"));
	}

	@Test
	void findsATargetOnWhichTheIdentityHasNoRole() {
		this.sandbox.arm().registry("customer").hide();
		assertThat(examine(2)).containsExactly(
				new ExpectedFinding("error", TARGET, "identity has no role", ASSIGN + Sandbox.RESOURCE_ID));
	}

	@Test
	void findsARoleThatDoesNotLetImport() {
		this.sandbox.arm()
			.registry("customer")
			.grant(List.of("Microsoft.ContainerRegistry/registries/*/read",
					"Microsoft.ContainerRegistry/registries/push/write"), List.of());
		assertThat(examine(2))
			.containsExactly(new ExpectedFinding("error", TARGET, "importImage", ASSIGN + Sandbox.RESOURCE_ID));
	}

	@Test
	void knowsTheWildcardsOfRoles() {
		this.sandbox.arm().registry("customer").grant(List.of("*"), List.of("Microsoft.Authorization/*/Delete"));
		assertThat(examine(0)).isEmpty();
		this.sandbox.arm()
			.registry("customer")
			.grant(List.of("*"), List.of("microsoft.containerregistry/registries/importimage/*"));
		assertThat(examine(2))
			.containsExactly(new ExpectedFinding("error", TARGET, "importImage", ASSIGN + Sandbox.RESOURCE_ID));
	}

	@Test
	void doesNotGuessWhatItIsNotTold() {
		this.sandbox.arm().registry("customer").hidePermissions();
		CommandLine doctor = CommandLine.run(this.sandbox, "doctor");
		assertThat(doctor.code()).hasValue(0);
		assertThat(doctor.out()).contains("is not told to it: that takes the role Reader");
	}

	@Test
	void findsAnotherLoginServer() {
		this.sandbox.arm().registry("customer").loginServer("customer-a1b2c3.azurecr.io");
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", TARGET, "is customer-a1b2c3.azurecr.io",
				"Set acr-sync.targets.prod.login-server to customer-a1b2c3.azurecr.io"));
	}

	@Test
	void findsAQuarantine() {
		this.sandbox.arm().registry("customer").policy("quarantinePolicy", "enabled");
		assertThat(examine(1))
			.containsExactly(new ExpectedFinding("warning", TARGET, "quarantines", "az resource update --ids "
					+ Sandbox.RESOURCE_ID + " --set properties.policies.quarantinePolicy.status=disabled"));
	}

	@Test
	void findsATargetThatKeepsAzureOut() {
		this.sandbox.arm().registry("customer").restrict(false);
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", TARGET, "keeps Azure's import service out",
				"az acr update --subscription 00000000-0000-0000-0000-000000000001 --resource-group sandbox "
						+ "--name customer --allow-trusted-services true"));
		this.sandbox.arm().registry("customer").restrict(true);
		assertThat(examine(0)).isEmpty();
	}

	@Test
	void findsATargetWhoseFirewallKeepsUsOut() {
		this.sandbox.customer().raiseFirewall("203.0.113.9");
		assertThat(examine(2)).containsExactly(new ExpectedFinding("error", TARGET, "client with IP '203.0.113.9'",
				"az acr network-rule add --name customer --ip-address 203.0.113.9"));
	}

	@Test
	void findsATagThatIsLocked() {
		this.sandbox.customer().put(POI, "v1", StoredManifest.named("old"));
		this.sandbox.customer().lock(POI, "v1");
		this.sandbox.customer().put(POI, "v2-rc1", StoredManifest.named("old"));
		this.sandbox.customer().lock(POI, "v2-rc1");
		assertThat(examine(1))
			.containsExactly(new ExpectedFinding("warning", TARGET, "Tag 'v1' of 'tripinsights/poi' is locked",
					"az acr repository update --name customer --image tripinsights/poi:v1 --write-enabled true"));
	}

	@Test
	void findsASourceOfOurOwnThatTheIdentityHasNoRoleOn() {
		this.sandbox.arm().registry("contoso").hide();
		assertThat(examine(2, KEY + "resource-id=" + VENDOR_ID))
			.containsExactly(new ExpectedFinding("error", SOURCE, "identity has no role", ASSIGN + VENDOR_ID));
	}

	@Test
	void findsASourceOfOurOwnThatTheIdentityMayNotRead() {
		assertThat(examine(2, KEY + "resource-id=" + VENDOR_ID, KEY + "username", KEY + "password")).containsExactly(
				new ExpectedFinding("error", SOURCE, "give this service's identity a role", ASSIGN + VENDOR_ID));
	}

	@Test
	void findsASourceOfOurOwnThatMayNotBeExported() {
		this.sandbox.arm().registry("contoso").policy("exportPolicy", "disabled");
		assertThat(examine(2, KEY + "resource-id=" + VENDOR_ID)).containsExactly(new ExpectedFinding("error", SOURCE,
				"export policy",
				"az resource update --ids " + VENDOR_ID + " --set properties.policies.exportPolicy.status=enabled"));
	}

	@Test
	void findsAnIdentityWithoutTokensAndSaysWhatItCouldNotCheck(@TempDir Path directory) throws IOException {
		Path forged = Files.writeString(directory.resolve("token"), "not-the-federated-token");
		assertThat(examine(2, "--AZURE_FEDERATED_TOKEN_FILE=" + forged)).containsExactly(
				new ExpectedFinding("error", "identity", "AADSTS700213", "az identity federated-credential create"),
				new ExpectedFinding("warning", "what Azure has to be asked for", TARGET, "Cure the errors first"));
	}

	@Test
	void findsAnAzureThatIsAway() {
		this.sandbox.arm().down();
		assertThat(examine(2)).containsExactly(
				new ExpectedFinding("error", "Azure Resource Manager", "cannot be reached",
						"resource-manager-endpoint"),
				new ExpectedFinding("warning", "what Azure has to be asked for", TARGET, "Cure the errors first"));
	}

	@Test
	void findsASecretOfTwoSourcesAndOneThatCanBeGuessed() {
		assertThat(examine(1,
				another("fabrikam", "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET,
						"webhook.secrets[1]=aaaaaaaaaaaaaaaaaaaa", "rules[0].repositories[0]=tripinsights/poi",
						"rules[0].target-repository=vendors/fabrikam/{repository}")))
			.containsExactly(
					new ExpectedFinding("warning", "acr-sync.sources.fabrikam.webhook.secrets[0]",
							"source 'contoso' as well", "az acr webhook update --registry fabrikam"),
					new ExpectedFinding("warning", "acr-sync.sources.fabrikam.webhook.secrets[1]", "can be guessed",
							"openssl rand -hex 32"));
	}

	@Test
	void findsTwoSourcesThatWriteToTheSameRepository() {
		assertThat(examine(1,
				another("fabrikam", "webhook.secrets[0]=0123456789abcdef", "rules[0].repositories[0]=tripinsights/**")))
			.containsExactly(new ExpectedFinding("warning", "acr-sync.sources.fabrikam.rules[0]",
					"'tripinsights/*', where acr-sync.sources.contoso.rules[0] brings others: a tag of both stays with the "
							+ "one that made it first",
					"acr-sync.sources.fabrikam.rules[0].target-repository"));
	}

	@Test
	void findsARuleThatNeverDecides() {
		assertThat(examine(1, KEY + "rules[1].repositories[0]=" + POI, KEY + "rules[1].exclude-tags[0]=*-rc*"))
			.containsExactly(new ExpectedFinding("warning", "acr-sync.sources.contoso.rules[1]", "rules[0] names all",
					"Put it before rules[0]"));
	}

	@Test
	void findsADatabaseThatCannotBeMade(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		assertThat(examine(2, "--spring.datasource.url=jdbc:sqlite:" + file.resolve("acr-sync.db")))
			.containsExactly(new ExpectedFinding("error", "database", file.toString(), "spring.datasource.url"));
	}

	@Test
	void leavesTheDatabaseOutWhereItIsNotTheServices(@TempDir Path directory) throws IOException {
		String broken = "--spring.datasource.url=jdbc:sqlite:" + Files.createFile(directory.resolve("file")) + "/a.db";
		CommandLine doctor = CommandLine.run(this.sandbox, "doctor", "--database=skip", broken);
		assertThat(doctor.code()).hasValue(0);
		assertThat(doctor.out()).contains("ok       rules").doesNotContain("database");
		assertThat(CommandLine.run(this.sandbox, "doctor", "--database=look", broken).code()).hasValue(2);
	}

	@Test
	void inTheChartsTestWarningsAreToldAndErrorsFail(@TempDir Path directory) {
		List<String> line = new ArrayList<>();
		Chart.copyTo(directory)
			.manifest("Pod/acr-sync-doctor", Chart.example("minimal"))
			.at("spec.containers.0.args")
			.orElseThrow()
			.getAsJsonArray()
			.forEach((argument) -> line.add(argument.getAsString()));
		this.sandbox.vendor().forbid((scope) -> scope.endsWith(":metadata_read"));
		CommandLine warned = CommandLine.run(this.sandbox, line.toArray(String[]::new));
		assertThat(warned.code()).hasValue(0);
		assertThat(warned.out()).contains("warning  " + SOURCE, "tags cannot be listed").doesNotContain("database");
		this.sandbox.vendor().down();
		assertThat(CommandLine.run(this.sandbox, line.toArray(String[]::new)).code()).hasValue(2);
	}

	@Test
	void whereToldToFailsOnErrorsOnly() {
		this.sandbox.vendor().forbid((scope) -> scope.endsWith(":metadata_read"));
		CommandLine warned = CommandLine.run(this.sandbox, "doctor", "--fail-on=error");
		assertThat(warned.code()).hasValue(0);
		assertThat(warned.out()).startsWith("warning  " + SOURCE);
		assertThat(CommandLine.run(this.sandbox, "doctor", "--fail-on=warning").code()).hasValue(1);
		this.sandbox.arm().registry("customer").hide();
		assertThat(CommandLine.run(this.sandbox, "doctor", "--fail-on=error").code()).hasValue(2);
	}

	@Test
	void findsADatabaseThatCannotBeReachedWithoutItsPassword() {
		assertThat(examine(2, "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/acrsync?password=hunter2secret",
				"--spring.datasource.username=acr-sync", "--spring.datasource.password=hunter3secret"))
			.containsExactly(new ExpectedFinding("error", "database",
					"jdbc:postgresql://127.0.0.1:1/acrsync cannot be used", "check spring.datasource.url"));
	}

	@Test
	void aWrongConfigurationIsItsFirstFinding() {
		CommandLine doctor = CommandLine.run(this.sandbox, "doctor", KEY + "registri=contoso");
		assertThat(doctor.code()).hasValue(2);
		assertThat(doctor.out()).startsWith("error    configuration")
			.contains("The configuration is not valid", "acr-sync.sources.contoso.registri",
					"Did you mean 'registry'?");
		assertThat(CommandLine.run(this.sandbox, "doctor", KEY + "password").out())
			.contains("acr-sync.sources.contoso.password: it is missing or empty");
	}

	@Test
	void looksAtTheWholeChainOfAVendorsIdentity() {
		this.sandbox.fabrikam().put("loans/api", "v1", StoredManifest.named("loans"));
		this.sandbox.arm().registry("customer").rolesByRepository();
		String[] fabrikam = this.sandbox.fabrikamProperties()
			.entrySet()
			.stream()
			.map((it) -> "--" + it.getKey() + "=" + it.getValue())
			.filter((it) -> !it.contains("webhook"))
			.toArray(String[]::new);
		CommandLine well = CommandLine.run(this.sandbox,
				Stream.concat(Stream.of("doctor"), Stream.of(fabrikam)).toArray(String[]::new));
		assertThat(well.code()).as(well.out()).hasValue(0);
		assertThat(well.out()).contains("gives tokens of its identity " + Sandbox.FABRIKAM_CLIENT,
				"issuer '" + StandInIdentity.CLUSTER + "', subject '" + StandInIdentity.SUBJECT + "'",
				"can pull and list loans/api", "It has no webhook.secrets", "AcrPull and AcrPush do not count");
		this.sandbox.fabrikam().forbid((scope) -> scope.startsWith("repository:loans/api:"));
		assertThat(examine(2, fabrikam)).containsExactly(new ExpectedFinding("error",
				"source fabrikam (fabrikam.azurecr.io)", "'loans/api'", "az role assignment create --assignee "
						+ Sandbox.FABRIKAM_CLIENT + " --role \"Container Registry Repository Reader\""));
		this.sandbox.identity()
			.tenant(Sandbox.FABRIKAM_TENANT)
			.trust(Sandbox.FABRIKAM_CLIENT, "https://other.example/", StandInIdentity.SUBJECT,
					StandInIdentity.EXCHANGE);
		assertThat(examine(2, fabrikam)).containsExactly(new ExpectedFinding("error",
				"source fabrikam (fabrikam.azurecr.io)", "What it is shown: issuer '" + StandInIdentity.CLUSTER,
				"The vendor has to run: az identity federated-credential create"));
		this.sandbox.fabrikam().forbid((_) -> false);
		this.sandbox.fabrikam().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		String key = "--acr-sync.sources.fabrikam.";
		assertThat(
				examine(1,
						Stream
							.concat(Stream.of(fabrikam),
									Stream.of(key + "username=" + Sandbox.USERNAME,
											key + "password=" + Sandbox.PASSWORD))
							.toArray(String[]::new)))
			.containsExactly(new ExpectedFinding("warning", "source fabrikam (fabrikam.azurecr.io)",
					"Its password is used meanwhile", "The vendor has to run"));
	}

	private List<ExpectedFinding> examine(int code, String... settings) {
		String[] line = Stream.concat(Stream.of("doctor", "--format=json"), Stream.of(settings)).toArray(String[]::new);
		CommandLine doctor = CommandLine.run(this.sandbox, line);
		assertThat(doctor.code()).as(doctor.out()).hasValue(code);
		assertThat(doctor.out()).doesNotContain(Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET, "not-the-password", "eyJ",
				"aaaaaaaaaaaaaaaaaaaa", "hunter");
		List<ExpectedFinding> found = new ArrayList<>();
		doctor.json()
			.at("/findings")
			.valueStream()
			.filter((finding) -> !finding.at("/level").asString().equals("ok"))
			.map((finding) -> new ExpectedFinding(finding.at("/level").asString(), finding.at("/subject").asString(),
					finding.at("/what").asString(), finding.at("/cure").asString()))
			.forEach(found::add);
		return found;
	}

	/**
	 * Writes the settings of a second source, which answers where the first one does.
	 */
	private String[] another(String name, String... settings) {
		String key = "--acr-sync.sources." + name + ".";
		return Stream
			.concat(Stream.of("registry=" + name + ".azurecr.io", "endpoint=" + this.sandbox.vendor().endpoint(),
					"username=" + Sandbox.USERNAME, "password=" + Sandbox.PASSWORD), Stream.of(settings))
			.map(key::concat)
			.toArray(String[]::new);
	}

	/**
	 * A finding, or what it has to say at least.
	 */
	private record ExpectedFinding(String level, String subject, String what, String cure) {

		@Override
		public boolean equals(Object other) {
			return other instanceof ExpectedFinding found && this.level.equals(found.level)
					&& this.subject.equals(found.subject) && contain(this.what, found.what)
					&& contain(this.cure, found.cure);
		}

		private static boolean contain(String one, String other) {
			return one.contains(other) || other.contains(one);
		}

		@Override
		public int hashCode() {
			return this.subject.hashCode();
		}

	}

}
