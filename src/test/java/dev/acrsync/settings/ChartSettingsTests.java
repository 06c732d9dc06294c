package dev.acrsync.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.acrsync.helm.Chart;
import dev.acrsync.helm.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration that the Helm chart hands to the service, read the way the pod reads
 * it.
 */
class ChartSettingsTests {

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

	private ConfigurableApplicationContext start(String example, Map<String, String> more) throws IOException {
		List<Manifest> manifests = Chart.copyTo(Files.createDirectory(this.directory.resolve("chart")))
			.manifests(Chart.example(example));
		Path config = Files.createDirectory(this.directory.resolve("config"));
		Files.writeString(config.resolve("application.yaml"),
				Manifest.find(manifests, "ConfigMap/acr-sync")
					.content()
					.getAsJsonObject("data")
					.get("application.yaml")
					.getAsString());
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
		SpringApplication application = new SpringApplication(SettingsConfiguration.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		return application.run("--spring.config.additional-location=file:" + config + "/",
				"--spring.config.import=configtree:" + secrets + "/");
	}

}
