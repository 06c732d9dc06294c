package dev.acrsync.settings;

import java.util.List;

/**
 * What a source's webhook must bring to get in.
 *
 * @param secrets the live secrets, at least one
 * @param allowQueryToken whether the secret may also come as {@code ?token=}
 * @param rateLimit how many events a minute are let in
 */
public record Door(List<Secret> secrets, boolean allowQueryToken, int rateLimit) {

	/**
	 * Tells whether a presented value is one of the live secrets. Every secret is
	 * compared, so that the time tells nothing.
	 */
	public boolean opensFor(String presented) {
		boolean opens = false;
		for (Secret secret : this.secrets) {
			opens |= secret.matches(presented);
		}
		return opens;
	}

}
