package dev.acrsync.settings;

import java.util.List;
import java.util.Optional;

/**
 * What a source's webhook must bring to get in.
 *
 * @param secrets the live secrets; with none of them nobody gets in
 * @param header a header whose whole value may be the secret
 * @param allowQueryToken whether the secret may also come as {@code ?token=}
 * @param rateLimit how many pushes a minute that ask for an import are let in
 * @param showTargets whether the sender is told where an image goes
 * @param eventGrid what Event Grid may call with
 */
public record WebhookAccess(List<Secret> secrets, Optional<String> header, boolean allowQueryToken, int rateLimit,
		boolean showTargets, EventGridAccess eventGrid) {

	/**
	 * The door of a source that has none. It never opens, and takes as long as one that
	 * does.
	 */
	public static final WebhookAccess NONE = new WebhookAccess(List.of(), Optional.empty(), false, 1, false,
			EventGridAccess.NONE);

	private static final Secret NEVER = Secret.random();

	/**
	 * Makes a door that takes the secret in its usual places.
	 */
	public WebhookAccess(List<Secret> secrets, boolean allowQueryToken, int rateLimit) {
		this(secrets, Optional.empty(), allowQueryToken, rateLimit, true, EventGridAccess.NONE);
	}

	/**
	 * Tells whether a presented value is one of the live secrets. Every secret is
	 * compared, and one more, so that the time tells nothing.
	 */
	public boolean opensFor(String presented) {
		Secret.SecretFingerprint fingerprint = Secret.fingerprint(presented);
		boolean opens = NEVER.matches(fingerprint);
		for (Secret secret : this.secrets) {
			opens |= secret.matches(fingerprint);
		}
		return opens;
	}

	WebhookAccess withSecrets(List<Secret> others) {
		return new WebhookAccess(others, this.header, this.allowQueryToken, this.rateLimit, this.showTargets,
				this.eventGrid);
	}

}
