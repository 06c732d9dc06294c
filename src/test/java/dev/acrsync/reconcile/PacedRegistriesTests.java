package dev.acrsync.reconcile;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.acrsync.SettableClock;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Registry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pause sets the clock.
 */
class PacedRegistriesTests {

	private static final Registry CONTOSO = new Registry(new RegistryHost("contoso.azurecr.io"),
			URI.create("https://contoso.azurecr.io"), new Credentials.Anonymous());

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private final SettableClock clock = new SettableClock(START.toString());

	private final FakeRegistries registries = new FakeRegistries();

	private final PacedRegistries paced = new PacedRegistries(this.registries, new Pacer(this.clock, this.clock::goOn),
			new Budget(() -> 0, Duration.ofHours(1), new Semaphore(1)));

	@Test
	void readsATagAgainWhenTheRegistryWantsThat() {
		this.registries.put("contoso.azurecr.io/poi", "v1", Pushes.digest('a'), START);
		this.registries.throttle(2, Optional.of(Duration.ofSeconds(20)));
		assertThat(read()).isEqualTo(new TagReading.Found(Pushes.digest('a')));
		assertThat(Duration.between(START, this.clock.instant())).isEqualTo(Duration.ofSeconds(40));
	}

	@Test
	void doesNotWaitAThirdTimeNorForLong() {
		this.registries.throttle(3, Optional.of(Duration.ofSeconds(20)));
		assertThat(read()).isInstanceOfSatisfying(Unreadable.class,
				(it) -> assertThat(it.cause()).isEqualTo(Cause.THROTTLED));
		this.registries.throttle(1, Optional.of(Duration.ofSeconds(61)));
		assertThat(read()).isInstanceOf(Unreadable.class);
		this.registries.throttle(1, Optional.empty());
		assertThat(read()).isInstanceOf(Unreadable.class);
	}

	private TagReading read() {
		return this.paced.read(CONTOSO, new RepositoryName("poi"), new Tag("v1"));
	}

}
