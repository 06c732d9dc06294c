package dev.acrsync.registry.http;

import java.time.Clock;
import java.util.stream.Collectors;

import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Credentials.ManagedIdentity;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.RegistryAccess;

/**
 * Says in words why a registry did not tell, and what to check.
 */
public final class RefusalMessages {

	private final RetryAfter retryAfter;

	public RefusalMessages(Clock clock) {
		this.retryAfter = new RetryAfter(clock);
	}

	/**
	 * Explains an answer that is not the one hoped for.
	 */
	public UnreadableException refused(RegistryAccess registry, TokenScope scope, RegistryResponse<?> answer) {
		if (answer.says(RegistryResponse.NOT_ALLOWED, "REGISTRY_DISALLOWED_OPERATION")) {
			return locked(registry, scope);
		}
		int status = answer.status();
		UnreadableCause cause = switch (status) {
			case RegistryResponse.UNAUTHORIZED -> UnreadableCause.UNAUTHORIZED;
			case 403 -> UnreadableCause.FORBIDDEN;
			case RegistryResponse.THROTTLED -> UnreadableCause.THROTTLED;
			case RegistryResponse.NOT_ALLOWED -> UnreadableCause.DISALLOWED;
			case 408, 424, 425 -> UnreadableCause.UNAVAILABLE;
			case 501, 505 -> UnreadableCause.UNEXPECTED;
			default -> (status >= 500 && status < 600) ? UnreadableCause.UNAVAILABLE : UnreadableCause.UNEXPECTED;
		};
		String check = switch (cause) {
			case UNAUTHORIZED -> "does not let us read '%s' (%d): " + credentialsHint(registry.credentials(), scope);
			case FORBIDDEN -> "refuses to let us read '%s' (%d): check its firewall, and that what we read with "
					+ "has " + scope.right();
			case THROTTLED -> "has had too many requests and puts off reading '%s' (%d)";
			case UNAVAILABLE, UNIDENTIFIED, UNTRUSTED -> "fails to read '%s' (%d)";
			case DISALLOWED -> "has an image of '%s' and bars it (%d): reading is locked there, or it is in quarantine";
			case UNEXPECTED -> "answers to reading '%s' with status %d, as no registry does: check its endpoint";
		};
		String message = "Registry '%s' ".formatted(registry.host()) + check.formatted(scope.name(), status)
				+ errors(answer);
		return new UnreadableException(cause, message, this.retryAfter.of(answer));
	}

	private static UnreadableException locked(RegistryAccess registry, TokenScope scope) {
		return new UnreadableException(UnreadableCause.DISALLOWED,
				("Registry '%1$s' does not let anybody read '%2$s' (405): reading is locked there, or it is in quarantine. "
						+ "Its owner unlocks it by 'az acr repository update --name %3$s --repository %2$s --read-enabled "
						+ "true', or one image by the same with '--image %2$s@<digest>' instead of the repository")
					.formatted(registry.host(), scope.name(), name(registry)));
	}

	private static String name(RegistryAccess registry) {
		return registry.host().value().split("[.-]", 2)[0];
	}

	/**
	 * Explains that a registry has an image and bars it.
	 * @param reference its tag or digest
	 */
	public static UnreadableException barred(RegistryAccess registry, TokenScope scope, String reference) {
		String image = scope.name() + (reference.contains(":") ? "@" : ":") + reference;
		return new UnreadableException(UnreadableCause.DISALLOWED,
				("Registry '%1$s' does not let anybody read '%2$s' (405): reading is locked there, or it is in quarantine. "
						+ "Its owner unlocks it by 'az acr repository update --name %3$s --image %2$s --read-enabled true', "
						+ "or its repository by the same with '--repository %4$s' instead of the image")
					.formatted(registry.host(), image, name(registry), scope.name()));
	}

	private static String credentialsHint(Credentials credentials, TokenScope scope) {
		return switch (credentials) {
			case Anonymous _ -> "it is not open to everybody: configure a user name and a password for it";
			case Basic _ -> "check the user name and the password that are configured for it, and that " + "they have "
					+ scope.right();
			case EntraToken _ -> "check the Entra access token that is configured for it: it may have expired";
			case VendorIdentity identity ->
				"have its owner give the identity '%s' a role that may pull from it, such as "
					.formatted(identity.clientId())
						+ "'Container Registry Repository Reader', or 'AcrPull' where it takes no " + "conditions";
			case ManagedIdentity _ -> "give this service's identity a role that may pull from it, such as "
					+ "'Container Registry Data Importer and Data Reader'";
		};
	}

	private static String errors(RegistryResponse<?> answer) {
		String text = answer.errors()
			.stream()
			.map((error) -> error.code() + " " + error.message())
			.collect(Collectors.joining(", "));
		return text.isBlank() ? "" : ": " + answer.foreignText().line(text);
	}

}
