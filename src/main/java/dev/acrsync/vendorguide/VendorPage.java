package dev.acrsync.vendorguide;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.acrsync.rules.Glob;
import dev.acrsync.rules.Rule;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Secret;
import dev.acrsync.vendorfederation.AssertionClaims;

/**
 * Writes the page for one vendor, as Markdown.
 */
final class VendorPage {

	private final VendorFacts facts;

	VendorPage(VendorFacts facts) {
		this.facts = facts;
	}

	String markdown() {
		return PageTemplate.load().fill(values(), blocks());
	}

	private Set<String> blocks() {
		Set<String> blocks = new HashSet<>();
		if (this.facts.shown().isEmpty() || !this.facts.isApp()) {
			blocks.add("workload");
		}
		if (this.facts.shown().isEmpty() || this.facts.isApp()) {
			blocks.add("app");
		}
		if (this.facts.source().rules().haveWildcards()) {
			blocks.add("wildcards");
		}
		if (this.facts.source().door().secrets().isEmpty()) {
			blocks.add("closed");
		}
		if (!subscriptions().isEmpty()) {
			blocks.add("eventgrid");
		}
		if (this.facts.source().pulls().queue().isPresent()) {
			blocks.add("queue");
		}
		return blocks;
	}

	private Map<String, String> values() {
		String host = this.facts.source().registry().host().value();
		Optional<AssertionClaims> shown = this.facts.shown();
		Map<String, String> values = new HashMap<>();
		values.put("host", host);
		values.put("registry", host.split("\\.", 2)[0]);
		values.put("targets", this.facts.targets().isEmpty() ? ""
				: this.facts.targets().stream().collect(Collectors.joining("`, `", " (`", "`)")));
		values.put("contact", this.facts.contact().orElse("(the customer's people)"));
		values.put("gives",
				"the `client-id` and the tenant that 1 prints; or the name, the password and its end that 1b prints");
		values.put("rules", rules(this.facts.source().rules().rules()));
		values.put("repositories", RepositoryCommand.of(this.facts.source().rules().rules()));
		values.put("receiver",
				quoted(this.facts.publicUrl().map(Object::toString).orElse("https://acr-sync.customer.example")
						+ "/webhooks/" + this.facts.source().name()));
		values.put("secret",
				this.facts.secret().map(Secret::reveal).map(VendorPage::escaped).orElse("<from the customer>"));
		values.put("header", this.facts.source().door().header().orElse("Authorization") + "="
				+ (this.facts.source().door().header().isPresent() ? "" : "Bearer ") + "$secret");
		values.put("subscription", subscriptions().stream().findFirst().orElse("acr-sync"));
		values.put("deliveryheader", this.facts.source().door().header().orElse("Authorization") + " static \""
				+ (this.facts.source().door().header().isPresent() ? "" : "Bearer ") + "$secret\"");
		Optional<QueueAddress> queue = this.facts.source().pulls().queue();
		values.put("queue", queue.map(QueueAddress::name).orElse("<queue>"));
		values.put("queueaccount", queue.map(QueueAddress::account).orElse("<storage account>"));
		values.put("wanted", wanted());
		values.put("group", "images");
		values.put("identity",
				"acr-sync-" + this.facts.targets().stream().findFirst().orElse("customer").split("\\.", 2)[0]);
		values.put("issuer", shown.map(AssertionClaims::issuer).orElse("<issuer, from the customer>"));
		values.put("subject", shown.map(AssertionClaims::subject).orElse("<subject, from the customer>"));
		values.put("audience", shown.map(AssertionClaims::audience).orElse("api://AzureADTokenExchange"));
		values.put("appintro", (shown.isEmpty() ? "**Or**, where the customer does not run on AKS, let" : "Let")
				+ " the customer's app into your tenant. It is an app of the customer's tenant without a password:");
		values.put("client",
				this.facts.identity().map(VendorIdentity::clientId).orElse("'<client id, from the customer>'"));
		return values;
	}

	private List<String> subscriptions() {
		return this.facts.source().door().eventGrid().subscriptions().stream().sorted().toList();
	}

	private String wanted() {
		return this.facts.identity()
			.map((identity) -> "This customer is set up for it, with client id `%s` of tenant `%s`."
				.formatted(identity.clientId(), identity.tenantId()))
			.orElse("This customer can change to it at any time.");
	}

	private static String rules(List<Rule> rules) {
		return rules.stream()
			.map((rule) -> "| %s | %s | %s | %s |".formatted(cell(rule.repositories()),
					cell(rule.excludeRepositories()), cell(rule.tags()), cell(rule.excludeTags())))
			.collect(Collectors.joining("\n"));
	}

	private static String cell(List<?> patterns) {
		return patterns.stream()
			.map((pattern) -> "`" + pattern.toString().replace("|", "\\|") + "`")
			.collect(Collectors.joining(", "));
	}

	private static String quoted(String value) {
		return "'" + escaped(value) + "'";
	}

	private static String escaped(String value) {
		return value.replace("'", "'\\''");
	}

	/**
	 * The command that finds the repositories that rules name.
	 */
	private static final class RepositoryCommand {

		static String of(List<Rule> rules) {
			List<Glob> all = rules.stream().flatMap((rule) -> rule.repositories().stream()).toList();
			if (all.stream().allMatch(Glob::isLiteral)) {
				return "repositories=\"%s\""
					.formatted(all.stream().map(Glob::toString).distinct().collect(Collectors.joining(" ")));
			}
			String found = rules.stream().map(RepositoryCommand::of).collect(Collectors.joining("; "));
			return """
					all=$(az acr repository list --name "$registry" --output tsv)
					repositories=$({ %s; } | sort -u); echo "$repositories\"""".formatted(found);
		}

		private static String of(Rule rule) {
			String found = "grep -E '%s' <<<\"$all\"".formatted(regex(rule.repositories()));
			return rule.excludeRepositories().isEmpty() ? found
					: found + " | grep -vE '%s'".formatted(regex(rule.excludeRepositories()));
		}

		private static String regex(List<Glob> globs) {
			return globs.stream()
				.map((glob) -> glob.toString()
					.replace(".", "\\.")
					.replace("**", "\0")
					.replace("*", "[^/]*")
					.replace("\0", ".*"))
				.collect(Collectors.joining("|", "^(", ")$"));
		}

	}

}
