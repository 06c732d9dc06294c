package dev.acrsync.identity;

import java.time.Clock;
import java.util.stream.Stream;

import com.azure.core.http.HttpClient;
import dev.acrsync.settings.Settings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Finds out who we are to Azure.
 */
@Configuration(proxyBeanMethods = false)
class IdentityConfiguration {

	@Bean
	HttpClient azureHttpClient() {
		return new AzureHttpClientProvider().createInstance();
	}

	@Bean
	ForeignTextSanitizer foreignText(Settings settings) {
		return ForeignTextSanitizer
			.hiding(() -> Stream
				.concat(settings.sources().values().stream().map((source) -> source.registry().credentials()),
						settings.targets().values().stream().map((target) -> target.registry().credentials()))
				.toList());
	}

	@Bean
	AzureRequests azureRequests(MeterRegistry meters) {
		return new AzureRequests(meters);
	}

	@Bean
	WatchedCredential azureCredential(Settings settings, Environment environment, HttpClient azureHttpClient,
			AzureRequests azureRequests) {
		return new AzureCredentialFactory(settings.azure(), environment, azureHttpClient).credential(azureRequests);
	}

	@Bean
	PasswordExpiryMetrics passwordExpiryMetrics(Settings settings) {
		return new PasswordExpiryMetrics(settings);
	}

	@Bean
	@ConditionalOnWebApplication
	IdentityWatch identityWatch(Settings settings, WatchedCredential azureCredential, Clock clock) {
		return new IdentityWatch(settings.azure(), azureCredential, clock);
	}

	@Bean
	IdentityHealthIndicator identityHealthIndicator(WatchedCredential azureCredential) {
		return new IdentityHealthIndicator(azureCredential);
	}

}
