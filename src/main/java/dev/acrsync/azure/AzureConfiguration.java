package dev.acrsync.azure;

import java.time.Clock;
import java.util.stream.Stream;

import com.azure.core.http.HttpClient;
import dev.acrsync.registry.ForeignTextSanitizer;
import dev.acrsync.registry.PasswordFallback;
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
	VendorTokens vendorTokens(Settings settings, Environment environment, HttpClient azureHttpClient,
			WatchedCredential azureCredential, AzureRequests azureRequests, ForeignTextSanitizer foreignText,
			MeterRegistry meters) {
		AzureCredentialFactory identity = new AzureCredentialFactory(settings.azure(), environment, azureHttpClient);
		return new VendorTokens(
				new EntraRegistryTokens(azureCredential, CloudNames.of(settings.azure().cloud()).registryScope()),
				new FederatedAssertion(settings.azure(), identity,
						identity.assertion(identity.credential(azureRequests)), azureRequests, foreignText),
				new VendorIdentityWatch(settings, meters), System::nanoTime);
	}

	@Bean
	ArmClient armClient(Settings settings, HttpClient azureHttpClient, WatchedCredential azureCredential,
			AzureRequests azureRequests, ForeignTextSanitizer foreignText) {
		return new ArmClient(settings.azure(), azureHttpClient, azureCredential, azureRequests, foreignText);
	}

	@Bean
	WatchedImports azureImports(Settings settings, ArmClient armClient, ForeignTextSanitizer foreignText,
			VendorTokens vendorTokens, PasswordFallback fallback, MeterRegistry meters) {
		return new WatchedImports(new ArmImports(armClient,
				new ArmAuthority(settings.azure().resourceManagerEndpoint()), new ArmTroubles(foreignText),
				new ArmBudget(Thread::sleep), new SourceLogins(vendorTokens, fallback)), settings.targets().keySet(),
				meters);
	}

	@Bean
	AzureInspection azureInspection(Settings settings, ArmClient armClient, WatchedCredential azureCredential,
			VendorTokens vendorTokens, ForeignTextSanitizer foreignText) {
		return new AzureInspection(settings.azure(), armClient, new ArmTroubles(foreignText), azureCredential,
				vendorTokens);
	}

	@Bean
	VendorInspection vendorInspection(VendorTokens vendorTokens) {
		return new VendorInspection(vendorTokens);
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
	@ConditionalOnWebApplication
	WarmUp azureWarmUp(Settings settings, IdentityWatch identityWatch) {
		return new WarmUp(settings.azure(), identityWatch);
	}

	@Bean
	IdentityHealthIndicator identityHealthIndicator(WatchedCredential azureCredential) {
		return new IdentityHealthIndicator(azureCredential);
	}

}
