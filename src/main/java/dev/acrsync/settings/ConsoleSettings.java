package dev.acrsync.settings;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What operators look at.
 *
 * @param hosts further names under which browsers reach it
 * @param secrets one of which it wants to be asked with; with none of them it is open
 * @param userHeader the header in which a proxy names who asks
 * @param readOnly whether nothing can be done there
 */
public record ConsoleSettings(Set<String> hosts, List<Secret> secrets, Optional<String> userHeader, boolean readOnly) {

	/**
	 * Takes the names of one that is open.
	 */
	public ConsoleSettings(Set<String> hosts) {
		this(hosts, List.of(), Optional.empty(), false);
	}

	/**
	 * Tells whether a presented value is one of the secrets. Every secret is compared.
	 */
	public boolean opensFor(String presented) {
		Secret.SecretFingerprint fingerprint = Secret.fingerprint(presented);
		boolean opens = false;
		for (Secret secret : this.secrets) {
			opens |= secret.matches(fingerprint);
		}
		return opens;
	}

}
