package dev.acrsync.untrusted;

import java.net.URI;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.RegistryAccess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HttpOriginTests {

	private static final RegistryAccess REGISTRY = new RegistryAccess(new RegistryHost("contoso.azurecr.io"),
			URI.create("https://contoso.privatelink.example:8443"), new Anonymous());

	@ParameterizedTest
	@ValueSource(strings = { "https://contoso.azurecr.io/oauth2/token", "https://CONTOSO.azurecr.io:443/oauth2/token",
			"HTTPS://contoso.privatelink.example:8443/token?x=y" })
	void takesTheEndpointAndHttpsAtTheHostForTheRegistrysOwn(String address) {
		assertThat(HttpOrigin.isOwn(REGISTRY, URI.create(address))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://contoso.azurecr.io/oauth2/token", "http://contoso.privatelink.example:8443/token",
			"https://contoso.privatelink.example/token", "https://contoso.azurecr.io:8443/", "https://evil.example/",
			"https://contoso.azurecr.io.evil.example/", "https://contoso.azurecr.io@evil.example/",
			"https://user@contoso.azurecr.io/", "//contoso.azurecr.io/token", "/oauth2/token", "",
			"mailto:a@contoso.azurecr.io", "ftp://contoso.azurecr.io/" })
	void takesEveryOtherAddressForAlien(String address) {
		assertThat(HttpOrigin.isOwn(REGISTRY, URI.create(address))).isFalse();
	}

}
