package dev.acrsync.pace;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.RegistryUse;
import dev.acrsync.settings.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RegistryBudgetsTests {

	private final SettableClock clock = new SettableClock("2026-11-27T12:00:00Z");

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final Pause pause = TestBudgets.pause(this.clock, this.clock::goOn);

	private final RegistryBudgets budgets = new RegistryBudgets(new RegistryRequests(this.meters), this.pause);

	@Test
	void countsEachRegistryAndEachIdentityForItself() throws InterruptedException {
		takeAll(registry("contoso.azurecr.io", new Credentials.Anonymous()));
		takeAll(registry("fabrikam.azurecr.io", new Credentials.Anonymous()));
		takeAll(registry("contoso.azurecr.io", basic("one", "first")));
		long begun = this.pause.nanos();
		take(registry("contoso.azurecr.io", basic("one", "rotated")), RequestKind.TAG);
		assertThat(this.pause.nanos() - begun).isGreaterThan(Duration.ofMinutes(1).toNanos());
	}

	@Test
	void countsListingsOfReferrersApart() throws InterruptedException {
		RegistryAccess registry = registry("contoso.azurecr.io", new Credentials.Anonymous());
		takeAll(registry);
		long begun = this.pause.nanos();
		take(registry, RequestKind.REFERRERS);
		assertThat(this.pause.nanos()).isEqualTo(begun);
	}

	@Test
	void leavesARegistryAloneForAllWhoAskIt() throws InterruptedException {
		RegistryAccess registry = registry("contoso.azurecr.io", new Credentials.Anonymous());
		assertThat(this.budgets.refused(registry, RequestKind.TAG, Optional.of(Duration.ofSeconds(20)))).isTrue();
		assertThat(this.budgets.untilAsked(registry)).contains(Duration.ofSeconds(20));
		long begun = this.pause.nanos();
		take(registry, RequestKind.REFERRERS);
		assertThat(this.pause.nanos() - begun).isEqualTo(Duration.ofSeconds(20).toNanos());
		assertThat(this.budgets.untilAsked(registry)).isEmpty();
	}

	@Test
	void leavesOnlyListingsOfReferrersAloneOfWhichThereWereTooMany() throws InterruptedException {
		RegistryAccess registry = registry("contoso.azurecr.io", new Credentials.Anonymous());
		this.budgets.refused(registry, RequestKind.REFERRERS, Optional.empty());
		long begun = this.pause.nanos();
		take(registry, RequestKind.TAG);
		assertThat(this.pause.nanos()).isEqualTo(begun);
		take(registry, RequestKind.REFERRERS);
		assertThat(this.pause.nanos() - begun).isEqualTo(Duration.ofSeconds(10).toNanos());
	}

	@Test
	void waitsForNobodyWhoWantsToBeLeftAloneForLong() throws InterruptedException {
		RegistryAccess registry = registry("contoso.azurecr.io", new Credentials.Anonymous());
		assertThat(this.budgets.refused(registry, RequestKind.TAG, Optional.of(Duration.ofMinutes(5)))).isFalse();
		assertThat(this.budgets.take(registry, RequestKind.MANIFEST)).contains(Duration.ofMinutes(5));
		assertThat(this.meters.find("acr.sync.source.requests").counters()).isEmpty();
	}

	@Test
	void countsWhatIsAsked() throws InterruptedException {
		RegistryAccess registry = registry("contoso.azurecr.io", new Credentials.Anonymous());
		for (String path : new String[] { "/v2/team/app/manifests/v1", "/acr/v1/team/app/_tags/v1", "/acr/v1/team/app",
				"/v2/team/app/manifests/sha256:aa", "/acr/v1/_catalog", "/v2/_catalog", "/acr/v1/team/app/_tags",
				"/acr/v1/team/app/_manifests", "/v2/team/app/tags/list", "/v2/team/app/referrers/sha256:aa", "/v2/",
				"/oauth2/token?scope=x", "/token" }) {
			take(registry, RequestKind.of(URI.create("https://contoso.azurecr.io" + path)));
		}
		assertThat(count("tag")).isEqualTo(3);
		assertThat(count("manifest")).isEqualTo(1);
		assertThat(count("list")).isEqualTo(5);
		assertThat(count("referrers")).isEqualTo(1);
		assertThat(count("token")).isEqualTo(3);
	}

	private double count(String kind) {
		return this.meters.get("acr.sync.source.requests").tags("source", "contoso", "kind", kind).counter().count();
	}

	/**
	 * Takes all but what is kept for images that were announced.
	 */
	private void takeAll(RegistryAccess registry) throws InterruptedException {
		long begun = this.pause.nanos();
		for (int i = 0; i < 9; i++) {
			take(registry, RequestKind.TAG);
		}
		assertThat(this.pause.nanos()).isEqualTo(begun);
	}

	private void take(RegistryAccess registry, RequestKind kind) throws InterruptedException {
		assertThat(this.budgets.take(registry, kind)).isEmpty();
	}

	private static Credentials basic(String username, String password) {
		return new Credentials.Basic(username, new Secret(password));
	}

	private static RegistryAccess registry(String host, Credentials credentials) {
		return new RegistryAccess(new RegistryHost(host), URI.create("https://" + host), credentials, Optional.empty(),
				new RegistryUse(RegistryUse.RegistryRole.SOURCE, "contoso", 10, 10));
	}

}
