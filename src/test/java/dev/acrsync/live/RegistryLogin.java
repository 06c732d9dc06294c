package dev.acrsync.live;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * As whom a registry is asked.
 */
sealed interface RegistryLogin {

	/**
	 * Nobody.
	 */
	record NobodyLogin() implements RegistryLogin {
	}

	/**
	 * A user of the registry's own, such as a token of a scope map.
	 *
	 * @param username its name
	 * @param password its password
	 */
	record UserLogin(String username, String password) implements RegistryLogin {

		String basic() {
			return "Basic " + Base64.getEncoder()
				.encodeToString((this.username + ":" + this.password).getBytes(StandardCharsets.UTF_8));
		}

		Map<String, String> credentials() {
			return Map.of("username", this.username, "password", this.password);
		}

		@Override
		public String toString() {
			return this.username;
		}

	}

	/**
	 * Whoever is logged in at Entra.
	 *
	 * @param audience the URL of whom the token is for
	 */
	record EntraLogin(String audience) implements RegistryLogin {

		static final EntraLogin REGISTRY = new EntraLogin("https://containerregistry.azure.net");

		static final EntraLogin MANAGEMENT = new EntraLogin("https://management.azure.com/");

	}

}
