package dev.acrsync.doctor;

import dev.acrsync.doctor.Check.Need;
import dev.acrsync.network.Route;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * One of the registries between which images go.
 *
 * @param subject how findings name it
 * @param key where it is configured
 * @param registry how we reach it
 */
record Side(String subject, String key, Registry registry) {

	static Side of(Source source) {
		return new Side("source %s (%s)".formatted(source.name(), source.registry().host()),
				"acr-sync.sources." + source.name(), source.registry());
	}

	static Side of(Target target) {
		return new Side("target %s (%s)".formatted(target.name(), target.registry().host()),
				"acr-sync.targets." + target.name(), target.registry());
	}

	/**
	 * Returns where it is reached, and through which proxy.
	 */
	String route() {
		return Route.to(this.registry.endpoint()).toString();
	}

	Need needs() {
		return (this.registry.credentials() instanceof Credentials.ManagedIdentity) ? Need.IDENTITY : Need.NETWORK;
	}

}
