package dev.acrsync.doctor;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.network.HostRoute;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * One of the registries between which images go.
 *
 * @param subject how findings name it
 * @param key where it is configured
 * @param registry how we reach it
 */
record CheckedRegistry(String subject, String key, RegistryAccess registry) {

	static CheckedRegistry of(Source source) {
		return new CheckedRegistry("source %s (%s)".formatted(source.name(), source.registry().host()),
				"acr-sync.sources." + source.name(), source.registry());
	}

	static CheckedRegistry of(Target target) {
		return new CheckedRegistry("target %s (%s)".formatted(target.name(), target.registry().host()),
				"acr-sync.targets." + target.name(), target.registry());
	}

	/**
	 * Returns where it is reached, and through which proxy.
	 */
	String route() {
		return HostRoute.to(this.registry.endpoint()).toString();
	}

	CheckPrerequisite needs() {
		return (this.registry.credentials() instanceof Credentials.ManagedIdentity) ? CheckPrerequisite.IDENTITY
				: CheckPrerequisite.NETWORK;
	}

}
