package dev.acrsync.breaker;

import java.net.URI;
import java.util.Optional;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.importing.TestImporting;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuardedRegistriesTests {

	private final FakeRegistries registries = new FakeRegistries();

	private final GuardedRegistries guarded = new GuardedRegistries(this.registries,
			new RegistryBreakers(TestImporting.settings(), new SimpleMeterRegistry(), () -> 0), Optional.empty());

	@Test
	void namesTheRegistryThatWasAskedAlsoWhereAnotherOneIsBehindTheSameEndpoint() {
		this.registries.away("contoso.azurecr.io", Unreadable.UnreadableCause.UNAVAILABLE);
		for (int i = 0; i < 3; i++) {
			read("contoso.azurecr.io");
		}
		assertThat(read("contoso.azurecr.io")).isInstanceOfSatisfying(Unreadable.class,
				(quiet) -> assertThat(quiet.message()).startsWith("contoso.azurecr.io is away; it is asked again in "));
		assertThat(read("fabrikam.azurecr.io")).isInstanceOfSatisfying(Unreadable.class,
				(quiet) -> assertThat(quiet.message())
					.startsWith("Registry 'fabrikam.azurecr.io' does not answer; it is asked again in "));
	}

	private TagReading read(String host) {
		return this.guarded.read(new RegistryAccess(new RegistryHost(host), URI.create("https://proxy.example.com"),
				new Credentials.Anonymous()), new RepositoryName("tripinsights/poi"), new Tag("v1"));
	}

}
