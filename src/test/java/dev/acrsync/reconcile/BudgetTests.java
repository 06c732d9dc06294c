package dev.acrsync.reconcile;

import java.time.Duration;
import java.util.concurrent.Semaphore;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Budget}.
 */
class BudgetTests {

	private final Semaphore large = new Semaphore(1);

	private final Budget one = new Budget(() -> 0, Duration.ofMillis(20), this.large);

	private final Budget other = new Budget(() -> 0, Duration.ofMillis(20), this.large);

	@Test
	void soManySourcesAtATimeKeepManyTagsAndTheNextOneHasItsTurnWhenTheyAreForgotten() {
		Budget.Portion first = portion(this.one, 1_000);
		assertThat(first.mayTurn()).isTrue();
		assertThat(portion(this.one, 1_000).mayTurn()).as("of the same source").isTrue();
		Budget.Portion waiting = portion(this.other, 1_000);
		assertThat(portion(this.other, 999).mayTurn()).as("a few").isTrue();
		assertThat(waiting.mayTurn()).isFalse();
		this.one.becomeSmall();
		assertThat(waiting.mayTurn()).isTrue();
		this.other.becomeSmall();
		this.other.becomeSmall();
		assertThat(this.large.availablePermits()).isEqualTo(1);
	}

	private static Budget.Portion portion(Budget budget, int kept) {
		Budget.Portion portion = budget.portion(Budget.MOST_TAGS);
		for (int i = 0; i < kept; i++) {
			portion.keep();
		}
		return portion;
	}

}
