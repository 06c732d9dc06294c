package dev.acrsync.settings.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.acrsync.helm.Chart;
import dev.acrsync.helm.KubernetesObject;
import dev.acrsync.sandbox.LocalhostCertificate;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration that the Helm chart hands to the service, read the way the pod reads
 * it.
 */
class ChartSettingsTests {

	/** An image may have defaults of its own, which must not win. */
	private static final Map<String, Object> OF_THE_IMAGE = Map.of("SPRING_DATASOURCE_URL",
			"jdbc:sqlite:/data/of-the-image.db", "LOGGING_STRUCTURED_FORMAT_CONSOLE", "gelf");

	@TempDir
	Path directory;

	@ParameterizedTest
	@CsvSource({ "minimal, jdbc:sqlite:/data/acr-sync.db", "full, jdbc:sqlite:/data/acr-sync.db",
			"gateway, jdbc:sqlite:/data/acr-sync.db",
			"postgres, jdbc:postgresql://customer.postgres.database.azure.com:6432/acrsync" })
	void theServiceTakesTheConfigurationOfAnExample(String example, String database) throws IOException {
		try (ConfigurableApplicationContext context = start(example, Map.of())) {
			Settings settings = context.getBean(Settings.class);
			assertThat(settings.sources()).isNotEmpty()
				.allSatisfy((_, source) -> assertThat(source.door().secrets())
					.containsExactly(new Secret("0123456789abcdef"), new Secret("fedcba9876543210")));
			assertThat(settings.targets()).containsOnlyKeys("prod");
			assertThat(context.getEnvironment().getProperty("spring.datasource.url")).startsWith(database);
			assertThat(context.getEnvironment().getProperty("logging.structured.format.console")).isEqualTo("ecs");
		}
	}

	@Test
	void aMountedFileWinsOverTheConfiguration() throws IOException {
		try (ConfigurableApplicationContext context = start("minimal",
				Map.of("acr-sync.sources.contoso.username", "other"))) {
			assertThat(context.getEnvironment().getProperty("acr-sync.sources.contoso.username")).isEqualTo("other");
		}
	}

	@Test
	void aDateMayStandInTheConfigurationOrInAFile() throws IOException {
		Path values = Files.writeString(this.directory.resolve("values.yaml"), """
				config:
				  acr-sync:
				    sources:
				      contoso: { password-expires-at: 2027-05-01 }
				    targets:
				      prod: { username: reader, password-expires-at: 2027-05-01T12:00:00Z }
				""");
		try (ConfigurableApplicationContext context = start("minimal", Map.of("acr-sync.targets.prod.password",
				"s3cret", "acr-sync.targets.prod.password-expires-at", "2027-11-01\n"), values)) {
			Settings settings = context.getBean(Settings.class);
			assertThat(settings.source("contoso").orElseThrow().registry().passwordExpiresAt())
				.contains(Instant.parse("2027-05-01T00:00:00Z"));
			assertThat(settings.target("prod").orElseThrow().registry().passwordExpiresAt())
				.contains(Instant.parse("2027-11-01T00:00:00Z"));
		}
	}

	private ConfigurableApplicationContext start(String example, Map<String, String> more, Path... values)
			throws IOException {
		List<KubernetesObject> manifests = Chart.copyTo(Files.createDirectory(this.directory.resolve("chart")))
			.manifests(Stream.concat(Stream.of(Chart.example(example)), Stream.of(values)).toArray(Path[]::new));
		Path config = Files.createDirectory(this.directory.resolve("config"));
		Files.writeString(config.resolve("application.yaml"),
				KubernetesObject.find(manifests, "ConfigMap/acr-sync")
					.content()
					.getAsJsonObject("data")
					.get("application.yaml")
					.getAsString());
		Path trusted = Files.createDirectory(this.directory.resolve("trusted"));
		Files.writeString(trusted.resolve("ca.crt"), LocalhostCertificate.certificatePem());
		Path secrets = Files.createDirectory(this.directory.resolve("secrets"));
		for (String source : example.equals("full") ? List.of("contoso", "fabrikam") : List.of("contoso")) {
			Files.writeString(secrets.resolve("acr-sync.sources." + source + ".webhook.secrets"),
					"0123456789abcdef,fedcba9876543210\n");
			if (!example.equals("gateway")) {
				Files.writeString(secrets.resolve("acr-sync.sources." + source + ".password"), "s3cret");
			}
		}
		for (Map.Entry<String, String> file : more.entrySet()) {
			Files.writeString(secrets.resolve(file.getKey()), file.getValue());
		}
		Map<String, Object> variables = new HashMap<>(OF_THE_IMAGE);
		for (JsonElement it : KubernetesObject.find(manifests, "Deployment/acr-sync")
			.at("spec.template.spec.containers.0.env")
			.orElseThrow()
			.getAsJsonArray()) {
			JsonObject variable = it.getAsJsonObject();
			variables.put(variable.get("name").getAsString(),
					variable.get("value")
						.getAsString()
						.replace("/etc/acr-sync/", config + "/")
						.replace("/etc/trusted-certificates", trusted.toString())
						.replaceFirst("configtree:/run/secrets/.*", "configtree:" + secrets + "/"));
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		SpringApplication application = new SpringApplication(SettingsConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setEnvironment(environment);
		// The log's format is the whole process's, and other tests read the log.
		application.setListeners(application.getListeners()
			.stream()
			.filter((it) -> !(it instanceof LoggingApplicationListener))
			.toList());
		return application.run();
	}

}
