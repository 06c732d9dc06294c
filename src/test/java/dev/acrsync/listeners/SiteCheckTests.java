package dev.acrsync.listeners;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests to the operators' port are another site's.
 */
class SiteCheckTests {

	private final SiteCheck check = new SiteCheck(Set.of("Console.example.com"));

	@ParameterizedTest
	@ValueSource(
			strings = { "10.0.0.7", "10.0.0.7:8081", "127.0.0.1:8081", "[::1]", "[::1]:8081", "[FE80::1%25eth0]:8081",
					"[::ffff:10.0.0.7]:8081", "localhost", "LOCALHOST:8081", "localhost.", "acr-sync-management",
					"acr-sync-management:8081", "acr-sync.images.svc:8081", "acr-sync.images.svc.cluster.local",
					"acr-sync.images.SVC.cluster.LOCAL.:8081", "console.example.com", "CONSOLE.example.com.:443", "" })
	void knowsItsOwnNames(String host) {
		assertThat(allows("POST", Map.of("Host", host))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8081", "console.example.com.evil.example",
			"evil-console.example.com", "svc.evil.example", "evilsvc.example:8081", "10.0.0.7.evil.example",
			"localhost.evil", "10.0.0.7.nip.io:8081", "1.2.3", "[::1].evil.example", "evil.example..", "::1.2",
			"a@localhost.evil" })
	void refusesNamesThatAnybodyMayPointHere(String host) {
		assertThat(allows("GET", Map.of("Host", host))).isFalse();
	}

	@Test
	void aClientThatNamesNoHostIsNoBrowser() {
		assertThat(allows("POST", Map.of())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "POST, none, true", "POST, same-origin, true", "GET, same-site, true", "POST, same-site, false",
			"GET, cross-site, false", "POST, cross-site, false", "POST, anything, false" })
	void readsFromWhichSiteABrowserSaysThatItAsks(String method, String site, boolean allowed) {
		assertThat(allows(method, Map.of("Host", "localhost:8081", "Sec-Fetch-Site", site))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@CsvSource({ "localhost:8081, http://localhost:8081, true", "localhost:8081, http://LOCALHOST:8081, true",
			"[::1]:8081, http://[::1]:8081, true", "console.example.com, https://console.example.com, true",
			"console.example.com:443, https://console.example.com, true",
			"localhost:8081, http://localhost:3000, false", "localhost:8081, http://localhost, false",
			"localhost:8081, https://evil.example, false", "localhost:8081, null, false", "localhost:8081, '', false",
			"localhost:8081, http://localhost:8081@evil.example, false",
			"localhost:8081, chrome-extension://localhost:8081, false" })
	void readsWhichPageABrowserAsksFor(String host, String origin, boolean allowed) {
		assertThat(allows("POST", Map.of("Host", host, "Origin", origin))).isEqualTo(allowed);
	}

	private boolean allows(String method, Map<String, String> headers) {
		return this.check.allows(method, headers::get);
	}

}
