package dev.acrsync.importing;

import java.util.Set;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many imports run at once.
 */
class ConcurrencyTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Concurrency concurrency = new Concurrency(8, Set.of("prod", "disaster"), this.meters);

	@Test
	void beginsWithWhatTheSettingsAllow() {
		assertThat(this.concurrency.limit("prod")).isEqualTo(8);
	}

	@Test
	void halvesWhenAzureThrottlesButNeverStops() {
		this.concurrency.ended("prod", 8, true);
		assertThat(this.concurrency.limit("prod")).isEqualTo(4);
		for (int i = 0; i < 10; i++) {
			this.concurrency.ended("prod", 1, true);
		}
		assertThat(this.concurrency.limit("prod")).isEqualTo(1);
	}

	@Test
	void growsByOneWithEachImportThatIsNotThrottledUpToWhatTheSettingsAllow() {
		this.concurrency.ended("prod", 8, true);
		this.concurrency.ended("prod", 4, false);
		assertThat(this.concurrency.limit("prod")).isEqualTo(5);
		for (int i = 0; i < 20; i++) {
			this.concurrency.ended("prod", 8, false);
		}
		assertThat(this.concurrency.limit("prod")).isEqualTo(8);
	}

	@Test
	void doesNotSlowOtherTargetsDown() {
		this.concurrency.ended("prod", 8, true);
		assertThat(this.concurrency.limit("disaster")).isEqualTo(8);
	}

	@Test
	void showsItsLimit() {
		this.concurrency.ended("prod", 8, true);
		assertThat(this.meters.get("acr.sync.concurrency.limit").tag("target", "prod").gauge().value()).isEqualTo(4);
	}

}
