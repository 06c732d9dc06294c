package dev.acrsync.azure;

import java.time.Duration;
import java.util.concurrent.Executors;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Puts together what talks to Azure.
 */
@Configuration(proxyBeanMethods = false)
class AzureConfiguration {

	@Bean
	HttpClient azureHttpClient() {
		return httpClient(java.net.http.HttpClient.newBuilder(), Duration.ofSeconds(60));
	}

	static HttpClient httpClient(java.net.http.HttpClient.Builder builder, Duration responseTimeout) {
		return new JdkHttpClientBuilder(builder)
			.executor(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("azure-", 0).factory()))
			.connectionTimeout(Duration.ofSeconds(10))
			.responseTimeout(responseTimeout)
			.build();
	}

	@Bean
	AzureRequests azureRequests(MeterRegistry meters) {
		return new AzureRequests(meters);
	}

	@Bean
	WatchedCredential azureCredential(Settings settings, Environment environment, HttpClient azureHttpClient,
			AzureRequests azureRequests) {
		return new Identity(settings.azure(), environment, azureHttpClient).credential(azureRequests);
	}

	@Bean
	ArmClient armClient(Settings settings, HttpClient azureHttpClient, WatchedCredential azureCredential,
			AzureRequests azureRequests) {
		return new ArmClient(settings.azure(), azureHttpClient, azureCredential, azureRequests);
	}

	@Bean
	WatchedImports azureImports(Settings settings, ArmClient armClient, MeterRegistry meters) {
		return new WatchedImports(new ArmImports(armClient,
				new ArmAuthority(settings.azure().resourceManagerEndpoint()), ArmTroubles.of(settings)),
				settings.targets().keySet(), meters);
	}

	@Bean
	AzureInspection azureInspection(Settings settings, ArmClient armClient, WatchedCredential azureCredential,
			EntraRegistryTokens entraRegistryTokens) {
		return new AzureInspection(settings.azure(), armClient, ArmTroubles.of(settings), azureCredential,
				entraRegistryTokens);
	}

	@Bean
	EntraRegistryTokens entraRegistryTokens(Settings settings, WatchedCredential azureCredential) {
		return new EntraRegistryTokens(azureCredential, CloudNames.of(settings.azure().cloud()).registryScope());
	}

	@Bean
	PasswordExpiryMetrics passwordExpiryMetrics(Settings settings) {
		return new PasswordExpiryMetrics(settings);
	}

	@Bean
	@ConditionalOnWebApplication
	WarmUp azureWarmUp(Settings settings, WatchedCredential azureCredential) {
		return new WarmUp(settings.azure(), azureCredential);
	}

}
