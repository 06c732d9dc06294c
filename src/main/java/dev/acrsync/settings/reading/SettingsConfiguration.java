package dev.acrsync.settings.reading;

import dev.acrsync.settings.Settings;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Offers the checked settings to all others.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AcrSyncProperties.class)
class SettingsConfiguration {

	@Bean
	Settings settings(AcrSyncProperties properties) {
		return SettingsReader.read(properties);
	}

	@Bean
	SecretRotation secretRotation(ConfigurableEnvironment environment, Settings settings) {
		return new SecretRotation(environment, settings);
	}

}
