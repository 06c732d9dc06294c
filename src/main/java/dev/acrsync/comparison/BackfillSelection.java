package dev.acrsync.comparison;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.Tag;
import dev.acrsync.inventory.SourceTag;
import dev.acrsync.rules.Backfill;
import dev.acrsync.rules.VersionOrder;

/**
 * Chooses what a rule brings of what was there before it.
 */
final class BackfillSelection {

	private BackfillSelection() {
	}

	/**
	 * Chooses among the images; what belongs to one, by its name, is chosen with it.
	 */
	static Optional<Set<Tag>> withReferrers(Backfill backfill, List<SourceTag> tags, Instant now) {
		Map<Boolean, List<SourceTag>> parts = tags.stream()
			.collect(Collectors.partitioningBy((tag) -> ReferrerTag.of(tag.tag()).isPresent()));
		List<SourceTag> images = parts.getOrDefault(false, List.of());
		return of(backfill, images, now).map((chosen) -> {
			Set<Digest> digests = images.stream()
				.filter((tag) -> chosen.contains(tag.tag()))
				.map(SourceTag::digest)
				.collect(Collectors.toSet());
			Set<Tag> all = new HashSet<>(chosen);
			parts.getOrDefault(true, List.of())
				.stream()
				.map(SourceTag::tag)
				.filter((tag) -> backfill instanceof Backfill.All
						|| ReferrerTag.of(tag).filter((referrer) -> digests.contains(referrer.subject())).isPresent())
				.forEach(all::add);
			return Set.copyOf(all);
		});
	}

	/**
	 * Returns the tags that are brought, or nothing if the registry does not tell what
	 * that takes.
	 * @param tags all that the rule lets in of one repository
	 */
	static Optional<Set<Tag>> of(Backfill backfill, List<SourceTag> tags, Instant now) {
		return switch (backfill) {
			case Backfill.All() -> Optional.of(names(tags));
			case Backfill.None() -> Optional.of(Set.of());
			case Backfill.Latest(int most) ->
				Optional.of(names(newestFirst(tags).subList(0, Math.min(most, tags.size()))));
			case Backfill.Since(var time) -> tellTimes(tags) ? Optional.of(names(tags.stream()
				.filter((tag) -> tag.updatedAt().filter((at) -> at.isBefore(now.minus(time))).isEmpty())
				.toList())) : Optional.empty();
		};
	}

	/**
	 * Puts the most recently pushed tags first, or the highest versions where the
	 * registry does not tell when they were pushed.
	 */
	static List<SourceTag> newestFirst(List<SourceTag> tags) {
		return tags.stream()
			.sorted(tellTimes(tags)
					? Comparator.comparing((SourceTag tag) -> tag.updatedAt().orElse(Instant.MIN)).reversed()
					: Comparator.comparing(SourceTag::tag, new VersionOrder()))
			.toList();
	}

	private static boolean tellTimes(List<SourceTag> tags) {
		return tags.stream().allMatch((tag) -> tag.updatedAt().isPresent());
	}

	private static Set<Tag> names(List<SourceTag> tags) {
		return tags.stream().map(SourceTag::tag).collect(Collectors.toSet());
	}

}
