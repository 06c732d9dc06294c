package dev.acrsync.azure;

import java.time.Duration;
import java.util.concurrent.Executors;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

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
	ArmImports armImports(Settings settings, HttpClient azureHttpClient, WatchedCredential azureCredential,
			AzureRequests azureRequests) {
		return new ArmImports(new ArmClient(settings.azure(), azureHttpClient, azureCredential, azureRequests),
				new ArmAuthority(settings.azure().resourceManagerEndpoint()), ArmTroubles.of(settings));
	}

	@Bean
	EntraRegistryTokens entraRegistryTokens(Settings settings, WatchedCredential azureCredential) {
		return new EntraRegistryTokens(azureCredential, CloudNames.of(settings.azure().cloud()).registryScope());
	}

	@Bean
	WarmUp azureWarmUp(Settings settings, WatchedCredential azureCredential) {
		return new WarmUp(settings.azure(), azureCredential);
	}

}
