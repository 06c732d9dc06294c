package dev.acrsync.doctor;

import java.util.Optional;

import dev.acrsync.registry.Unreadable;

/**
 * Turns what a registry does not tell into a finding.
 */
final class Refusal {

	private Refusal() {
	}

	/**
	 * Says why a registry cannot be read.
	 * @param login cures a login that does not do
	 */
	static Finding finding(Side side, Unreadable reason, String login) {
		String what = reason.message();
		return switch (reason.cause()) {
			case UNAUTHORIZED -> Finding.error(side.subject(), what, login);
			case FORBIDDEN -> {
				Optional<String> firewall = Az.openFirewall(side.registry().host(), what);
				yield Finding.error(side.subject(), what, firewall.orElse(login));
			}
			case THROTTLED -> Finding.warning(side.subject(), what, "Ask again in some minutes");
			case UNAVAILABLE, UNIDENTIFIED -> Finding.error(side.subject(), what, network(side, what));
			case DISALLOWED -> Finding.error(side.subject(), what,
					"Have it unlocked (az acr repository update --read-enabled true), or wait until its quarantine ends");
			case UNEXPECTED ->
				Finding.error(side.subject(), what, "Set " + side.key() + ".endpoint to where it answers");
		};
	}

	private static String network(Side side, String message) {
		String host = side.registry().endpoint().getHost();
		if (message.contains("UnresolvedAddress") || message.contains("UnknownHost")) {
			return "The name is not known here: see what 'nslookup %s' says, and correct the name or the private DNS zone"
				.formatted(host);
		}
		if (message.contains("SSLHandshake") || message.contains("certificat")) {
			return "Have Java trust the certificate that %s shows here: -Djavax.net.ssl.trustStore=<file>"
				.formatted(host);
		}
		return "Let this machine reach %s: firewall, private endpoint, proxy (-Dhttps.proxyHost=<host>)"
			.formatted(host);
	}

}
