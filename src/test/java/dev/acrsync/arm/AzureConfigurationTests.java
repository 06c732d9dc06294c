package dev.acrsync.arm;

import java.util.Optional;

import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.TestSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link AzureConfiguration}.
 */
class AzureConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withBean(PasswordFallback.class, () -> new PasswordFallback(System::nanoTime))
		.withUserConfiguration(AzureParts.class);

	@ParameterizedTest
	@EnumSource
	void offersImportsAndTokensWithoutAskingAnybody(AzureSettings.AzureCredential credential) {
		this.runner.withBean(Settings.class, () -> settings(AzureSettings.AzureCloud.PUBLIC, credential))
			.run((context) -> {
				assertThat(context).hasSingleBean(ImportOperations.class).hasSingleBean(EntraTokens.class);
				assertThat(context.getBean(MeterRegistry.class).getMeters()).isEmpty();
			});
	}

	@Test
	void takesTheWorkloadIdentityOfAnyCloud() {
		for (AzureSettings.AzureCloud cloud : AzureSettings.AzureCloud.values()) {
			this.runner.withBean(Settings.class, () -> settings(cloud, AzureSettings.AzureCredential.MANAGED_IDENTITY))
				.withPropertyValues("AZURE_FEDERATED_TOKEN_FILE=/nowhere", "AZURE_TENANT_ID=t", "AZURE_CLIENT_ID=c")
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void stopsTheStartWhenTheWorkloadIdentityIsHalfInjected() {
		this.runner
			.withBean(Settings.class,
					() -> settings(AzureSettings.AzureCloud.PUBLIC, AzureSettings.AzureCredential.MANAGED_IDENTITY))
			.withPropertyValues("AZURE_FEDERATED_TOKEN_FILE=/nowhere", "AZURE_TENANT_ID=t")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("AZURE_CLIENT_ID")
				.hasMessageContaining("acr-sync.azure.client-id"));
	}

	private static Settings settings(AzureSettings.AzureCloud cloud, AzureSettings.AzureCredential credential) {
		return TestSettings.of()
			.targets()
			.azure(new AzureSettings(cloud, cloud.resourceManagerEndpoint(), credential, Optional.empty()))
			.settings();
	}

	/**
	 * All that talks to Azure.
	 */
	@Configuration(proxyBeanMethods = false)
	@ComponentScan({ "dev.acrsync.identity", "dev.acrsync.vendorfederation", "dev.acrsync.arm" })
	static class AzureParts {

	}

}
