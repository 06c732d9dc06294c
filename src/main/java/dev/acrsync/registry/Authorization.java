package dev.acrsync.registry;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;

/**
 * The value of an {@code Authorization} header, and until when it is worth sending.
 *
 * @param header the value
 * @param until the time after which it is not sent any more
 */
record Authorization(Secret header, Instant until) {

	private static final Duration MARGIN = Duration.ofSeconds(30);

	static Authorization basic(Credentials.Basic credentials) {
		String pair = credentials.username() + ":" + credentials.password().reveal();
		String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
		return new Authorization(new Secret("Basic " + encoded), Instant.MAX);
	}

	/**
	 * Takes a bearer token, which is dropped half a minute before it expires, or after
	 * five sixths of a lifetime that is shorter than three minutes.
	 */
	static Authorization bearer(Secret token, Instant asked, Duration lifetime) {
		Duration sixth = lifetime.dividedBy(6);
		Duration margin = (sixth.compareTo(MARGIN) < 0) ? sixth : MARGIN;
		return new Authorization(new Secret("Bearer " + token.reveal()), asked.plus(lifetime).minus(margin));
	}

	int length() {
		return this.header.reveal().length();
	}

	void authorize(HttpRequest.Builder request) {
		request.setHeader("Authorization", this.header.reveal());
	}

}
