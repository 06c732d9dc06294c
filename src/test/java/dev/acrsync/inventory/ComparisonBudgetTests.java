package dev.acrsync.inventory;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ComparisonBudget}.
 */
class ComparisonBudgetTests {

	private final Semaphore large = new Semaphore(1);

	private final ComparisonBudget one = new ComparisonBudget(() -> 0, Duration.ofMillis(20), this.large);

	private final ComparisonBudget other = new ComparisonBudget(() -> 0, Duration.ofMillis(20), this.large);

	@Test
	void soManySourcesAtATimeKeepManyTagsAndTheNextOneHasItsTurnWhenTheyAreForgotten() {
		ComparisonBudget.ListingPortion first = portion(this.one, 1_000);
		assertThat(first.mayTurn()).isTrue();
		assertThat(portion(this.one, 1_000).mayTurn()).as("of the same source").isTrue();
		ComparisonBudget.ListingPortion waiting = portion(this.other, 1_000);
		assertThat(portion(this.other, 999).mayTurn()).as("a few").isTrue();
		assertThat(waiting.mayTurn()).isFalse();
		this.one.becomeSmall();
		assertThat(waiting.mayTurn()).isTrue();
		this.other.becomeSmall();
		this.other.becomeSmall();
		assertThat(this.large.availablePermits()).isEqualTo(1);
	}

	private static ComparisonBudget.ListingPortion portion(ComparisonBudget budget, int kept) {
		ComparisonBudget.ListingPortion portion = budget.portion(ComparisonBudget.MOST_TAGS);
		for (int i = 0; i < kept; i++) {
			portion.keep();
		}
		return portion;
	}

}
