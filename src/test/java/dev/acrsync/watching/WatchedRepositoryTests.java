package dev.acrsync.watching;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.resumption.WatchRecords.NewestTag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is new in the listings of a watched repository.
 */
class WatchedRepositoryTests {

	private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

	private WatchedRepository repository = WatchedRepository.unseen(START);

	@Test
	void whatWasThereBeforeTheSourceWasWatchedIsNotNew() {
		assertThat(look(60, tag("v2", 2, -50), tag("v1", 1, -100))).isEmpty();
		assertThat(look(90, tag("v2", 2, -50), tag("v1", 1, -100))).isEmpty();
		assertThat(look(120, tag("v3", 3, 100), tag("v2", 2, -50), tag("v1", 1, -100))).containsExactly("v3");
	}

	@Test
	void whatIsPushedAfterwardsIsNewOnce() {
		assertThat(look(30, tag("v1", 1, 20))).containsExactly("v1");
		assertThat(look(60, tag("v1", 1, 20))).isEmpty();
		assertThat(look(90, tag("v2", 2, 70), tag("v1", 1, 20))).containsExactly("v2");
		assertThat(look(2_000, tag("v2", 2, 70), tag("v1", 1, 20))).isEmpty();
		assertThat(look(2_030, tag("v1", 3, 2_010), tag("v2", 2, 70))).containsExactly("v1");
	}

	@Test
	void aTagThatIsMovedBackIsNew() {
		assertThat(look(30, tag("latest", 1, 20))).containsExactly("latest");
		assertThat(look(60, tag("latest", 2, 50))).containsExactly("latest");
		assertThat(look(90, tag("latest", 1, 80))).containsExactly("latest");
	}

	@Test
	void whatAReplicaTellsOfLateIsNew() {
		assertThat(look(30, tag("v2", 2, 20))).containsExactly("v2");
		assertThat(look(60, tag("v2", 2, 20), tag("v1", 1, 10))).containsExactly("v1");
		assertThat(look(90, tag("v2", 2, 20), tag("v1", 1, 10))).isEmpty();
	}

	@Test
	void severalPushesAtTheSameTimeAreEachNewOnce() {
		assertThat(look(30, tag("v1", 1, 20))).containsExactly("v1");
		assertThat(look(60, tag("v2", 2, 20), tag("v1", 1, 20))).containsExactly("v2");
		assertThat(look(5_000, tag("v2", 2, 20), tag("v1", 1, 20))).isEmpty();
		assertThat(look(5_030, tag("v2", 2, 20), tag("v1", 1, 20))).isEmpty();
	}

	@Test
	void whatWasBelowTheFirstPageIsNotNewWhenItComesUp() {
		TagsByMove page = this.repository.list(START.plusSeconds(60));
		List.of(tag("v3", 3, -10), tag("v2", 2, -20)).forEach(page::test);
		assertThat(page.mayTurn()).isFalse();
		assertThat(this.repository.moved(page)).isEmpty();
		this.repository = this.repository.after(page, false, START.plusSeconds(60));
		assertThat(look(90, tag("v2", 2, -20), tag("v1", 1, -30))).isEmpty();
	}

	@Test
	void theNextPageIsReadWhereAllOfThisOneIsNew() {
		look(30, tag("v1", 1, 20));
		TagsByMove page = this.repository.list(START.plusSeconds(60));
		page.test(tag("v3", 3, 50));
		assertThat(page.mayTurn()).isTrue();
		page.test(tag("v1", 1, 20));
		assertThat(page.mayTurn()).isFalse();
	}

	@Test
	void whatWasWrittenDownIsKnownAfterARestartAndWhatIsToldOfLateIsNew() {
		NewestTag newest = new NewestTag(START.plusSeconds(2_000), new Tag("v1"), digest(1));
		this.repository = WatchedRepository.of(newest, START);
		assertThat(look(2_060, tag("v1", 1, 2_000), tag("late", 8, 1_800), tag("v0", 9, 1_600)))
			.containsExactly("late");
		assertThat(look(2_090, tag("v2", 2, 2_070), tag("v1", 1, 2_000), tag("late", 8, 1_800))).containsExactly("v2");
	}

	@Test
	void aRestartShowsNothingOfTheTimeBeforeAndHidesNothingOfTheTimeAfter() {
		NewestTag newest = new NewestTag(START.plusSeconds(20), new Tag("v1"), digest(1));
		this.repository = WatchedRepository.of(newest, START);
		assertThat(look(60, tag("v1", 1, 20), tag("before", 9, -10))).isEmpty();
		// The clock was set back since the source was watched.
		this.repository = WatchedRepository.of(newest, START.plusSeconds(5_000));
		assertThat(look(60, tag("v2", 2, 40), tag("v1", 1, 20))).containsExactly("v2");
	}

	@Test
	void aTagFromTheFutureHidesNothingAndIsNewOnce() {
		assertThat(look(30, tag("odd", 1, 99_999_999))).containsExactly("odd");
		assertThat(look(60, tag("odd", 1, 99_999_999), tag("v1", 2, 50))).containsExactly("v1");
		assertThat(look(90, tag("odd", 1, 99_999_999), tag("v2", 3, 80), tag("v1", 2, 50))).containsExactly("v2");
	}

	@Test
	void whatALostPageHasShownIsNewOnceAndTheRestComesLater() {
		look(30, tag("v1", 1, 20));
		TagsByMove page = this.repository.list(START.plusSeconds(60));
		page.test(tag("v3", 3, 50));
		assertThat(this.repository.moved(page)).extracting((it) -> it.tag().value()).containsExactly("v3");
		this.repository = this.repository.partlyAfter(page);
		assertThat(look(90, tag("v3", 3, 50), tag("v2", 2, 40), tag("v1", 1, 20))).containsExactly("v2");
	}

	private List<String> look(long seconds, ListedTag... listed) {
		Instant now = START.plusSeconds(seconds);
		TagsByMove tags = this.repository.list(now);
		for (ListedTag tag : listed) {
			if (!tags.test(tag)) {
				break;
			}
		}
		List<ListedTag> moved = this.repository.moved(tags);
		this.repository = this.repository.after(tags, !tags.isCut() || listed.length == tags.tags().size(), now);
		return moved.stream().map((it) -> it.tag().value()).toList();
	}

	private static ListedTag tag(String name, int digest, long seconds) {
		return new ListedTag(new Tag(name), Optional.of(digest(digest)),
				Optional.of(START.plus(Duration.ofSeconds(seconds))), true);
	}

	private static Digest digest(int number) {
		return new Digest("sha256:" + "%064d".formatted(number));
	}

}
