package dev.acrsync.arm;

import com.azure.core.http.HttpClient;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.IdentityWatch;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.settings.Settings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.vendorfederation.VendorTokens;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what talks to Azure.
 */
@Configuration(proxyBeanMethods = false)
class AzureConfiguration {

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
	@ConditionalOnWebApplication
	WarmUp azureWarmUp(Settings settings, IdentityWatch identityWatch) {
		return new WarmUp(settings.azure(), identityWatch);
	}

}
