package dev.acrsync.companions;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is listed, and what is asked for one by one.
 */
class ListingEffortTests {

	private final ListingEffort effort = new ListingEffort();

	@Test
	void listsASmallRepositoryAtOnceAndAgain() {
		assertThat(this.effort.isWorthIt(0)).isTrue();
		list(3);
		assertThat(this.effort.isWorthIt(0)).isTrue();
	}

	@Test
	void listsALargeRepositoryOnlyForAsManyAsItHasPages() {
		assertThat(this.effort.isWorthIt(0)).isTrue();
		assertThat(list(50)).as("pages").isEqualTo(3);
		int listed = 0;
		int asked = 0;
		for (int pages = 3; pages < 50; asked++) {
			if (this.effort.isWorthIt(0)) {
				pages = list(50);
				listed += pages;
			}
		}
		assertThat(listed).isLessThanOrEqualTo(2 * asked);
		assertThat(asked).isLessThan(200);
	}

	@Test
	void listsNoLargeRepositoryForAFewNowAndThen() {
		this.effort.isWorthIt(0);
		list(50);
		for (int i = 1; i < 1_000; i++) {
			assertThat(this.effort.isWorthIt(Duration.ofMinutes(i).toNanos())).isFalse();
		}
	}

	@Test
	void doesNotGoOnAskingWhoDoesNotTell() {
		this.effort.isWorthIt(0);
		this.effort.ended(this.effort.begin(), new Unreadable(UnreadableCause.FORBIDDEN, "no", Optional.empty()));
		for (int i = 0; i < 200; i++) {
			assertThat(this.effort.isWorthIt(0)).isFalse();
		}
	}

	private int list(int pages) {
		ListingEffort.PageTurner turning = this.effort.begin();
		int read = 1;
		while (read < pages && turning.mayTurn()) {
			read++;
		}
		this.effort.ended(turning, (read < pages) ? new ListingResult.Stopped() : new ListingResult.Complete());
		return read;
	}

}
