package dev.acrsync.registry.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Audience;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.VendorIdentity;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reading a registry as an identity that its tenant made for us.
 */
@ExtendWith(OutputCaptureExtension.class)
class VendorTokenExchangeTests {

	private final SettableClock clock = new SettableClock("2026-11-23T12:00:00Z");

	private final List<Audience> asked = new ArrayList<>();

	private final StandInRegistry fabrikam = new StandInRegistry("fabrikam.azurecr.io", 0,
			(token) -> token.equals(this.taken));

	private final Digest digest = this.fabrikam.put("loans/api", "v1", StoredManifest.named("loans"));

	private final RegistryClient client = new RegistryClient(new EntraTokens() {

		@Override
		public String registryToken() {
			throw new IllegalStateException("not ours");
		}

		@Override
		public Secret vendorToken(VendorIdentity identity, Audience audience) {
			VendorTokenExchangeTests.this.asked.add(audience);
			if (VendorTokenExchangeTests.this.refusal.isPresent()) {
				throw VendorTokenExchangeTests.this.refusal.get();
			}
			return new Secret(audience.name());
		}

	}, this.clock, Duration.ofSeconds(5), Duration.ofSeconds(10), TestBudgets.of(this.clock));

	private String taken = Audience.REGISTRY.name();

	private Optional<VendorIdentityException> refusal = Optional.empty();

	@AfterEach
	void stop() {
		this.fabrikam.close();
	}

	@Test
	void readsAsTheVendorsIdentity() {
		assertThatIsFound(read(identity(Optional.empty())));
		assertThat(this.asked).containsExactly(Audience.REGISTRY);
	}

	@Test
	void triesTheOtherAudienceOnceAndRemembersIt() {
		this.taken = Audience.RESOURCE_MANAGER.name();
		assertThatIsFound(read(identity(Optional.empty())));
		assertThat(this.asked).containsExactly(Audience.REGISTRY, Audience.RESOURCE_MANAGER);
		this.asked.clear();
		this.fabrikam.expireTokens();
		this.clock.goOn(Duration.ofHours(1));
		assertThatIsFound(read(identity(Optional.empty())));
		assertThat(this.asked).doesNotContain(Audience.REGISTRY);
		this.taken = "none";
		this.asked.clear();
		this.fabrikam.expireTokens();
		this.clock.goOn(Duration.ofHours(1));
		assertThat(read(identity(Optional.empty()))).isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
			assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAUTHORIZED);
			assertThat(unreadable.message()).contains("have its owner give the identity 'the-client' a role");
		});
	}

	@Test
	void isUntrustedWhereTheTenantRefusesAndUnidentifiedWhereThatPasses() {
		this.refusal = Optional
			.of(new VendorIdentityException("vendor-identity-subject", false, "It refuses", "Trust"));
		assertThat(read(identity(Optional.empty()))).isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
			assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNTRUSTED);
			assertThat(unreadable.message()).contains("'fabrikam.azurecr.io'", "It refuses. Trust");
		});
		this.refusal = Optional.of(new VendorIdentityException("vendor-identity-unavailable", true, "It is away", ""));
		assertThat(read(identity(Optional.empty()))).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNIDENTIFIED));
	}

	@Test
	void showsThePasswordOnlyWhileTheIdentityDoesNotWorkAndSaysWhich(CapturedOutput output) {
		Credentials both = identity(Optional.of(new Basic("reader", new Secret("s3cret word"))));
		this.fabrikam.admit("reader", "s3cret word");
		assertThatIsFound(read(both));
		assertThat(output).contains("Source 'fabrikam' is reached with its Entra identity; its password is not used");
		this.fabrikam.expireTokens();
		this.taken = "none";
		assertThatIsFound(read(both));
		assertThat(output).containsOnlyOnce("Source 'fabrikam' is reached with its password")
			.doesNotContain("s3cret word");
		this.asked.clear();
		assertThatIsFound(read(both));
		assertThat(this.asked).isEmpty();
		this.taken = Audience.REGISTRY.name();
		this.clock.goOn(Duration.ofMinutes(6));
		assertThatIsFound(read(both));
		assertThat(this.asked).isNotEmpty();
		assertThat(output.getOut().split("is reached with its Entra identity", -1)).hasSize(3);
	}

	private void assertThatIsFound(Object reading) {
		assertThat(reading).isEqualTo(new Found(this.digest));
	}

	private Object read(Credentials credentials) {
		return this.client.read(
				new RegistryAccess(new RegistryHost(this.fabrikam.host()), this.fabrikam.endpoint(), credentials,
						Optional.empty(), new RegistryUse(RegistryUse.RegistryRole.SOURCE, "fabrikam")),
				new RepositoryName("loans/api"), new Tag("v1"));
	}

	private static VendorIdentity identity(Optional<Credentials> password) {
		return new VendorIdentity("the-tenant", "the-client", Audience.REGISTRY, password);
	}

}
