package dev.acrsync.doctor;

import java.net.URI;
import java.util.Optional;

import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cures what a registry does not tell.
 */
class RegistryFindingsTests {

	private final CheckedRegistry side = new CheckedRegistry("target prod", "acr-sync.targets.prod",
			new RegistryAccess(new RegistryHost("customer.azurecr.io"), URI.create("https://private.example"),
					new Credentials.Anonymous()));

	@ParameterizedTest
	@CsvSource(quoteCharacter = '|', value = { "UNAVAILABLE, no answer within PT10S, ERROR, reach private.example",
			"DISALLOWED, bars it, ERROR, --read-enabled true",
			"UNEXPECTED, answers with status 302, ERROR, acr-sync.targets.prod.endpoint",
			"THROTTLED, has had too many requests, WARNING, some minutes",
			"UNAUTHORIZED, does not let us read, ERROR, log in", "FORBIDDEN, refuses, ERROR, log in",
			"FORBIDDEN, client with IP '10.0.0.1' is not allowed access, ERROR, az acr network-rule add --name customer --ip-address 10.0.0.1" })
	void eachObstacleHasItsCure(UnreadableCause cause, String message, FindingLevel level, String cure) {
		Finding finding = RegistryFindings.finding(this.side, new Unreadable(cause, message, Optional.empty()), "",
				"log in");
		assertThat(finding.level()).isEqualTo(level);
		assertThat(finding.what()).isEqualTo(message);
		assertThat(finding.cure()).contains(cure);
	}

	@Test
	void whatIsOnTheWayHasItsOwnCure() {
		Finding finding = RegistryFindings.finding(this.side, new Unreadable(UnreadableCause.UNAVAILABLE,
				"Registry 'customer.azurecr.io' cannot be reached at " + "https://private.example: "
						+ new NetworkObstacle("the proxy wants a login (407)", "write it there"),
				Optional.empty()), " (and the same of other)", "log in");
		assertThat(finding).isEqualTo(Finding.error("target prod",
				"Registry 'customer.azurecr.io' cannot be reached at https://private.example: the proxy wants a login (407)"
						+ " (and the same of other)",
				"Write it there"));
	}

}
