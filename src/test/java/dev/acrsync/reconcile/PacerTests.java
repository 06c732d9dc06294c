package dev.acrsync.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.acrsync.SettableClock;
import dev.acrsync.image.RegistryHost;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pause sets the clock.
 */
class PacerTests {

	private static final RegistryHost CONTOSO = new RegistryHost("contoso.azurecr.io");

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private final SettableClock clock = new SettableClock(START.toString());

	private final Pacer pacer = new Pacer(this.clock, this.clock::goOn);

	@Test
	void letsARegistryRestAfterEachRequest() throws InterruptedException {
		this.pacer.await(CONTOSO, Duration.ofMillis(500));
		assertThat(waited()).isZero();
		this.pacer.await(CONTOSO, Duration.ofMillis(200));
		assertThat(waited()).hasMillis(500);
		this.pacer.await(new RegistryHost("customer.azurecr.io"), Duration.ofMillis(200));
		assertThat(waited()).hasMillis(500);
		this.clock.goOn(Duration.ofMillis(150));
		this.pacer.await(CONTOSO, Duration.ofMillis(200));
		assertThat(waited()).hasMillis(700);
	}

	@Test
	void waitsLongerWhereItIsToBeSlower() throws InterruptedException {
		Pacer slower = new Pacer(this.clock, this.clock::goOn, 2);
		slower.await(CONTOSO, Duration.ofMillis(200));
		slower.await(CONTOSO, Duration.ofMillis(200));
		assertThat(waited()).hasMillis(400);
	}

	@Test
	void keepsThePaceWhoeverAsks() throws InterruptedException {
		try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
			for (int thread = 0; thread < 2; thread++) {
				both.submit(() -> {
					for (int i = 0; i < 50; i++) {
						this.pacer.await(CONTOSO, Duration.ofMillis(200));
					}
					return true;
				});
			}
		}
		assertThat(waited()).isEqualTo(Duration.ofMillis(200).multipliedBy(99));
	}

	@Test
	void doesNotWaitForAClockThatWasSetBack() throws InterruptedException {
		this.pacer.await(CONTOSO, Duration.ofMillis(200));
		this.clock.goOn(Duration.ofHours(-1));
		this.pacer.await(CONTOSO, Duration.ofMillis(200));
		assertThat(waited()).isEqualTo(Duration.ofMillis(200).minusHours(1));
	}

	private Duration waited() {
		return Duration.between(START, this.clock.instant());
	}

}
