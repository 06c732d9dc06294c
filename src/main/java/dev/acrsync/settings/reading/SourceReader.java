package dev.acrsync.settings.reading;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.rules.Rule;
import dev.acrsync.rules.Rules;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.EventGridAccess;
import dev.acrsync.settings.PullAccess;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.WebhookAccess;
import dev.acrsync.settings.reading.AcrSyncProperties.EventGridProperties;
import dev.acrsync.settings.reading.AcrSyncProperties.SourceProperties;
import dev.acrsync.settings.reading.AcrSyncProperties.WebhookProperties;

/**
 * Reads one source.
 */
final class SourceReader {

	private static final int SECRET_LENGTH = 16;

	private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7E]*");

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}");

	static final Pattern HEADER = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}");

	private static final Pattern SUBSCRIPTION = Pattern.compile("[a-zA-Z0-9-]{3,64}");

	/** They have a meaning of their own, and are logged by proxies. */
	private static final Set<String> OTHER_HEADERS = Set.of("authorization", "host", "content-type", "content-length",
			"connection", "transfer-encoding", "expect", "user-agent", "traceparent");

	private final String name;

	private final String key;

	private final SourceProperties properties;

	private final Set<String> targets;

	private final SettingsProblems problems;

	SourceReader(String name, SourceProperties properties, Set<String> targets, SettingsProblems problems) {
		this.name = name;
		this.key = "acr-sync.sources." + name;
		this.properties = properties;
		this.targets = targets;
		this.problems = problems;
	}

	Optional<Source> read() {
		if (!NAME.matcher(this.name).matches()) {
			this.problems.add(this.key, "the name cannot be part of a URL",
					"Name the source with letters, digits, '-' and '_', such as 'contoso'");
		}
		Optional<RegistryHost> registry = registry();
		Set<RegistryHost> aliases = aliases();
		Optional<ResourceId> resourceId = SettingsProblems.text(this.properties.resourceId())
			.flatMap((id) -> this.problems.parse(this.key + ".resource-id", id, ResourceId::parse));
		Credentials credentials = new EntraReader(this.key, this.properties.entra(), this.problems)
			.read(SettingsReader.credentials(this.key, this.properties.username(), this.properties.password(),
					resourceId.isPresent() ? new Credentials.ManagedIdentity() : new Credentials.Anonymous(),
					this.problems), resourceId);
		Optional<Instant> passwordExpiresAt = SettingsReader.passwordExpiresAt(this.key,
				this.properties.passwordExpiresAt(), credentials, this.problems);
		WebhookAccess access = door(this.properties.webhook(), eventGrid(this.properties.eventGrid(), resourceId));
		PullAccess pulls = new PullAccess(watch(), queue());
		Rules rules = rules();
		return registry.map((host) -> new Source(this.name,
				new RegistryAccess(host, endpoint(host), credentials, passwordExpiresAt, SettingsReader.use(
						RegistryUse.RegistryRole.SOURCE, this.name, this.key, this.properties.budget(), this.problems)),
				aliases, resourceId, access, pulls, rules));
	}

	private Optional<Duration> watch() {
		Optional<Duration> watch = Optional.ofNullable(this.properties.watch());
		watch.filter((it) -> it.compareTo(PullAccess.SHORTEST_WATCH) < 0 || it.compareTo(PullAccess.LONGEST_WATCH) > 0)
			.ifPresent((it) -> this.problems.add(this.key + ".watch", "it is " + it,
					"Write a duration from 10s to 1d, such as 30s, or remove it"));
		return watch;
	}

	private Optional<QueueAddress> queue() {
		Optional<String> written = SettingsProblems.text(this.properties.queue().url());
		try {
			return written.map(QueueAddress::parse);
		}
		catch (IllegalArgumentException _) {
			// Not shown, since it may hold a signature that opens the queue.
			this.problems.add(this.key + ".queue.url", "it is not the URL of a queue",
					"Write https://<account>.queue.core.windows.net/<queue>, without a query: no signature is needed, since "
							+ "the queue is read with an identity");
			return Optional.empty();
		}
	}

	private Optional<RegistryHost> registry() {
		Optional<String> written = SettingsProblems.text(this.properties.registry());
		if (written.isEmpty()) {
			this.problems.add(this.key + ".registry", "it is missing",
					"Write the login server of the vendor's registry, such as contoso.azurecr.io");
		}
		return written.flatMap((host) -> this.problems.parse(this.key + ".registry", host, RegistryHost::new));
	}

	private Set<RegistryHost> aliases() {
		Set<RegistryHost> aliases = new HashSet<>();
		List<String> written = SettingsReader.written(this.properties.aliases());
		for (int i = 0; i < written.size(); i++) {
			this.problems.parse(this.key + ".aliases[" + i + "]", written.get(i), RegistryHost::new)
				.ifPresent(aliases::add);
		}
		return Set.copyOf(aliases);
	}

	private URI endpoint(RegistryHost host) {
		return SettingsProblems.text(this.properties.endpoint())
			.map((written) -> this.problems.endpoint(this.key + ".endpoint", written, true))
			.orElseGet(() -> URI.create("https://" + host));
	}

	private WebhookAccess door(WebhookProperties webhook, EventGridAccess eventGrid) {
		List<Secret> secrets = secrets(this.key + ".webhook.secrets", webhook.secrets(), this.problems);
		if (webhook.rateLimit() < 1) {
			this.problems.add(this.key + ".webhook.rate-limit", "it is " + webhook.rateLimit(),
					"Write how many events a minute are let in, 1 or more");
		}
		return new WebhookAccess(secrets, header(webhook), webhook.allowQueryToken(), webhook.rateLimit(),
				webhook.showTargets(), eventGrid);
	}

	private EventGridAccess eventGrid(EventGridProperties eventGrid, Optional<ResourceId> resourceId) {
		List<String> subscriptions = SettingsReader.written(eventGrid.subscriptions());
		for (int i = 0; i < subscriptions.size(); i++) {
			if (!SUBSCRIPTION.matcher(subscriptions.get(i)).matches()) {
				this.problems.add(this.key + ".event-grid.subscriptions[" + i + "]",
						"it is not the name of an event subscription",
						"Write the name that the vendor gave it, of 3 to 64 letters, digits and '-'");
			}
		}
		return new EventGridAccess(Set.copyOf(subscriptions),
				SettingsProblems.text(eventGrid.resourceId())
					.flatMap((id) -> this.problems.parse(this.key + ".event-grid.resource-id", id, ResourceId::parse))
					.or(() -> resourceId));
	}

	/**
	 * Returns secrets that open a door.
	 */
	static List<Secret> secrets(String key, List<Secret> written, SettingsProblems problems) {
		for (int i = 0; i < written.size(); i++) {
			problems.isSet(key + "[" + i + "]", written.get(i));
			int length = written.get(i).reveal().strip().length();
			if (length < SECRET_LENGTH) {
				problems.add(key + "[" + i + "]", "it is " + length + " characters long", "Set a random text of "
						+ SECRET_LENGTH + " characters or more, such as 'openssl rand -hex 32' gives");
			}
		}
		for (int i = 0; i < written.size(); i++) {
			if (!PRINTABLE.matcher(written.get(i).reveal().strip()).matches()) {
				problems.add(key + "[" + i + "]", "it has characters that a header cannot carry",
						"Set a random text of ASCII letters, digits and signs, such as 'openssl rand -hex 32' gives");
			}
		}
		return written.stream().map((secret) -> new Secret(secret.reveal().strip())).toList();
	}

	private Optional<String> header(WebhookProperties webhook) {
		Optional<String> header = SettingsProblems.text(webhook.header());
		header.filter((it) -> !HEADER.matcher(it).matches() || OTHER_HEADERS.contains(it.toLowerCase(Locale.ROOT)))
			.ifPresent((_) -> this.problems.add(this.key + ".webhook.header",
					"it is not the name of a header that can carry a secret",
					"Write a name such as X-Webhook-Token; 'Authorization' is always looked at"));
		return header;
	}

	private Rules rules() {
		if (this.properties.rules().isEmpty()) {
			this.problems.add(this.key + ".rules",
					"source '" + this.name + "' has no rule, so nothing could be imported", "Set " + this.key
							+ ".rules[0].repositories to the repositories that you want, such as [\"team/*\"]");
		}
		List<Rule> rules = new ArrayList<>();
		for (int i = 0; i < this.properties.rules().size(); i++) {
			new RuleReader(this.name, i, this.properties.rules().get(i), this.targets, this.problems).read()
				.ifPresent(rules::add);
		}
		return new Rules(rules);
	}

}
