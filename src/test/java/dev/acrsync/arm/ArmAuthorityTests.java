package dev.acrsync.arm;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ArmAuthority}.
 */
class ArmAuthorityTests {

	private final ArmAuthority authority = new ArmAuthority(URI.create("https://management.azure.com"));

	@ParameterizedTest
	@ValueSource(strings = { "https://management.azure.com/subscriptions/1?t=a%2Fb",
			"HTTPS://Management.Azure.COM:443/subscriptions/1", "https://management.azure.com:443/" })
	void keepsItsOwnAddressesAsTheyAre(String location) {
		assertThat(this.authority.own(location)).contains(URI.create(location));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/subscriptions/1?t=a%2Fb", "subscriptions/1?t=a%2Fb",
			"//management.azure.com/subscriptions/1?t=a%2Fb" })
	void resolvesRelativeAddresses(String location) {
		assertThat(this.authority.own(location))
			.contains(URI.create("https://management.azure.com/subscriptions/1?t=a%2Fb"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://management.azure.com/", "https://management.azure.com.evil.example/",
			"https://evil.example/management.azure.com", "https://management.azure.com@evil.example/",
			"https://user:password@management.azure.com/", "https://management.azure.com:8443/",
			"https://management.azure.com:80/", "//evil.example/", "https://evil.example\\@management.azure.com/",
			"https://management.azure.com/#https://evil.example/", "https://management.azure.com./",
			"file:///etc/passwd", "mailto:a@management.azure.com", "https:management.azure.com", " ", "https://",
			"https://management_azure.com/", "https://management.azure.com/\r\nX: y" })
	void refusesAllOthers(String location) {
		assertThat(this.authority.own(location)).isEmpty();
	}

	@Test
	void knowsItselfAtAnotherPort() {
		ArmAuthority local = new ArmAuthority(URI.create("https://localhost:8443"));
		assertThat(local.own("https://localhost:8443/x")).isPresent();
		assertThat(local.own("https://localhost/x")).isEmpty();
	}

	@Test
	void refusesWhatTheLedgerCannotHold() {
		String start = "https://management.azure.com/";
		int room = ArmAuthority.MAX_LOCATION - start.length();
		assertThat(this.authority.own(start + "a".repeat(room))).isPresent();
		assertThat(this.authority.own(start + "a".repeat(room + 1))).isEmpty();
	}

}
