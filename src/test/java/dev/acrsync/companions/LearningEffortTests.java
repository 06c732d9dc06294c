package dev.acrsync.companions;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.referrers.ManifestInventory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When all manifests of a repository are learnt, and when images are asked for one by
 * one.
 */
class LearningEffortTests {

	private final LearningEffort effort = new LearningEffort();

	@Test
	void isWorthNoMoreThanTheImagesThatWereAskedFor() {
		ask(1);
		assertThat(this.effort.worth()).isEqualTo(20);
		this.effort.ended(new ManifestInventory.TooLarge(130), 0);
		assertThat(this.effort.worth()).isZero();
		ask(5);
		assertThat(this.effort.worth()).isZero();
		ask(1);
		assertThat(this.effort.worth()).isEqualTo(140);
	}

	@Test
	void costsItsPagesOnceItIsLearnt() {
		ask(7);
		this.effort.ended(new ManifestInventory.CompleteStock(manifests(4_500)), 0);
		ask(2);
		assertThat(this.effort.worth()).isZero();
		ask(1);
		assertThat(this.effort.worth()).isEqualTo(60);
	}

	@Test
	void isTriedOnceInAWhileWhereTheRegistryDoesNotTell() {
		ask(1);
		this.effort.ended(new ManifestInventory.Untold(false), 0);
		ask(299);
		assertThat(this.effort.worth()).isZero();
		ask(1);
		assertThat(this.effort.worth()).isEqualTo(6_000);
	}

	@Test
	void isTriedAgainWhereItWasOnlyNotPossibleThen() {
		ask(1);
		this.effort.ended(new ManifestInventory.Busy(), 0);
		assertThat(this.effort.worth()).isEqualTo(20);
		this.effort.ended(new ManifestInventory.Untold(true), 0);
		assertThat(this.effort.worth()).isEqualTo(20);
	}

	@Test
	void isLearntForAsLongAsIsAskedFor() {
		assertThat(this.effort.isLearnt(Duration.ofHours(1), 0)).isFalse();
		this.effort.ended(new ManifestInventory.CompleteStock(Map.of()), 1_000);
		assertThat(this.effort.isLearnt(Duration.ofNanos(500), 1_500)).isTrue();
		assertThat(this.effort.isLearnt(Duration.ofNanos(499), 1_500)).isFalse();
		this.effort.ended(new ManifestInventory.Untold(false), 2_000);
		assertThat(this.effort.isLearnt(Duration.ofNanos(500), 1_500)).as("what was learnt before").isTrue();
	}

	private void ask(int images) {
		for (int i = 0; i < images; i++) {
			this.effort.asked();
		}
	}

	private static Map<Digest, ManifestLinks> manifests(int count) {
		Map<Digest, ManifestLinks> manifests = new HashMap<>();
		for (int i = 0; i < count; i++) {
			manifests.put(new Digest("sha256:%064x".formatted(i)),
					new ManifestLinks(Optional.empty(), Optional.empty(), List.of()));
		}
		return manifests;
	}

}
