package dev.acrsync.vendorfederation;

import com.azure.core.http.HttpClient;
import dev.acrsync.identity.AzureCredentialFactory;
import dev.acrsync.identity.AzureRequests;
import dev.acrsync.identity.CloudNames;
import dev.acrsync.identity.EntraRegistryTokens;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Settings;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Puts together what logs in at the tenants of vendors.
 */
@Configuration(proxyBeanMethods = false)
class FederationConfiguration {

	@Bean
	VendorTokens vendorTokens(Settings settings, Environment environment, HttpClient azureHttpClient,
			WatchedCredential azureCredential, AzureRequests azureRequests, ForeignTextSanitizer foreignText,
			MeterRegistry meters) {
		AzureCredentialFactory identity = new AzureCredentialFactory(settings.azure(), environment, azureHttpClient);
		return new VendorTokens(
				new EntraRegistryTokens(azureCredential, CloudNames.of(settings.azure().cloud()).registryScope()),
				new EntraRegistryTokens(azureCredential,
						CloudNames.of(settings.azure().cloud()).scope(Audience.STORAGE)),
				new FederatedAssertion(settings.azure(), identity,
						identity.assertion(identity.credential(azureRequests)), azureRequests, foreignText),
				new VendorIdentityWatch(settings, meters), System::nanoTime);
	}

	@Bean
	VendorInspection vendorInspection(VendorTokens vendorTokens) {
		return new VendorInspection(vendorTokens);
	}

}
