package dev.acrsync.records;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;

/**
 * What came of comparing one repository.
 *
 * @param source the configured name of the source
 * @param repository the repository there
 * @param rules a fingerprint of the rules that it was compared by
 * @param at when it began
 * @param compared the targets that it was compared with
 * @param tallies how many images match
 * @param differences those that were not there
 * @param gaps what could not be compared; of those targets the earlier results stay
 * @param sightings those that no event announced so far
 * @param arrivals those that are or were at a target, where that is to be remembered
 */
public record ComparisonRecord(String source, RepositoryName repository, String rules, Instant at, Set<String> compared,
		List<RuleTally> tallies, List<ImageDifference> differences, List<ComparisonGap> gaps,
		List<PushSighting> sightings, List<ImageArrival> arrivals) {

	/**
	 * Takes what came of a comparison that remembers nothing of what it has seen.
	 */
	public ComparisonRecord(String source, RepositoryName repository, String rules, Instant at, Set<String> compared,
			List<RuleTally> tallies, List<ImageDifference> differences, List<ComparisonGap> gaps,
			List<PushSighting> sightings) {
		this(source, repository, rules, at, compared, tallies, differences, gaps, sightings, List.of());
	}

	/**
	 * How many images of a repository a rule sends to a target.
	 *
	 * @param rule the rule's index
	 * @param target the configured name of the target
	 * @param matching how many there are at the source
	 * @param present how many of them the target had
	 */
	public record RuleTally(int rule, String target, int matching, int present) {
	}

	/**
	 * An image that was not there.
	 *
	 * @param rule the index of the rule that wants it
	 * @param target the configured name of the target
	 * @param image the tag there
	 * @param digest the digest at the source
	 * @param standing how it stood
	 * @param since since when it is not there
	 * @param owner whose import made the target's tag, if that was another source
	 */
	public record ImageDifference(int rule, String target, TaggedImage image, Digest digest, ImageStatus standing,
			Instant since, Optional<TagOwner> owner) {

		/**
		 * Takes one that belongs to nobody else.
		 */
		public ImageDifference(int rule, String target, TaggedImage image, Digest digest, ImageStatus standing,
				Instant since) {
			this(rule, target, image, digest, standing, since, Optional.empty());
		}

	}

	/**
	 * Whose import made a target's tag.
	 *
	 * @param source the configured name of the source
	 * @param repository the repository there
	 */
	public record TagOwner(String source, RepositoryName repository) {

		public static TagOwner parse(String written) {
			int slash = written.indexOf('/');
			return new TagOwner(written.substring(0, slash), new RepositoryName(written.substring(slash + 1)));
		}

		@Override
		public String toString() {
			return this.source + "/" + this.repository;
		}

	}

	/**
	 * An image that is or was at a target.
	 *
	 * @param target the configured name of the target
	 * @param image the tag there
	 * @param digest its digest
	 */
	public record ImageArrival(String target, TaggedImage image, Digest digest) {
	}

	/**
	 * Something that could not be compared.
	 *
	 * @param repository the repository at the source, or nothing for the catalog
	 * @param target the configured name of the target, or nothing for all
	 * @param reason why
	 */
	public record ComparisonGap(String repository, String target, String reason) {
	}

	/**
	 * A push that no event announced so far.
	 *
	 * @param source the configured name of the source
	 * @param repository the repository there
	 * @param tag the tag
	 * @param digest its digest
	 * @param image one of the tags that it goes to
	 * @param announcedAfter when its event may have come at the earliest
	 * @param judgeAt until when it may still come
	 */
	public record PushSighting(String source, RepositoryName repository, Tag tag, Digest digest, TaggedImage image,
			Instant announcedAfter, Instant judgeAt) {
	}

	/**
	 * When a repository was compared last.
	 *
	 * @param rules a fingerprint of the rules that it was compared by
	 * @param at when that began
	 */
	public record RepositoryBaseline(String rules, Instant at) {
	}

}
