package dev.acrsync.settings;

import java.util.Optional;

/**
 * How we prove to a registry who we are.
 */
public sealed interface Credentials {

	/**
	 * Returns the password or token, if there is one.
	 */
	default Optional<Secret> secret() {
		return switch (this) {
			case Basic(String _, Secret password) -> Optional.of(password);
			case EntraToken(Secret token) -> Optional.of(token);
			case Anonymous _, ManagedIdentity _ -> Optional.empty();
		};
	}

	/**
	 * No proof: the registry lets anybody pull.
	 */
	record Anonymous() implements Credentials {
	}

	/**
	 * A user name and a password: a repository-scoped token or a service principal.
	 *
	 * @param username the token's name, or the principal's client id
	 * @param password its secret
	 */
	record Basic(String username, Secret password) implements Credentials {
	}

	/**
	 * A ready Entra access token of the registry's own tenant.
	 *
	 * @param token the access token
	 */
	record EntraToken(Secret token) implements Credentials {
	}

	/**
	 * The identity that this service runs under.
	 */
	record ManagedIdentity() implements Credentials {
	}

}
