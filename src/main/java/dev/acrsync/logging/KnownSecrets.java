package dev.acrsync.logging;

import java.util.stream.Stream;

import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

import org.springframework.stereotype.Component;

/**
 * Tells the log which texts are secret, also those that were until they were rotated. The
 * log is older than the settings, and there is one per process.
 */
@Component
class KnownSecrets {

	private final Settings settings;

	KnownSecrets(Settings settings) {
		this.settings = settings;
		tell();
		settings.onRotation(this::tell);
	}

	private void tell() {
		Stream<Secret> webhooks = this.settings.sources()
			.values()
			.stream()
			.flatMap((it) -> it.door().secrets().stream());
		Stream<RegistryAccess> registries = Stream.concat(
				this.settings.sources().values().stream().map(Source::registry),
				this.settings.targets().values().stream().map(Target::registry));
		Stream<Secret> doors = Stream.concat(webhooks, this.settings.console().secrets().stream());
		SecretMask.know(Stream.concat(doors, registries.flatMap((it) -> it.credentials().secret().stream()))
			.map(Secret::reveal)
			.toArray(String[]::new));
	}

}
