package dev.acrsync.registry.client;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.sandbox.InterceptingProxy;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.RegistryAccess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of a registry to which the proxy does not let.
 */
class ProxiedRegistryTests {

	private static final String REGISTRY = "Registry 'contoso.azurecr.io' cannot be reached at https://contoso.azurecr.io "
			+ "through the proxy ";

	private final ProxySelector before = ProxySelector.getDefault();

	@AfterEach
	void restore() {
		ProxySelector.setDefault(this.before);
	}

	@Test
	void aProxyThatWantsALoginIsNamedAndIsNotTakenForTheRegistry() {
		try (InterceptingProxy proxy = new InterceptingProxy("user:password", Map.of())) {
			assertThat(read(proxy.address())).isEqualTo(REGISTRY + proxy.address() + ": the proxy wants a login (407). "
					+ "To cure it, write it into HTTPS_PROXY: http://<user>:<password>@<host>:<port>");
		}
	}

	@Test
	void aProxyThatLetsNobodyThroughIsNamed() {
		try (InterceptingProxy proxy = new InterceptingProxy("", Map.of())) {
			assertThat(read(proxy.address()))
				.isEqualTo(REGISTRY + proxy.address() + ": the proxy does not let it through (403). To cure it, have "
						+ "the proxy allow contoso.azurecr.io, or name it in NO_PROXY if it is reached without");
		}
	}

	@Test
	void aProxyThatIsNotThereIsNamed() throws Exception {
		String address;
		try (ServerSocket socket = new ServerSocket(0)) {
			address = "127.0.0.1:" + socket.getLocalPort();
		}
		assertThat(read(address)).startsWith(
				REGISTRY + address + ": the proxy does not answer (ConnectException). To cure it, see that it runs");
		assertThat(read("proxy.invalid:3128")).isEqualTo(REGISTRY + "proxy.invalid:3128: the proxy's name is not known "
				+ "here. To cure it, see what 'nslookup proxy.invalid' says, and correct HTTPS_PROXY");
	}

	private static String read(String proxy) {
		URI address = URI.create("http://" + proxy);
		ProxySelector
			.setDefault(ProxySelector.of(InetSocketAddress.createUnresolved(address.getHost(), address.getPort())));
		SettableClock clock = new SettableClock("2026-11-23T12:00:00Z");
		TagReading reading = new RegistryClient(() -> "unused", clock, Duration.ofSeconds(20), Duration.ofSeconds(20),
				TestBudgets.of(clock))
			.read(new RegistryAccess(new RegistryHost("contoso.azurecr.io"), URI.create("https://contoso.azurecr.io"),
					new Anonymous()), new RepositoryName("tripinsights/poi"), new Tag("v1"));
		assertThat(reading).isInstanceOf(Unreadable.class);
		return ((Unreadable) reading).message();
	}

}
