package dev.acrsync.settings;

/**
 * How we prove to a registry who we are.
 */
public sealed interface Credentials {

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
