package dev.acrsync.settings.reading;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.rules.Decision;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.RuleReview;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ConsoleSettings;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.EventGridAccess;
import dev.acrsync.settings.ImportSettings;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.WebhookAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What the operator may write under {@code acr-sync}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SettingsTests {

	private static final String VENDOR_ID = "/subscriptions/00000000-0000-0000-0000-000000000009/resourceGroups/vendor"
			+ "/providers/Microsoft.ContainerRegistry/registries/contoso";

	private static final String ID = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
			+ "/providers/Microsoft.ContainerRegistry/registries/Customer";

	private static final String CLIENT = "0aaaaaaa-0000-0000-0000-00000000000f";

	private static final List<String> MINIMAL = List.of("acr-sync.sources.contoso.registry=contoso.azurecr.io",
			"acr-sync.sources.contoso.webhook.secrets[0]=0123456789abcdef",
			"acr-sync.sources.contoso.rules[0].repositories[0]=tripinsights/*",
			"acr-sync.targets.prod.resource-id=" + ID);

	@Test
	void fillsInWhatIsNotWritten() {
		Settings settings = read(MINIMAL);
		Source source = settings.sources().get("contoso");
		assertThat(source.registry()).isEqualTo(new RegistryAccess(new RegistryHost("contoso.azurecr.io"),
				URI.create("https://contoso.azurecr.io"), new Credentials.Anonymous(), Optional.empty(),
				new RegistryUse(RegistryUse.RegistryRole.SOURCE, "contoso", 5_000, 250)));
		assertThat(source.aliases()).isEmpty();
		assertThat(source.resourceId()).isEmpty();
		assertThat(source.door()).isEqualTo(new WebhookAccess(List.of(new Secret("0123456789abcdef")), false, 600));
		assertThat(source.rules().decide(new RepositoryName("tripinsights/poi"), new Tag("v1")))
			.isEqualTo(new Decision.Allowed(0,
					List.of(new Destination("prod", new RepositoryName("tripinsights/poi"), Overwrite.WHEN_CHANGED))));
		assertThat(settings.targets()).isEqualTo(Map.of("prod",
				new Target("prod", ResourceId.parse(ID), new RegistryAccess(new RegistryHost("customer.azurecr.io"),
						URI.create("https://customer.azurecr.io"), new Credentials.ManagedIdentity(), Optional.empty(),
						new RegistryUse(RegistryUse.RegistryRole.TARGET, "prod", 5_000, 250)))));
		assertThat(settings.azure())
			.isEqualTo(new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://management.azure.com"),
					AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty()));
		assertThat(settings.imports()).isEqualTo(new ImportSettings(100, Duration.ofMinutes(30), Duration.ofSeconds(10),
				Duration.ofMinutes(30), Duration.ofHours(48)));
		assertThat(settings.retention()).isEqualTo(Duration.ofDays(90));
		assertThat(settings.console()).isEqualTo(new ConsoleSettings(Set.of()));
	}

	@Test
	void aSourceWithoutSecretsHasNoDoor() {
		List<String> written = MINIMAL.stream().filter((it) -> !it.contains("secrets")).toList();
		WebhookAccess access = read(written).sources().get("contoso").door();
		assertThat(access.opensFor("")).isFalse();
		assertThat(access.opensFor("0123456789abcdef")).isFalse();
	}

	@Test
	void readsWhatIsWritten() {
		Settings settings = read(MINIMAL, "acr-sync.sources.contoso.aliases=contoso.westeurope.geo.azurecr.io",
				"acr-sync.sources.contoso.endpoint=http://127.0.0.1:5000/",
				"acr-sync.sources.contoso.username=acr-sync-token", "acr-sync.sources.contoso.password=s3cret",
				"acr-sync.sources.contoso.webhook.secrets[1]=fedcba9876543210",
				"acr-sync.sources.contoso.webhook.allow-query-token=true",
				"acr-sync.sources.contoso.webhook.rate-limit=60",
				"acr-sync.sources.contoso.webhook.header=X-Webhook-Token",
				"acr-sync.sources.contoso.event-grid.subscriptions=acr-sync, acr-sync-2",
				"acr-sync.sources.contoso.event-grid.resource-id=" + VENDOR_ID,
				"acr-sync.sources.contoso.webhook.show-targets=false", "acr-sync.console.hosts=acr-sync.example.com",
				"acr-sync.sources.contoso.rules[0].exclude-tags=*-rc*",
				"acr-sync.sources.contoso.rules[0].target-repository=vendors/contoso/{repository}",
				"acr-sync.sources.contoso.rules[0].overwrite=never", "acr-sync.sources.contoso.rules[0].targets=prod",
				"acr-sync.sources.contoso.rules[0].referrers.artifact-types=application/spdx+json, a/b",
				"acr-sync.sources.contoso.budget.reads=3000", "acr-sync.targets.prod.budget.reads=10000",
				"acr-sync.targets.prod.budget.referrers=1000",
				"acr-sync.sources.contoso.rules[0].referrers.platforms=false", "acr-sync.targets.prod.username=reader",
				"acr-sync.targets.prod.password=pw", "acr-sync.targets.prod.endpoint=https://private.example",
				"acr-sync.azure.cloud=us-government", "acr-sync.azure.credential=developer",
				"acr-sync.azure.client-id=id", "acr-sync.imports.concurrency=2", "acr-sync.imports.deadline=5m",
				"acr-sync.imports.retry.initial-delay=1s", "acr-sync.imports.retry.max-delay=1m",
				"acr-sync.imports.retry.give-up-after=1h", "acr-sync.retention=30d");
		Source source = settings.sources().get("contoso");
		assertThat(source.registry()).isEqualTo(new RegistryAccess(new RegistryHost("contoso.azurecr.io"),
				URI.create("http://127.0.0.1:5000"), new Credentials.Basic("acr-sync-token", new Secret("s3cret")),
				Optional.empty(), new RegistryUse(RegistryUse.RegistryRole.SOURCE, "contoso", 3_000, 250)));
		assertThat(source.isKnownAs(new RegistryHost("CONTOSO.westeurope.geo.azurecr.io:443"))).isTrue();
		assertThat(source.isKnownAs(new RegistryHost("contoso.westus.geo.azurecr.io"))).isFalse();
		assertThat(source.door())
			.isEqualTo(new WebhookAccess(List.of(new Secret("0123456789abcdef"), new Secret("fedcba9876543210")),
					Optional.of("X-Webhook-Token"), true, 60, false,
					new EventGridAccess(Set.of("acr-sync", "acr-sync-2"), Optional.of(ResourceId.parse(VENDOR_ID)))));
		assertThat(source.door().eventGrid().isSubscription("ACR-SYNC")).isTrue();
		assertThat(source.door().eventGrid().isSubscription("acr")).isFalse();
		assertThat(settings.console()).isEqualTo(new ConsoleSettings(Set.of("acr-sync.example.com")));
		assertThat(source.rules().decide(new RepositoryName("tripinsights/poi"), new Tag("v1")))
			.isEqualTo(new Decision.Allowed(0, List
				.of(new Destination("prod", new RepositoryName("vendors/contoso/tripinsights/poi"), Overwrite.NEVER))));
		assertThat(source.rules().decide(new RepositoryName("tripinsights/poi"), new Tag("v1-rc1")))
			.isEqualTo(new Decision.TagNotAllowed());
		assertThat(source.rules().referrers(new RepositoryName("tripinsights/poi"), new Tag("v1")))
			.isEqualTo(new ReferrerRule(true, Set.of("application/spdx+json", "a/b"), false));
		assertThat(settings.targets().get("prod").registry())
			.isEqualTo(new RegistryAccess(new RegistryHost("customer.azurecr.us"),
					URI.create("https://private.example"), new Credentials.Basic("reader", new Secret("pw")),
					Optional.empty(), new RegistryUse(RegistryUse.RegistryRole.TARGET, "prod", 10_000, 1_000)));
		assertThat(settings.azure()).isEqualTo(new AzureSettings(AzureSettings.AzureCloud.US_GOVERNMENT,
				URI.create("https://management.usgovcloudapi.net"), AzureSettings.AzureCredential.DEVELOPER,
				Optional.of("id")));
		assertThat(settings.imports()).isEqualTo(new ImportSettings(2, Duration.ofMinutes(5), Duration.ofSeconds(1),
				Duration.ofMinutes(1), Duration.ofHours(1)));
		assertThat(settings.retention()).isEqualTo(Duration.ofDays(30));
	}

	@Test
	void takesAPasswordWithoutAUsernameForAnEntraToken() {
		assertThat(read(MINIMAL, "acr-sync.sources.contoso.password=token").sources()
			.get("contoso")
			.registry()
			.credentials()).isEqualTo(new Credentials.EntraToken(new Secret("token")));
	}

	@Test
	void readsTheIdentityThatAVendorMade() {
		List<String> entra = Stream
			.concat(MINIMAL.stream(), Stream.of("acr-sync.sources.contoso.entra.tenant-id=contoso.onmicrosoft.com",
					"acr-sync.sources.contoso.entra.client-id=" + CLIENT.toUpperCase(Locale.ROOT)))
			.toList();
		assertThat(read(entra).sources().get("contoso").registry().credentials())
			.isEqualTo(new VendorIdentity("contoso.onmicrosoft.com", CLIENT, Audience.REGISTRY, Optional.empty()));
		assertThat(read(entra, "acr-sync.sources.contoso.entra.audience=https://management.azure.com/",
				"acr-sync.sources.contoso.username=reader", "acr-sync.sources.contoso.password=s3cret")
			.sources()
			.get("contoso")
			.registry()
			.credentials()).as("a password beside it is for where it does not work")
			.isEqualTo(new VendorIdentity("contoso.onmicrosoft.com", CLIENT, Audience.RESOURCE_MANAGER,
					Optional.of(new Credentials.Basic("reader", new Secret("s3cret")))));
	}

	@Test
	void takesAnIdentityOrAResourceIdAndNotBoth(CapturedOutput output) {
		assertThatException().isThrownBy(() -> read(MINIMAL, "acr-sync.sources.contoso.resource-id=" + ID,
				"acr-sync.sources.contoso.entra.tenant-id=" + CLIENT,
				"acr-sync.sources.contoso.entra.client-id=" + CLIENT));
		assertThat(output)
			.contains("acr-sync.sources.contoso.entra: it is set, and so is " + "acr-sync.sources.contoso.resource-id");
	}

	@Test
	void readsARegistryOfTheSameTenantByItsOwnIdentity() {
		Source source = read(MINIMAL, "acr-sync.sources.contoso.resource-id=" + ID).sources().get("contoso");
		assertThat(source.resourceId()).contains(ResourceId.parse(ID));
		assertThat(source.registry().credentials()).isEqualTo(new Credentials.ManagedIdentity());
	}

	@ParameterizedTest
	@CsvSource({ "2027-05-01, 2027-05-01T00:00:00Z", "' 2027-05-01T12:00:00Z ', 2027-05-01T12:00:00Z",
			"2027-05-01T12:00:00.123456+00:00, 2027-05-01T12:00:00.123456Z",
			"2027-05-01T12:00+02:00, 2027-05-01T10:00:00Z" })
	void readsWhenAPasswordEnds(String written, Instant end) {
		Settings settings = read(MINIMAL, "acr-sync.sources.contoso.password=s3cret",
				"acr-sync.sources.contoso.password-expires-at=" + written, "acr-sync.targets.prod.username=reader",
				"acr-sync.targets.prod.password=pw", "acr-sync.targets.prod.password-expires-at=" + written);
		assertThat(settings.sources().get("contoso").registry().passwordExpiresAt()).contains(end);
		assertThat(settings.targets().get("prod").registry().passwordExpiresAt()).contains(end);
	}

	@Test
	void readsWhenAPasswordEndsFromTheEnvironment() {
		Map<String, Object> variables = Map.of("ACR_SYNC_SOURCES_CONTOSO_PASSWORD", "s3cret",
				"ACR_SYNC_SOURCES_CONTOSO_PASSWORD_EXPIRES_AT", "2027-05-01");
		assertThat(
				read(environment(variables), MINIMAL.stream()).sources().get("contoso").registry().passwordExpiresAt())
			.contains(Instant.parse("2027-05-01T00:00:00Z"));
	}

	@ParameterizedTest
	@CsvSource({ "rules[0].tags[0], rules, 8", "rules[1].tags[0], rules, 8", "webhook.secrets[1], webhook.secrets, 6",
			"rules[0].repositories[1], rules, 8" })
	void saysWhereElseAListIsGiven(String key, String list, int line, @TempDir Path directory, CapturedOutput output)
			throws IOException {
		String file = file(directory);
		assertThat(read(List.of(), file).sources()).containsOnlyKeys("contoso");
		assertThatException()
			.isThrownBy(() -> read(List.of(), file, "acr-sync.sources.contoso." + key + "=written-on-the-line"));
		assertThat(output)
			.contains("acr-sync.sources.contoso." + list + ": this list is given in more than one place",
					"begins with \"acr-sync.sources.contoso." + key + "\" from property source \"commandLineArgs\"",
					"more.yaml", " " + line + ":")
			.doesNotContain("no such key")
			.doesNotContain("emove it")
			.doesNotContain("written-on-the-line")
			.doesNotContain("0123456789abcdef");
		String variable = "ACR_SYNC_SOURCES_CONTOSO_"
				+ key.toUpperCase(Locale.ROOT).replaceAll("[.\\[]", "_").replace("]", "");
		assertThatException()
			.isThrownBy(() -> read(environment(Map.of(variable, "written-in-a-variable")), Stream.of(file)));
		assertThat(output)
			.contains("begins with System Environment Property \"" + variable + "\" replaces the whole one")
			.doesNotContain("emove it")
			.doesNotContain("written-in-a-variable");
	}

	private static String file(Path directory) throws IOException {
		return "spring.config.additional-location=" + Files.writeString(directory.resolve("more.yaml"), """
				acr-sync:
				  sources:
				    contoso:
				      registry: contoso.azurecr.io
				      webhook:
				        secrets: [0123456789abcdef]
				      rules:
				        - repositories: [team/app]
				          target-repository: vendors/{repository}
				  targets:
				    prod:
				      resource-id: %s
				""".formatted(ID)).toUri();
	}

	@Test
	void saysThatAListHasAGap(CapturedOutput output) {
		assertThatException().isThrownBy(() -> read(MINIMAL, "acr-sync.sources.contoso.aliases[1]=a.azurecr.io"));
		assertThat(output).contains("acr-sync.sources.contoso.aliases[1] (", "its list has no entry before it")
			.doesNotContain("emove it");
	}

	@ParameterizedTest
	@CsvSource({ "WEBHOOK_SECRETS_1, no entry before it", "WEBHOOK_RATE_LIMIT, cannot be read as a whole number",
			"COLOUR, there is no such key" })
	void neverShowsWhatAVariableHolds(String variable, String wrong, CapturedOutput output) {
		Map<String, Object> variables = Map.of("ACR_SYNC_SOURCES_FABRIKAM_" + variable, "hunter22hunter22");
		assertThatException().isThrownBy(() -> read(environment(variables), MINIMAL.stream()));
		assertThat(output).contains("The configuration is not valid", wrong).doesNotContain("hunter");
	}

	private static ConfigurableEnvironment environment(Map<String, Object> variables) {
		return new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return variables;
			}

		};
	}

	@Test
	void takesAnEmptyEndOfAPasswordForNone() {
		assertThat(read(MINIMAL, "acr-sync.sources.contoso.password-expires-at=").sources()
			.get("contoso")
			.registry()
			.passwordExpiresAt()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("faults")
	void stopsTheStartWithOneReadableMessage(String fault, List<String> expected, CapturedOutput output) {
		List<String> written = new ArrayList<>(MINIMAL);
		written.removeIf((it) -> it.startsWith(fault.substring(0, fault.indexOf('=') + 1)));
		if (!fault.endsWith("=REMOVED")) {
			written.add(fault);
		}
		assertThatException().isThrownBy(() -> read(written));
		assertThat(output).contains("APPLICATION FAILED TO START").contains(expected);
		assertThat(output).doesNotContain("\tat ")
			.doesNotContain("0123456789abcdef")
			.doesNotContain("too-short")
			.doesNotContain("u:p@");
	}

	static Stream<Arguments> faults() {
		String source = "acr-sync.sources.contoso.";
		String rule = source + "rules[0].";
		return Stream.of(
				fault("unknown key", source + "registri=x", source + "registri", "there is no such key",
						"Did you mean 'registry'?"),
				fault("unknown key of a rule", rule + "repository=x", rule + "repository", "'repositories'"),
				fault("unknown key at the top", "acr-sync.colour=red", "acr-sync.colour", "there is no such key"),
				fault("no registry", source + "registry=REMOVED", source + "registry: it is missing",
						"contoso.azurecr.io"),
				fault("a registry with a scheme", source + "registry=https://contoso.azurecr.io", source + "registry",
						"without a scheme"),
				fault("a bad alias", source + "aliases[0]=a/b", source + "aliases[0]"),
				fault("a header that means something else", source + "webhook.header=Authorization",
						source + "webhook.header", "X-Webhook-Token"),
				fault("a header that is none", source + "webhook.header=X Token:", source + "webhook.header"),
				fault("a console's secret that is short", "acr-sync.console.secrets[0]=short",
						"acr-sync.console.secrets[0]", "it is 5 characters long"),
				fault("a console's header that is none", "acr-sync.console.user-header=X Forwarded",
						"acr-sync.console.user-header", "not the name of a header"),
				fault("a console's host with a port", "acr-sync.console.hosts[0]=acr-sync.example:8081",
						"acr-sync.console.hosts[0]", "without a scheme"),
				fault("a short secret", source + "webhook.secrets[0]=too-short", source + "webhook.secrets[0]",
						"it is 9 characters long", "16 characters"),
				fault("no rule", rule + "repositories[0]=REMOVED", source + "rules", "has no rule"),
				fault("a rule without repositories", source + "rules[1].tags[0]=v1", source + "rules[1].repositories",
						"rule 2 of source 'contoso' has no repositories"),
				fault("a bad repository glob", rule + "repositories[0]=Team/*", rule + "repositories[0]", "lower"),
				fault("a bad tag glob", rule + "tags[0]=v[0-9]", rule + "tags[0]"),
				fault("a bad range", rule + "tags[0]=semver:>=1.4 <", rule + "tags[0]", "comes a range of versions"),
				fault("a bad range of exclusions", rule + "exclude-tags[0]=semver:latest", rule + "exclude-tags[0]",
						"comes a range of versions"),
				fault("a bad backfill", rule + "backfill=latest", rule + "backfill", "'latest:<number>'"),
				fault("a bad schedule", "acr-sync.reconcile.schedule=10s", "acr-sync.reconcile.schedule", "'off'"),
				fault("a bad target repository", rule + "target-repository={repo}", rule + "target-repository"),
				fault("a target that is not there", rule + "targets[0]=staging", rule + "targets",
						"there is no target 'staging'", "prod"),
				fault("a wrong overwrite", rule + "overwrite=always", rule + "overwrite", "when-changed, never"),
				fault("an artifact type with a wildcard", rule + "referrers.artifact-types[0]=application/*",
						rule + "referrers.artifact-types[0]", "media type without wildcards"),
				fault("a rate limit of none", source + "webhook.rate-limit=0", source + "webhook.rate-limit"),
				fault("a rate limit that is no number", source + "webhook.rate-limit=many",
						source + "webhook.rate-limit", "cannot be read as"),
				fault("a tenant that stands for any", source + "entra.tenant-id=common", source + "entra.tenant-id",
						"az account show"),
				fault("an identity without a tenant", source + "entra.client-id=" + CLIENT, source + "entra.tenant-id"),
				fault("an identity that is no id", source + "entra.client-id=acr-sync", source + "entra.client-id",
						"az identity show"),
				fault("an audience of something else", source + "entra.audience=https://graph.microsoft.com",
						source + "entra.audience: a token for it is not for a registry to see"),
				fault("a public URL without TLS", "acr-sync.public-url=http://acr-sync.example", "acr-sync.public-url"),
				fault("a username without a password", source + "username=token", source + "password"),
				fault("an end of no password", source + "password-expires-at=2027-05-01",
						source + "password-expires-at: there is no " + source + "password that could end"),
				fault("an end of a password of no target's",
						"acr-sync.targets.prod.password-expires-at=2027-05-01T12:00:00Z",
						"acr-sync.targets.prod.password-expires-at: there is no"),
				fault("an end of a password that may be the password", source + "password-expires-at=too-short",
						source + "password-expires-at: it is neither a date nor a time", "2027-05-01T12:00:00Z"),
				fault("a day that there is not", source + "password-expires-at=2027-02-30",
						source + "password-expires-at: it is neither"),
				fault("a time without its zone", source + "password-expires-at=2027-05-01T12:00:00",
						source + "password-expires-at: it is neither"),
				fault("plain http to elsewhere", source + "endpoint=http://contoso.example", source + "endpoint",
						"https"),
				fault("an endpoint with credentials", source + "endpoint=https://u:p@contoso.example",
						source + "endpoint"),
				fault("no target", "acr-sync.targets.prod.resource-id=REMOVED", "acr-sync.targets",
						"no target is configured"),
				fault("a resource id that is none", "acr-sync.targets.prod.resource-id=/subscriptions/1",
						"acr-sync.targets.prod.resource-id", "/registries/<name>"),
				fault("an unknown cloud", "acr-sync.azure.cloud=moon", "acr-sync.azure.cloud",
						"public, china, us-government"),
				fault("a plain resource manager", "acr-sync.azure.resource-manager-endpoint=http://127.0.0.1",
						"acr-sync.azure.resource-manager-endpoint"),
				fault("a concurrency of none", "acr-sync.imports.concurrency=0", "acr-sync.imports.concurrency"),
				fault("a duration that is none", "acr-sync.imports.deadline=soon", "acr-sync.imports.deadline",
						"a duration", "30m"),
				fault("an authority that is not there", "acr-sync.trusted-certificates=/no/such.pem",
						"acr-sync.trusted-certificates"),
				fault("a negative duration", "acr-sync.retention=-1d", "acr-sync.retention"),
				fault("a shorter longest wait", "acr-sync.imports.retry.max-delay=1s",
						"acr-sync.imports.retry.max-delay"),
				fault("a webhook secret that nothing fills", source + "webhook.secrets[0]=${NOT_SET_ANYWHERE_AT_ALL}",
						source + "webhook.secrets[0]", "NOT_SET_ANYWHERE_AT_ALL"),
				fault("a password that nothing fills", source + "password=${NOT_SET_ANYWHERE}", source + "password",
						"NOT_SET_ANYWHERE"));
	}

	@Test
	void tellsEverythingThatIsWrongAtOnce(CapturedOutput output) {
		assertThatException().isThrownBy(() -> read(List.of("acr-sync.retention=-1d")));
		assertThat(output).contains("acr-sync.sources: no source is configured")
			.contains("acr-sync.targets: no target is configured")
			.contains("acr-sync.retention: ");
	}

	@Test
	void refusesTwoSourcesThatBringTheSameTagForSure(CapturedOutput output) {
		String other = "acr-sync.sources.fabrikam.";
		String[] second = { other + "registry=fabrikam.azurecr.io", other + "webhook.secrets[0]=0123456789abcdef",
				other + "rules[0].repositories[0]=acme/web", other + "rules[0].target-repository=shared/web",
				other + "rules[0].tags[0]=2.*", "acr-sync.sources.contoso.rules[0].repositories[0]=team/web",
				"acr-sync.sources.contoso.rules[0].target-repository=shared/web" };
		List<String> first = MINIMAL.stream().filter((it) -> !it.contains(".rules[0].repositories")).toList();
		assertThatException().isThrownBy(() -> read(first, second));
		assertThat(output).contains("acr-sync.sources.fabrikam.rules: it brings 'prod/shared/web:2.1'")
			.contains("so does source 'contoso'");
		read(first, Stream.concat(Stream.of(second), Stream.of("acr-sync.sources.contoso.rules[0].exclude-tags[0]=2.*"))
			.toArray(String[]::new));
		assertThat(RuleReview.contested(read(MINIMAL).sources().get("contoso").rules(),
				read(MINIMAL).sources().get("contoso").rules()))
			.as("a wildcard shows nothing plainly")
			.isEmpty();
	}

	@Test
	void readsWhetherWhatIsDeletedAtTheTargetIsLeft() {
		Rule rule = read(MINIMAL, "acr-sync.sources.contoso.rules[0].deleted-at-target=leave").sources()
			.get("contoso")
			.rules()
			.rules()
			.getFirst();
		assertThat(rule.deletedAtTarget()).isEqualTo(DeletedAtTarget.LEAVE);
	}

	@Test
	void neverShowsASecret() {
		Settings settings = read(MINIMAL, "acr-sync.sources.contoso.username=user",
				"acr-sync.sources.contoso.password=hunter22", "acr-sync.targets.prod.username=user",
				"acr-sync.targets.prod.password=hunter33");
		assertThat(settings.sources() + " " + settings.targets() + settings).doesNotContain("hunter")
			.doesNotContain("0123456789abcdef");
	}

	private static Arguments fault(String name, String fault, String... expected) {
		return argumentSet(name, fault, List.of(expected));
	}

	private static Settings read(List<String> written, String... more) {
		return read(new StandardEnvironment(), Stream.concat(written.stream(), Stream.of(more)));
	}

	private static Settings read(ConfigurableEnvironment environment, Stream<String> written) {
		SpringApplication application = new SpringApplication(SettingsConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironment(environment);
		try (ConfigurableApplicationContext context = application
			.run(written.map((it) -> "--" + it).toArray(String[]::new))) {
			return context.getBean(Settings.class);
		}
	}

}
