package dev.acrsync.registry.login;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;

/**
 * The value of an {@code Authorization} header, and until when it is worth sending.
 *
 * @param header the value
 * @param until the time after which it is not sent any more, of a clock that nobody sets;
 * none if it is always good
 */
record Authorization(Secret header, Optional<Long> until) {

	private static final Duration MARGIN = Duration.ofSeconds(30);

	static Authorization basic(Credentials.Basic credentials) {
		String pair = credentials.username() + ":" + credentials.password().reveal();
		String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
		return new Authorization(new Secret("Basic " + encoded), Optional.empty());
	}

	/**
	 * Takes a bearer token, which is dropped half a minute before it expires, or after
	 * five sixths of a lifetime that is shorter than three minutes.
	 */
	static Authorization bearer(Secret token, long asked, Duration lifetime) {
		Duration sixth = lifetime.dividedBy(6);
		Duration margin = (sixth.compareTo(MARGIN) < 0) ? sixth : MARGIN;
		return new Authorization(new Secret("Bearer " + token.reveal()),
				Optional.of(asked + lifetime.minus(margin).toNanos()));
	}

	boolean isGood(long nanos) {
		return this.until.filter((end) -> nanos - end >= 0).isEmpty();
	}

	int length() {
		return this.header.reveal().length();
	}

	void authorize(HttpRequest.Builder request) {
		request.setHeader("Authorization", this.header.reveal());
	}

}
