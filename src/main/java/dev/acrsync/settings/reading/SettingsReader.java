package dev.acrsync.settings.reading;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.acrsync.network.ProxyAddress;
import dev.acrsync.network.TrustedCertificates;
import dev.acrsync.rules.RuleReview;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ComparisonSettings;
import dev.acrsync.settings.ConsoleSettings;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.ImportSettings;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Schedule;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.reading.AcrSyncProperties.AzureProperties;
import dev.acrsync.settings.reading.AcrSyncProperties.BudgetProperties;
import dev.acrsync.settings.reading.AcrSyncProperties.ImportsProperties;
import org.jspecify.annotations.Nullable;

import static java.util.Objects.requireNonNull;

/**
 * Turns what was written under {@code acr-sync} into {@link Settings}, or into the list
 * of all that is wrong with it.
 */
final class SettingsReader {

	private static final Pattern HOST = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?\\.?");

	/** More than any registry is known to take. */
	private static final int MOST_REQUESTS = 1_000_000;

	private final AcrSyncProperties properties;

	private final SettingsProblems problems = new SettingsProblems();

	private SettingsReader(AcrSyncProperties properties) {
		this.properties = properties;
	}

	/**
	 * Reads the settings.
	 * @throws InvalidSettingsException with everything that is wrong
	 */
	static Settings read(AcrSyncProperties properties) {
		return new SettingsReader(properties).read();
	}

	private Settings read() {
		if (this.properties.sources().isEmpty()) {
			this.problems.add("acr-sync.sources", "no source is configured",
					"Name a vendor's registry: set acr-sync.sources.<name>.registry, .webhook.secrets and .rules");
		}
		if (this.properties.targets().isEmpty()) {
			this.problems.add("acr-sync.targets", "no target is configured",
					"Name your own registry: set acr-sync.targets.<name>.resource-id");
		}
		Map<String, Source> sources = new TreeMap<>();
		this.properties.sources()
			.forEach((name, source) -> new SourceReader(name, source, this.properties.targets().keySet(), this.problems)
				.read()
				.ifPresent((it) -> sources.put(name, it)));
		contested(List.copyOf(sources.values()));
		Map<String, Target> targets = new TreeMap<>();
		this.properties.targets()
			.forEach((name, target) -> new TargetReader(name, target, this.properties.azure().cloud(), this.problems)
				.read()
				.ifPresent((it) -> targets.put(name, it)));
		AzureSettings azure = azure(this.properties.azure());
		ImportSettings imports = imports(this.properties.imports());
		positive("acr-sync.retention", this.properties.retention());
		ComparisonSettings reconciling = new ComparisonSettings(this.problems
			.parse("acr-sync.reconcile.schedule", this.properties.reconcile().schedule().strip(), Schedule::parse)
			.orElseGet(Schedule.Off::new));
		ConsoleSettings console = console();
		network();
		Optional<URI> publicUrl = SettingsProblems.text(this.properties.publicUrl())
			.map((written) -> this.problems.endpoint("acr-sync.public-url", written, false));
		this.problems.throwIfAny();
		return new Settings(sources, targets, azure, imports, this.properties.retention(), reconciling, console,
				publicUrl);
	}

	/**
	 * The ways out are older than the settings, and have left out what is wrong.
	 */
	private void network() {
		SettingsProblems.text(this.properties.trustedCertificates()).ifPresent((written) -> {
			try {
				TrustedCertificates.read(written);
			}
			catch (IllegalArgumentException ex) {
				this.problems.add("acr-sync.trusted-certificates", String.valueOf(ex.getMessage()),
						"Write certificates in PEM, or the name of a file or a directory that holds them");
			}
		});
		ProxyAddress.written(System.getenv())
			.ifPresent((written) -> this.problems.parse(ProxyAddress.VARIABLE, written, ProxyAddress::parse));
	}

	private ConsoleSettings console() {
		Set<String> hosts = new TreeSet<>();
		List<String> written = written(this.properties.console().hosts());
		for (int i = 0; i < written.size(); i++) {
			if (HOST.matcher(written.get(i)).matches()) {
				hosts.add(written.get(i));
			}
			else {
				this.problems.add("acr-sync.console.hosts[" + i + "]", "it is not the name of a host",
						"Write a name alone, such as acr-sync.example.com, without a scheme, a port or a wildcard");
			}
		}
		return new ConsoleSettings(Set.copyOf(hosts),
				SourceReader.secrets("acr-sync.console.secrets", this.properties.console().secrets(), this.problems),
				userHeader(), this.properties.console().readOnly());
	}

	private Optional<String> userHeader() {
		Optional<String> header = SettingsProblems.text(this.properties.console().userHeader());
		header.filter((it) -> !SourceReader.HEADER.matcher(it).matches())
			.ifPresent((_) -> this.problems.add("acr-sync.console.user-header", "it is not the name of a header",
					"Write a name such as X-Forwarded-User"));
		return header;
	}

