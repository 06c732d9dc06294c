package dev.acrsync.watching;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.resumption.WatchRecords.NewestTag;

/**
 * Up to where a repository is known: pure.
 *
 * @param mark when its newest known tag was moved, by the registry's clock
 * @param reach from when on all moves are known that are among the recent ones
 * @param recent tags that were moved since then, as they were listed
 */
record WatchedRepository(Instant mark, Instant reach, Map<Tag, ListedTag> recent) {

	/**
	 * How late a replica of a registry may tell of a move, and how far its clock is
	 * believed to be ahead.
	 */
	private static final Duration LATE = Duration.ofMinutes(5);

	/**
	 * A repository that was never looked at.
	 * @param since since when its source is watched: what is older is for comparisons
	 */
	static WatchedRepository unseen(Instant since) {
		return new WatchedRepository(since, since, Map.of());
	}

	/**
	 * A repository as it was written down. What a replica of the registry tells of late
	 * is still new, and so is for once what was handed in before.
	 * @param since since when its source is watched
	 */
	static WatchedRepository of(NewestTag newest, Instant since) {
		Instant late = newest.movedAt().minus(LATE);
		Instant reach = !since.isAfter(late) ? late : since.isBefore(newest.movedAt()) ? since : newest.movedAt();
		return new WatchedRepository(newest.movedAt(), reach, Map.of(newest.tag(),
				new ListedTag(newest.tag(), Optional.of(newest.digest()), Optional.of(newest.movedAt()), true)));
	}

	/**
	 * Tells which of the tags that were listed have been moved since it was looked at.
	 */
	List<ListedTag> moved(TagsByMove listed) {
		return listed.tags()
			.stream()
			.filter((tag) -> !TagsByMove.movedAt(tag).isBefore(this.reach) && !isKnown(tag))
			.toList();
	}

	private boolean isKnown(ListedTag tag) {
		return Optional.ofNullable(this.recent.get(tag.tag()))
			.filter((it) -> it.digest().equals(tag.digest()) && it.updatedAt().equals(tag.updatedAt()))
			.isPresent();
	}

	/**
	 * Returns the same after it was listed to the end of what is new.
	 * @param all whether everything was listed that it has
	 */
	WatchedRepository after(TagsByMove listed, boolean all, Instant now) {
		Instant latest = now.plus(LATE);
		Instant newest = listed.tags()
			.stream()
			.findFirst()
			.map(TagsByMove::movedAt)
			.map((at) -> at.isAfter(latest) ? latest : at)
			.orElse(this.mark);
		Instant from = from(newest, now);
		Instant reached = (!all && listed.isCut() && listed.oldest().isAfter(from)) ? listed.oldest() : from;
		return new WatchedRepository(newest, reached, known(listed, reached));
	}

	/**
	 * Returns the same after a part of it was listed: what was shown is known, but not
	 * what comes behind it.
	 */
	WatchedRepository partlyAfter(TagsByMove listed) {
		Map<Tag, ListedTag> all = new HashMap<>(this.recent);
		all.putAll(known(listed, this.reach));
		return new WatchedRepository(this.mark, this.reach, Map.copyOf(all));
	}

	/**
	 * Returns the tag that was moved last, to be written down.
	 */
	Optional<NewestTag> newest(TagsByMove listed) {
		return listed.tags()
			.stream()
			.findFirst()
			.map((tag) -> new NewestTag(this.mark, tag.tag(), tag.digest().orElseThrow()));
	}

	private static Map<Tag, ListedTag> known(TagsByMove listed, Instant from) {
		Map<Tag, ListedTag> known = new HashMap<>();
		listed.tags()
			.stream()
			.filter((tag) -> !TagsByMove.movedAt(tag).isBefore(from))
			.forEach((tag) -> known.putIfAbsent(tag.tag(), tag));
		return Map.copyOf(known);
	}

	/**
	 * Returns from when on moves are remembered: where none was lately, none will be told
	 * of late.
	 */
	private static Instant from(Instant newest, Instant now) {
		return newest.isBefore(now.minus(LATE).minus(LATE)) ? newest : newest.minus(LATE);
	}

	/**
	 * Begins to list it.
	 */
	TagsByMove list(Instant now) {
		return new TagsByMove(this.mark, this.reach, (newest) -> from(newest, now));
	}

}
