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
			case VendorIdentity identity -> identity.password().flatMap(Credentials::secret);
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
	 * An identity that the registry's tenant made for us, and that trusts ours: a token
	 * of ours is exchanged there, and no password is needed.
	 *
	 * @param tenantId the registry's tenant
	 * @param clientId the identity's client id
	 * @param audience for what its tokens are wanted first
	 * @param password what is shown instead where the identity does not work
	 */
	record VendorIdentity(String tenantId, String clientId, Audience audience,
			Optional<Credentials> password) implements Credentials {
	}

	/**
	 * For what a registry wants a token to be made.
	 */
	enum Audience {

		/**
		 * For registries.
		 */
		REGISTRY,

		/**
		 * For Azure Resource Manager, which most registries take as well.
		 */
		RESOURCE_MANAGER,

		/**
		 * For the queues of Azure Storage.
		 */
		STORAGE;

		/**
		 * Returns the one that is tried where this one is refused.
		 */
		public Audience other() {
			return (this == REGISTRY) ? RESOURCE_MANAGER : REGISTRY;
		}

	}

	/**
	 * The identity that this service runs under.
	 */
	record ManagedIdentity() implements Credentials {
	}

}
