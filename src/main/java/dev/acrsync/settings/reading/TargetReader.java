package dev.acrsync.settings.reading;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.reading.AcrSyncProperties.TargetProperties;

/**
 * Reads one target.
 */
final class TargetReader {

	private final String name;

	private final String key;

	private final TargetProperties properties;

	private final AzureSettings.AzureCloud cloud;

	private final SettingsProblems problems;

	TargetReader(String name, TargetProperties properties, AzureSettings.AzureCloud cloud, SettingsProblems problems) {
		this.name = name;
		this.key = "acr-sync.targets." + name;
		this.properties = properties;
		this.cloud = cloud;
		this.problems = problems;
	}

	Optional<Target> read() {
		Optional<String> written = SettingsProblems.text(this.properties.resourceId());
		if (written.isEmpty()) {
			this.problems.add(this.key + ".resource-id", "it is missing", "Write " + ResourceId.GRAMMAR);
			return Optional.empty();
		}
		Optional<ResourceId> resourceId = this.problems.parse(this.key + ".resource-id", written.get(),
				ResourceId::parse);
		Credentials credentials = SettingsReader.credentials(this.key, this.properties.username(),
				this.properties.password(), new Credentials.ManagedIdentity(), this.problems);
		Optional<Instant> passwordExpiresAt = SettingsReader.passwordExpiresAt(this.key,
				this.properties.passwordExpiresAt(), credentials, this.problems);
		return resourceId
			.flatMap(
					(id) -> this.problems
						.parse(this.key + ".login-server",
								SettingsProblems.text(this.properties.loginServer())
									.orElseGet(() -> id.registry().toLowerCase(Locale.ROOT) + "."
											+ this.cloud.registrySuffix()),
								RegistryHost::new)
						.map((host) -> new Target(this.name, id,
								new RegistryAccess(host, endpoint(host), credentials, passwordExpiresAt,
										SettingsReader.use(RegistryUse.RegistryRole.TARGET, this.name, this.key,
												this.properties.budget(), this.problems)))));
	}

	private URI endpoint(RegistryHost host) {
		return SettingsProblems.text(this.properties.endpoint())
			.map((written) -> this.problems.endpoint(this.key + ".endpoint", written, true))
			.orElseGet(() -> URI.create("https://" + host));
	}

}
