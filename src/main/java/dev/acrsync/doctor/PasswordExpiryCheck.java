package dev.acrsync.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.identity.PasswordExpiry;

/**
 * Checks that a password whose end is known is good for some time.
 */
final class PasswordExpiryCheck {

	/** In which somebody at the vendor can be asked for a new one. */
	private static final Duration SOON = Duration.ofDays(14);

	/** A token lives for an hour or so. */
	private static final Duration SOON_FOR_A_TOKEN = Duration.ofDays(1);

	private final Clock clock;

	PasswordExpiryCheck(Clock clock) {
		this.clock = clock;
	}

	Stream<DoctorCheck> of(CheckedRegistry side) {
		String key = side.key() + ".password";
		return PasswordExpiry.of(side.registry())
			.stream()
			.map((expiry) -> new DoctorCheck(key, CheckPrerequisite.NETWORK, DoctorCheck.NOBODY,
					() -> List.of(switch (expiry.origin()) {
						case TOKEN -> token(side, key, expiry.end());
						case SETTING -> written(side, key, expiry.end());
					})));
	}

	private Finding token(CheckedRegistry side, String key, Instant end) {
		Instant now = this.clock.instant();
		if (end.isAfter(now.plus(SOON_FOR_A_TOKEN))) {
			return Finding.ok(key, "It is an access token that ends at " + end);
		}
		return Finding.warning(key,
				end.isAfter(now) ? "It is an access token that ends at " + end
						: "It is an access token that ended at " + end,
				"Use a password that lasts: " + AzCommands.name(side.registry().host())
					.map((name) -> "az acr token create --registry %s --name acr-sync-token --repository <repository> content/read metadata/read --expiration-in-days 180"
						.formatted(name))
					.orElse("have the owner of the registry make one"));
	}

	private Finding written(CheckedRegistry side, String key, Instant end) {
		Instant now = this.clock.instant();
		String as = " at %s, as %s-expires-at says".formatted(end, key);
		if (end.isAfter(now.plus(SOON))) {
			return Finding.ok(key, "It ends" + as);
		}
		String cure = "Have its owner %s, and set %s to the new password and %s-expires-at to its end".formatted(
				AzCommands.renewPassword(side.registry()).map("run "::concat).orElse("make a new one"), key, key);
		return end.isAfter(now) ? Finding.warning(key, "It ends" + as, cure)
				: Finding.error(key, "It ended" + as, cure);
	}

}
