package dev.acrsync.watching;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingVisitor;

/**
 * Takes the tags of a repository from a listing, the newest first, up to what is known.
 */
final class TagsByMove implements ListingVisitor<ListedTag> {

	/** More have not been moved between two looks. */
	private static final int MOST = 10_000;

	private final Instant mark;

	private final Instant reach;

	private final UnaryOperator<Instant> from;

	private final List<ListedTag> tags = new ArrayList<>();

	private boolean toTheEnd;

	/**
	 * Prepares it.
	 * @param mark up to when all is known: a page that is older is the last
	 * @param reach from when on it is to be taken
	 * @param from from when on it is to be taken as well, by the newest
	 */
	TagsByMove(Instant mark, Instant reach, UnaryOperator<Instant> from) {
		this.mark = mark;
		this.reach = reach;
		this.from = from;
	}

	static Instant movedAt(ListedTag tag) {
		return tag.updatedAt().orElse(Instant.MIN);
	}

	/**
	 * What has no digest, or no time, is damaged, and left to comparisons.
	 */
	@Override
	public boolean test(ListedTag tag) {
		if (tag.digest().isEmpty() || tag.updatedAt().isEmpty()) {
			return true;
		}
		Instant movedAt = movedAt(tag);
		if (movedAt.isBefore(this.reach)
				&& movedAt.isBefore(this.from.apply(this.tags.isEmpty() ? movedAt : movedAt(this.tags.getFirst())))) {
			this.toTheEnd = true;
			return false;
		}
		this.tags.add(tag);
		return this.tags.size() < MOST;
	}

	@Override
	public boolean mayTurn() {
		return !this.tags.isEmpty() && oldest().isAfter(this.mark);
	}

	/**
	 * Returns those that were taken, the newest first.
	 */
	List<ListedTag> tags() {
		return this.tags;
	}

	/**
	 * Returns when the last one that was taken was moved.
	 */
	Instant oldest() {
		return this.tags.isEmpty() ? Instant.MIN : movedAt(this.tags.getLast());
	}

	/**
	 * Tells that the listing was left before it came to what need not be taken.
	 */
	boolean isCut() {
		return !this.toTheEnd;
	}

}
