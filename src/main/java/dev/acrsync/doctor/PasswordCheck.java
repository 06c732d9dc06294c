package dev.acrsync.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.azure.EntraClaims;
import dev.acrsync.doctor.Check.Need;

/**
 * Checks that a password that is a token is good for some time.
 */
final class PasswordCheck {

	private static final Duration SOON = Duration.ofDays(1);

	private final Clock clock;

	PasswordCheck(Clock clock) {
		this.clock = clock;
	}

	Stream<Check> of(Side side) {
		String key = side.key() + ".password";
		return side.registry()
			.credentials()
			.secret()
			.flatMap((password) -> EntraClaims.read(password.reveal()))
			.flatMap(EntraClaims::expiresAt)
			.stream()
			.map((end) -> new Check(key, Need.NOTHING, () -> List.of(look(side, key, end))));
	}

	private Finding look(Side side, String key, Instant end) {
		Instant now = this.clock.instant();
		if (end.isAfter(now.plus(SOON))) {
			return Finding.ok(key, "It is an access token that ends at " + end);
		}
		return Finding.warning(key,
				end.isAfter(now) ? "It is an access token that ends at " + end
						: "It is an access token that ended at " + end,
				"Use a password that lasts: " + Az.name(side.registry().host())
					.map((name) -> "az acr token create --registry %s --name acr-sync-token --repository <repository> content/read metadata/read --expiration-in-days 180"
						.formatted(name))
					.orElse("have the owner of the registry make one"));
	}

}
