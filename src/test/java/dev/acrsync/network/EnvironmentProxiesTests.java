package dev.acrsync.network;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What goes through the proxy of the environment, and what does not.
 */
class EnvironmentProxiesTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '|',
			value = { "https://contoso.azurecr.io, || , true", "https://contoso.azurecr.io, *, false",
					"https://contoso.azurecr.io, |a.example, contoso.azurecr.io|, false",
					"https://contoso.azurecr.io, azurecr.io, false", "https://contoso.azurecr.io, .azurecr.io, false",
					"https://contoso.azurecr.io, *.AzureCR.io, false", "https://azurecr.io, .azurecr.io, true",
					"https://notazurecr.io, azurecr.io, true",
					"https://contoso.azurecr.io, contoso.azurecr.io:443, false",
					"https://contoso.azurecr.io:8443, contoso.azurecr.io:443, true",
					"https://10.1.2.3, 10.0.0.0/8, false", "https://11.1.2.3, 10.0.0.0/8, true",
					"https://10.1.2.3, 10.1.2.3, false", "https://10.1.2.3, 10.0.0.0/99, true",
					"https://[fd00::1], fd00::/8, false", "https://[fd00::1], 10.0.0.0/8, true",
					"https://localhost:8443, ||, false", "https://127.0.0.1:8443, ||, false",
					"https://169.254.169.254, ||, false", "http://contoso.azurecr.io, ||, false" })
	void whoIsListedIsAskedDirectly(URI address, String list, boolean proxied) {
		EnvironmentProxies proxies = EnvironmentProxies
			.of(Map.of("HTTPS_PROXY", "http://proxy.example:3128", "NO_PROXY", list), null)
			.orElseThrow();
		assertThat(proxies.select(address)).containsExactly(
				proxied ? new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", 3128))
						: Proxy.NO_PROXY);
	}

	@Test
	void aLoginIsShownToTheProxyAloneAndNeverPrinted() {
		Map<String, String> environment = Map.of("https_proxy", "http://me:p%40ss@proxy.example:3128/", "no_proxy",
				"customer.azurecr.io");
		EnvironmentProxies proxies = EnvironmentProxies.of(environment, null).orElseThrow();
		assertThat(proxies.authorization(URI.create("https://contoso.azurecr.io"))).contains("Basic bWU6cEBzcw==");
		assertThat(proxies.authorization(URI.create("https://customer.azurecr.io"))).isEmpty();
		assertThat(proxies.authorization(URI.create("http://169.254.169.254"))).isEmpty();
		assertThat(ProxyAddress.secrets(environment)).containsExactly("p%40ss", "p@ss");
		assertThat(ProxyAddress.secrets(Map.of("HTTPS_PROXY", "proxy.example:3128"))).isEmpty();
		assertThat(ProxyAddress.secrets(Map.of("HTTPS_PROXY", "me:a@b%zz@proxy:1"))).contains("a@b%zz");
		assertThat(ProxyAddress.parse(environment.get("https_proxy"))).hasToString("proxy.example:3128");
	}

	@ParameterizedTest
	@CsvSource({ "proxy.example:3128, 3128", "proxy.example, 80", "http://proxy.example, 80" })
	void aHostIsEnough(String written, int port) {
		assertThat(ProxyAddress.parse(written)).isEqualTo(new ProxyAddress("proxy.example", port, Optional.empty()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://proxy.example:3128", "socks5://proxy.example", "http://me:pa ss@proxy.example",
			"http://proxy_of.example:x", "http://proxy.example:99999" })
	void anotherKindIsRefusedWithoutBeingRepeated(String written) {
		assertThatIllegalArgumentException().isThrownBy(() -> ProxyAddress.parse(written))
			.withMessageStartingWith("a proxy is written as http://<host>:<port>")
			.withNoCause();
	}

	@Test
	void withoutTheVariableJavaDecides() {
		assertThat(EnvironmentProxies.of(Map.of("HTTPS_PROXY", " ", "HTTP_PROXY", "proxy:1"), null)).isEmpty();
	}

}
