package dev.acrsync.settings.reading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.helm.Chart;
import dev.acrsync.helm.KubernetesObject;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configurations that the documents show, as the chart and the service take them.
 */
class DocumentedConfigurationTests {

	private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```");

	private static final Map<String, String> KINDS = Map.of("deployment/", "Deployment", "service/", "Service",
			"persistentVolumeClaimName: ", "PersistentVolumeClaim");

	/** What a command is told to act on. */
	private static final Pattern OBJECT = Pattern
		.compile("\\b(deployment/|service/|persistentVolumeClaimName: )([\\w-]+)");

	@TempDir
	Path directory;

	@Test
	void theServiceTakesThatOfAMachine() throws IOException {
		Settings settings = start(blocks("install-elsewhere").getFirst());
		assertThat(settings.sources().get("contoso").door().secrets()).containsExactly(new Secret("0123456789abcdef"));
	}

	@Test
	void theServiceTakesTheRules() throws IOException {
		Settings settings = start(
				"""
						acr-sync:
						  targets: {prod: {resource-id: /subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/customer}}
						  sources:
						    contoso:
						      registry: contoso.azurecr.io
						"""
						+ blocks("rules").getFirst().indent(6));
		assertThat(settings.sources()
			.get("contoso")
			.rules()
			.decide(new RepositoryName("tripinsights/poi"), new Tag("2.0.1"))).isInstanceOf(Decision.Allowed.class);
	}

	@Test
	void theChartAndTheServiceTakeTheValuesWithAnIngress() throws IOException {
		Path values = file("values.yaml", blocks("install-aks").getFirst());
		List<KubernetesObject> manifests = Chart.copyTo(this.directory.resolve("chart")).manifests(values);
		assertThat(KubernetesObject.find(manifests, "Ingress/acr-sync").at("spec.rules.0.host")).isPresent();
		assertThat(start(KubernetesObject.find(manifests, "ConfigMap/acr-sync")
			.content()
			.getAsJsonObject("data")
			.get("application.yaml")
			.getAsString()).targets()).containsOnlyKeys("prod");
	}

	@Test
	void theChartTakesTheValuesWithAGatewayAndAProxy() throws IOException {
		String gateway = blocks("install-aks-tls").stream().filter((it) -> it.startsWith("gateway:")).findFirst().get();
		Path values = file("values.yaml", blocks("install-aks").getFirst());
		Path more = file("more.yaml", "ingress: {host: \"\"}\n" + gateway + blocks("network").getFirst());
		Path trust = file("trust.yaml", blocks("network").getLast());
		String rendered = Chart.copyTo(this.directory.resolve("chart")).render(values, more, trust);
		assertThat(rendered).contains("kind: HTTPRoute")
			.contains("port: 3128")
			.contains("mountPath: /etc/trusted-certificates")
			.contains("name: customer-trust")
			.doesNotContain("kind: Ingress\n");
	}

	@Test
	void theObjectsThatCommandsNameAreThoseOfTheChart() throws IOException {
		String rendered = Chart.copyTo(this.directory).render(Chart.example("minimal"));
		try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
			List<String> named = pages.filter((page) -> page.toString().endsWith(".md"))
				.flatMap((page) -> OBJECT.matcher(read(page)).results())
				.map((object) -> "kind: %s\nmetadata:\n  name: %s\n".formatted(KINDS.get(object.group(1)),
						object.group(2)))
				.distinct()
				.toList();
			assertThat(named).hasSizeGreaterThan(2).allSatisfy((object) -> assertThat(rendered).contains(object));
		}
	}

	private static List<String> blocks(String page) {
		return YAML.matcher(read(Path.of("docs", page + ".md")))
			.results()
			.map((MatchResult block) -> block.group(1).replace("<version>", "1.2.3"))
			.toList();
	}

	private static String read(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path file(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content);
	}

	private Settings start(String configuration) throws IOException {
		SpringApplication application = new SpringApplication(SettingsConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		// The log's format is the whole process's, and other tests read the log.
		application.setListeners(application.getListeners()
			.stream()
			.filter((it) -> !(it instanceof LoggingApplicationListener))
			.toList());
		try (ConfigurableApplicationContext context = application.run(
				"--spring.config.additional-location=" + file("application.yaml", configuration).toUri(),
				"--acr-sync.sources.contoso.password=s3cret",
				"--acr-sync.sources.contoso.webhook.secrets=0123456789abcdef",
				"--acr-sync.sources.contoso.username=acr-sync-token")) {
			return context.getBean(Settings.class);
		}
	}

}
