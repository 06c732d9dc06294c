package dev.acrsync.settings;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.rules.Rules;

/**
 * Makes settings for a test. Until told otherwise nothing is compared, Azure is nowhere,
 * and the one target is {@code prod}.
 */
public final class TestSettings {

	private static final ResourceId CUSTOMER = ResourceId
		.parse("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg"
				+ "/providers/Microsoft.ContainerRegistry/registries/customer");

	private Map<String, Source> sources = Map.of();

	private Map<String, Target> targets = Map.of("prod", target("prod", registry("customer.azurecr.io")));

	private AzureSettings azure = new AzureSettings(AzureSettings.AzureCloud.PUBLIC, URI.create("https://arm.example"),
			AzureSettings.AzureCredential.MANAGED_IDENTITY, Optional.empty());

	private ImportSettings imports = new ImportSettings(4, Duration.ofMinutes(30), Duration.ofSeconds(10),
			Duration.ofMinutes(30), Duration.ofHours(48));

	private Duration retention = Duration.ofDays(90);

	private ComparisonSettings reconciling = new ComparisonSettings(new Schedule.Off());

	private ConsoleSettings console = new ConsoleSettings(Set.of());

	private Optional<URI> publicUrl = Optional.empty();

	private TestSettings() {
	}

	/**
	 * Begins with the sources.
	 */
	public static TestSettings of(Source... sources) {
		return new TestSettings().sources(sources);
	}

	/**
	 * Begins with other settings.
	 */
	public static TestSettings like(Settings settings) {
		TestSettings like = new TestSettings();
		like.sources = settings.sources();
		like.targets = settings.targets();
		like.azure = settings.azure();
		like.imports = settings.imports();
		like.retention = settings.retention();
		like.reconciling = settings.reconciling();
		like.console = settings.console();
		like.publicUrl = settings.publicUrl();
		return like;
	}

	public TestSettings sources(Source... sources) {
		this.sources = Stream.of(sources).collect(Collectors.toMap(Source::name, Function.identity()));
		return this;
	}

	public TestSettings targets(Target... targets) {
		this.targets = Stream.of(targets).collect(Collectors.toMap(Target::name, Function.identity()));
		return this;
	}

	public TestSettings azure(AzureSettings azure) {
		this.azure = azure;
		return this;
	}

	public TestSettings imports(ImportSettings imports) {
		this.imports = imports;
		return this;
	}

	public TestSettings schedule(Schedule schedule) {
		this.reconciling = new ComparisonSettings(schedule);
		return this;
	}

	/**
	 * Returns the settings.
	 */
	public Settings settings() {
		return new Settings(this.sources, this.targets, this.azure, this.imports, this.retention, this.reconciling,
				this.console, this.publicUrl);
	}

	/**
	 * Makes a source whose registry anybody may read, with a door that nobody opens.
	 */
	public static Source source(String name, Rules rules) {
		return source(name, registry(name + ".azurecr.io"), new WebhookAccess(List.of(), false, 600), rules);
	}

	/**
	 * Makes a source.
	 */
	public static Source source(String name, RegistryAccess registry, WebhookAccess door, Rules rules) {
		return new Source(name, registry, Set.of(), Optional.empty(), door, PullAccess.NONE, rules);
	}

	/**
	 * Makes a target.
	 */
	public static Target target(String name, RegistryAccess registry) {
		return new Target(name, CUSTOMER, registry);
	}

	/**
	 * Makes a registry that anybody may read.
	 */
	public static RegistryAccess registry(String host) {
		return registry(host, new Credentials.Anonymous());
	}

	/**
	 * Makes a registry.
	 */
	public static RegistryAccess registry(String host, Credentials credentials) {
		return new RegistryAccess(new RegistryHost(host), URI.create("https://" + host), credentials);
	}

}
