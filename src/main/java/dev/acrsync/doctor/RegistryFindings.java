package dev.acrsync.doctor;

import java.util.Optional;

import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.registry.Unreadable;

/**
 * Turns what a registry does not tell into a finding.
 */
final class RegistryFindings {

	private RegistryFindings() {
	}

	/**
	 * Says why a registry cannot be read.
	 * @param more what else is to be said of it
	 * @param login cures a login that does not do
	 */
	static Finding finding(CheckedRegistry side, Unreadable reason, String more, String login) {
		String what = reason.message() + more;
		return switch (reason.cause()) {
			case UNAUTHORIZED, UNTRUSTED -> Finding.error(side.subject(), what, login);
			case FORBIDDEN -> {
				Optional<String> firewall = AzCommands.openFirewall(side.registry().host(), what);
				yield Finding.error(side.subject(), what, firewall.orElse(login));
			}
			case THROTTLED -> Finding.warning(side.subject(), what, "Ask again in some minutes");
			case UNAVAILABLE,
					UNIDENTIFIED ->
				error(side.subject(), reason.message(), more,
						"Let this machine reach %s: firewall, private endpoint, proxy"
							.formatted(side.registry().endpoint().getHost()));
			case DISALLOWED -> Finding.error(side.subject(), what,
					"Have it unlocked (az acr repository update --read-enabled true), or wait until its quarantine ends");
			case UNEXPECTED ->
				Finding.error(side.subject(), what, "Set " + side.key() + ".endpoint to where it answers");
		};
	}

	/**
	 * Says what a message says. Where it names an obstacle on the way, that has its own
	 * cure.
	 * @param more what else is to be said of it
	 */
	static Finding error(String subject, String message, String more, String otherwise) {
		return NetworkObstacle.in(message)
			.map((it) -> Finding.error(subject, it.what() + more,
					Character.toUpperCase(it.cure().charAt(0)) + it.cure().substring(1)))
			.orElseGet(() -> Finding.error(subject, message + more, otherwise));
	}

}
