package dev.acrsync.registry;

import java.util.Optional;

import dev.acrsync.settings.RegistryAccess;

/**
 * Tells whether a registry knows us at all, whatever it lets us read.
 */
public interface LoginProbe {

	/**
	 * Logs in with user name and password, and returns why that does not work. Blocks for
	 * a few HTTP exchanges at most.
	 */
	Optional<Unreadable> refusal(RegistryAccess registry);

}
