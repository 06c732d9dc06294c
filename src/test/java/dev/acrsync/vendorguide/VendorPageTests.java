package dev.acrsync.vendorguide;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.rules.Rule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TestRule;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.EventGridAccess;
import dev.acrsync.settings.PullAccess;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;
import dev.acrsync.vendorfederation.AssertionClaims;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link VendorPage}.
 */
class VendorPageTests {

	private static final String WRITE = "docs.write";

	private static final Secret SECRET = new Secret("it's a secret of 16");

	private static final AssertionClaims CLUSTER = new AssertionClaims("https://issuer.example/1/",
			"system:serviceaccount:acr-sync:acr-sync", "api://AzureADTokenExchange", Optional.empty(),
			Optional.empty());

	@Test
	void theDocumentIsThePageWithPlaceholders() throws IOException {
		String page = new VendorPage(new VendorFacts(
				source(new Credentials.Anonymous(), door(), rule("tripinsights/*")), List.of("customer.azurecr.io"),
				Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
			.markdown();
		Path document = Path.of("docs/vendor.md");
		if (Boolean.getBoolean(WRITE)) {
			Files.writeString(document, page);
		}
		assertThat(Files.readString(document)).as("Renew it with: ./mvnw test -Dtest=VendorPageTests -D%s=true", WRITE)
			.isEqualTo(page);
	}

	@Test
	void holdsTheValuesOfThisCustomer() {
		VendorIdentity identity = new VendorIdentity("contoso.example", "0aaaaaaa-0000-0000-0000-00000000000f",
				Audience.REGISTRY, Optional.empty());
		VendorFacts facts = new VendorFacts(source(identity, door(), rule("team/**", "web.app"), rule("tools/ctl")),
				List.of("prod.azurecr.io"), Optional.of(URI.create("https://acr-sync.customer.example")),
				Optional.of(CLUSTER), Optional.empty(), Optional.of("images@customer.example"));
		assertThat(new VendorPage(facts).markdown())
			.contains("`contoso.azurecr.io`", "`prod.azurecr.io`",
					"receiver='https://acr-sync.customer.example/webhooks/contoso'", "secret='<from the customer>'",
					"--issuer 'https://issuer.example/1/'", "--subject 'system:serviceaccount:acr-sync:acr-sync'",
					"identity=acr-sync-prod",
					"client id `0aaaaaaa-0000-0000-0000-00000000000f` of tenant `contoso.example`",
					"| `team/**`, `web.app` |  | `v*` | `*-rc*` |", "grep -E '^(team/.*|web\\.app)$'",
					"Authorization=Bearer $secret", "Whom to write to: images@customer.example")
			.doesNotContain("az ad sp create", "{{", SECRET.reveal());
	}

	@Test
	void tellsOfEventGridWhereItsSubscriptionIsNamed() {
		WebhookAccess door = new WebhookAccess(List.of(SECRET), Optional.empty(), false, 1, true,
				new EventGridAccess(Set.of("acr-sync"), Optional.empty()));
		VendorFacts facts = new VendorFacts(source(new Credentials.Anonymous(), door, rule("tools/ctl")), List.of(),
				Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
		assertThat(new VendorPage(facts).markdown())
			.contains("--name 'acr-sync' \\\n  --endpoint-type webhook --endpoint \"$receiver\"",
					"--delivery-attribute-mapping Authorization static \"Bearer $secret\" true")
			.doesNotContain("{{", SECRET.reveal());
	}

	@Test
	void tellsOfAQueueWhereItIsRead() {
		Source read = source(new Credentials.Anonymous(), WebhookAccess.NONE, rule("tools/ctl"));
		PullAccess pulls = new PullAccess(Optional.empty(),
				Optional.of(QueueAddress.parse("https://customerpushes.queue.core.windows.net/contoso")));
		VendorFacts facts = new VendorFacts(
				new Source(read.name(), read.registry(), read.aliases(), read.resourceId(), read.door(), pulls,
						read.rules()),
				List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
		assertThat(new VendorPage(facts).markdown())
			.contains("## 2c. Or a queue", "`contoso` of the account `customerpushes`",
					"az storage queue create --name 'contoso' --account-name 'customerpushes'")
			.doesNotContain("{{");
	}

	@Test
	void writesTheSecretDownWhereItIsWanted() {
		VendorFacts facts = new VendorFacts(
				source(new Credentials.Anonymous(),
						new WebhookAccess(List.of(SECRET), Optional.of("X-Token"), false, 1, true,
								EventGridAccess.NONE),
						rule("tools/ctl")),
				List.of(), Optional.empty(), Optional.empty(), Optional.of(SECRET), Optional.empty());
		assertThat(new VendorPage(facts).markdown()).contains("secret='it'\\''s a secret of 16'",
				"--headers \"X-Token=$secret\"", "repositories=\"tools/ctl\"",
				"in a registry of its own, with acr-sync");
	}

	@Test
	void letsAnAppInWhereThereIsAManagedIdentity() {
		AssertionClaims machine = new AssertionClaims("https://login.microsoftonline.com/t/v2.0", "the-object-id",
				"api://AzureADTokenExchange", Optional.of("the-client-id"), Optional.of("the-object-id"));
		VendorFacts facts = new VendorFacts(
				source(new VendorIdentity("t", "0aaaaaaa-0000-0000-0000-00000000000f", Audience.REGISTRY,
						Optional.empty()), WebhookAccess.NONE, rule("tools/ctl")),
				List.of(), Optional.empty(), Optional.of(machine), Optional.empty(), Optional.empty());
		assertThat(new VendorPage(facts).markdown())
			.contains("client=0aaaaaaa-0000-0000-0000-00000000000f\naz ad sp create",
					"no webhook configured for you yet")
			.doesNotContain("az identity federated-credential create", "Catalog Lister");
	}

	private static WebhookAccess door() {
		return new WebhookAccess(List.of(SECRET), false, 600);
	}

	private static Source source(Credentials credentials, WebhookAccess access, Rule... rules) {
		return TestSettings.source("contoso", TestSettings.registry("contoso.azurecr.io", credentials), access,
				new Rules(List.of(rules)));
	}

	private static Rule rule(String... repositories) {
		return TestRule.of(repositories).tags("v*").exceptTags("*-rc*").rule();
	}

}