	/**
	 * Two sources must not take a tag from each other for ever.
	 */
	private void contested(List<Source> sources) {
		for (int i = 0; i < sources.size(); i++) {
			for (int j = i + 1; j < sources.size(); j++) {
				Source one = sources.get(i);
				Source other = sources.get(j);
				RuleReview.contested(one.rules(), other.rules())
					.ifPresent((tag) -> this.problems.add("acr-sync.sources." + other.name() + ".rules",
							"it brings '%s', and so does source '%s': each would overwrite the other's image"
								.formatted(tag, one.name()),
							"Set target-repository in one of them, for example to vendors/%s/{repository}, or narrow its tags"
								.formatted(other.name().toLowerCase(Locale.ROOT))));
			}
		}
	}

	private AzureSettings azure(AzureProperties azure) {
		String key = "acr-sync.azure.resource-manager-endpoint";
		String written = SettingsProblems.text(azure.resourceManagerEndpoint()).orElse(null);
		return new AzureSettings(azure.cloud(),
				(written != null) ? this.problems.endpoint(key, written, false)
						: azure.cloud().resourceManagerEndpoint(),
				azure.credential(), SettingsProblems.text(azure.clientId()));
	}

	private ImportSettings imports(ImportsProperties imports) {
		String key = "acr-sync.imports.";
		if (imports.concurrency() < 1 || imports.concurrency() > 100) {
			this.problems.add(key + "concurrency", "it is " + imports.concurrency(), "Write a number from 1 to 100");
		}
		positive(key + "deadline", imports.deadline());
		positive(key + "retry.initial-delay", imports.retry().initialDelay());
		positive(key + "retry.max-delay", imports.retry().maxDelay());
		positive(key + "retry.give-up-after", imports.retry().giveUpAfter());
		if (imports.retry().maxDelay().compareTo(imports.retry().initialDelay()) < 0) {
			this.problems.add(key + "retry.max-delay", "it is shorter than " + key + "retry.initial-delay",
					"Write a longer one");
		}
		return new ImportSettings(imports.concurrency(), imports.deadline(), imports.retry().initialDelay(),
				imports.retry().maxDelay(), imports.retry().giveUpAfter());
	}

	private void positive(String key, Duration duration) {
		if (!duration.isPositive() || duration.compareTo(Duration.ofDays(36_500)) > 0) {
			this.problems.add(key, "it is " + duration,
					"Write a duration from 1s to 36500d, such as 10s, 30m, 48h or 90d");
		}
	}

	/**
	 * Returns the credentials of a registry.
	 * @param otherwise what a registry without a password gets
	 */
	static Credentials credentials(String key, @Nullable String username, @Nullable Secret password,
			Credentials otherwise, SettingsProblems problems) {
		boolean hasPassword = problems.isSet(key + ".password", password);
		boolean hasUsername = username != null && !username.isBlank();
		if (hasUsername && !hasPassword) {
			problems.add(key + ".password", "it is missing or empty, but " + key + ".username is set",
					"Set the password that belongs to the username");
		}
		if (!hasPassword) {
			return otherwise;
		}
		Secret secret = requireNonNull(password);
		return hasUsername ? new Credentials.Basic(requireNonNull(username), secret)
				: new Credentials.EntraToken(secret);
	}

	/**
	 * Returns when the password of a registry ends, if that was written down.
	 */
	static Optional<Instant> passwordExpiresAt(String key, @Nullable String written, Credentials credentials,
			SettingsProblems problems) {
		String text = SettingsProblems.text(written).orElse("");
		if (text.isEmpty()) {
			return Optional.empty();
		}
		if (credentials.secret().isEmpty()) {
			problems.add(key + ".password-expires-at", "there is no " + key + ".password that could end",
					"Set the password, or remove this");
		}
		try {
			return Optional.of((text.indexOf('T') < 0) ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
					: OffsetDateTime.parse(text).toInstant());
		}
		catch (DateTimeParseException _) {
			// Not shown, since it may be the password that was written at the wrong key.
			problems.add(key + ".password-expires-at", "it is neither a date nor a time",
					"Write a date such as 2027-05-01, meaning its start in UTC, or a time such as 2027-05-01T12:00:00Z");
			return Optional.empty();
		}
	}

	/**
	 * Returns what a registry is configured as, and how many requests it takes.
	 */
	static RegistryUse use(RegistryUse.RegistryRole role, String name, String key, BudgetProperties budget,
			SettingsProblems problems) {
		requests(key + ".budget.reads", budget.reads(), problems);
		requests(key + ".budget.referrers", budget.referrers(), problems);
		return new RegistryUse(role, name, budget.reads(), budget.referrers());
	}

	private static void requests(String key, int number, SettingsProblems problems) {
		if (number < 1 || number > MOST_REQUESTS) {
			problems.add(key, "it is " + number,
					"Write how many requests a minute the registry takes from one identity, from 1 to "
							+ MOST_REQUESTS);
		}
	}

	static List<String> written(List<String> values) {
		return values.stream().map(String::strip).filter((value) -> !value.isEmpty()).toList();
	}

}
