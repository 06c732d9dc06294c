package dev.acrsync.comparison;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.inventory.PartialComparison;
import dev.acrsync.inventory.SourceTag;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.Push;
import dev.acrsync.settings.Source;

/**
 * What came of comparing one repository.
 *
 * @param source the source
 * @param repository the repository there
 * @param rules a fingerprint of the rules
 * @param at when it began
 * @param compared the targets that it was compared with
 * @param findings all images that rules let in, newest first
 * @param gaps what could not be compared
 * @param outage whether the source did not answer
 * @param part says that these are not all images
 */
record RepositoryComparison(Source source, RepositoryName repository, String rules, Instant at, Set<String> compared,
		List<ComparedImage> findings, List<ComparisonRecord.ComparisonGap> gaps, boolean outage,
		Optional<PartialComparison> part) {

	/** How long after a push its event may come. */
	private static final Duration GRACE = Duration.ofMinutes(2);

	/**
	 * Nothing is known of the repository.
	 */
	static RepositoryComparison unreadable(Source source, RepositoryName repository, String rules, Instant at,
			String reason, boolean outage) {
		return new RepositoryComparison(source, repository, rules, at, Set.of(), List.of(),
				List.of(new ComparisonRecord.ComparisonGap(repository.value(), "", reason)), outage, Optional.empty());
	}

	/**
	 * Returns the same as one part of what the repository has.
	 */
	RepositoryComparison partly(PartialComparison part) {
		List<ComparisonRecord.ComparisonGap> all = Stream.concat(
				Stream.of(new ComparisonRecord.ComparisonGap(this.repository.value(), "",
						part.reason((int) this.findings.stream().map(ComparedImage::tag).distinct().count()))),
				this.gaps.stream())
			.toList();
		return new RepositoryComparison(this.source, this.repository, this.rules, this.at, this.compared, this.findings,
				all, this.outage, Optional.of(part));
	}

	/**
	 * Returns the same with some images as missing that are there.
	 * @param lacking those that lack something that refers to them
	 */
	RepositoryComparison lacking(List<ComparedImage> lacking) {
		Set<ComparedImage> incomplete = Set.copyOf(lacking);
		return new RepositoryComparison(this.source, this.repository, this.rules, this.at, this.compared, this.findings
			.stream()
			.map((compared) -> incomplete.contains(compared) ? compared.standing(ImageStatus.MISSING) : compared)
			.toList(), this.gaps, this.outage, this.part);
	}

	/**
	 * Returns what has to be imported: one push for each tag.
	 */
	List<AllowedPush> pushes(String pass) {
		Map<SourceTag, List<ComparedImage>> missing = new LinkedHashMap<>();
		this.findings.stream()
			.filter((compared) -> compared.standing() == ImageStatus.MISSING)
			.forEach((finding) -> missing.merge(finding.tag(), List.of(finding), RepositoryComparison::joined));
		return missing.entrySet().stream().map((entry) -> push(pass, entry.getKey(), entry.getValue())).toList();
	}

	private static List<ComparedImage> joined(List<ComparedImage> one, List<ComparedImage> other) {
		return Stream.concat(one.stream(), other.stream()).toList();
	}

	private AllowedPush push(String pass, SourceTag tag, List<ComparedImage> targets) {
		boolean backfill = targets.stream().allMatch(ComparedImage::firstSight);
		Push push = new Push(pass, backfill ? ImportOrigin.BACKFILL : ImportOrigin.RECONCILE, Optional.empty(),
				this.source.name(), new TaggedImage(this.source.registry().host(), this.repository, tag.tag()),
				tag.digest(), tag.updatedAt().orElse(this.at), Optional.empty());
		return new AllowedPush(push, targets.stream().map(ComparedImage::target).toList());
	}

	/**
	 * Returns what is to be written down.
	 */
	ComparisonRecord check() {
		Map<String, ComparisonRecord.RuleTally> tallies = new TreeMap<>();
		for (ComparedImage compared : this.findings) {
			int present = (compared.standing() == ImageStatus.PRESENT) ? 1 : 0;
			tallies.merge(compared.rule() + " " + compared.targetName(),
					new ComparisonRecord.RuleTally(compared.rule(), compared.targetName(), 1, present),
					(one, other) -> new ComparisonRecord.RuleTally(one.rule(), one.target(),
							one.matching() + other.matching(), one.present() + other.present()));
		}
		return new ComparisonRecord(this.source.name(), this.repository, this.rules, this.at, this.compared,
				List.copyOf(tallies.values()),
				this.findings.stream()
					.filter((finding) -> finding.standing() != ImageStatus.PRESENT)
					.map((finding) -> new ComparisonRecord.ImageDifference(finding.rule(), finding.targetName(),
							finding.target().image(), finding.tag().digest(), finding.standing(), finding.since(),
							finding.owner()))
					.toList(),
				this.gaps, this.findings.stream().filter(ComparedImage::unannounced).map(this::sighting).toList(),
				this.findings.stream()
					.filter(ComparedImage::arrived)
					.map((finding) -> new ComparisonRecord.ImageArrival(finding.targetName(), finding.target().image(),
							finding.tag().digest()))
					.toList());
	}

	private ComparisonRecord.PushSighting sighting(ComparedImage compared) {
		// A registry whose clock is ahead does not make it wait.
		Optional<Instant> pushedAt = compared.tag().updatedAt().map((it) -> it.isAfter(this.at) ? this.at : it);
		return new ComparisonRecord.PushSighting(this.source.name(), this.repository, compared.tag().tag(),
				compared.tag().digest(), compared.target().image(),
				pushedAt.map((at) -> at.minus(ImageComparer.APART)).orElse(compared.knownSince()),
				pushedAt.orElse(this.at).plus(GRACE));
	}

}
