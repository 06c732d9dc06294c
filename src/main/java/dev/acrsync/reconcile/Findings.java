package dev.acrsync.reconcile;

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
import dev.acrsync.ledger.Check;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.Standing;
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
record Findings(Source source, RepositoryName repository, String rules, Instant at, Set<String> compared,
		List<Finding> findings, List<Check.Gap> gaps, boolean outage, Optional<Part> part) {

	/** How long after a push its event may come. */
	private static final Duration GRACE = Duration.ofMinutes(2);

	/**
	 * Nothing is known of the repository.
	 */
	static Findings unreadable(Source source, RepositoryName repository, String rules, Instant at, String reason,
			boolean outage) {
		return new Findings(source, repository, rules, at, Set.of(), List.of(),
				List.of(new Check.Gap(repository.value(), "", reason)), outage, Optional.empty());
	}

	/**
	 * Returns the same as one part of what the repository has.
	 */
	Findings partly(Part part) {
		List<Check.Gap> all = Stream.concat(
				Stream.of(new Check.Gap(this.repository.value(), "",
						part.reason((int) this.findings.stream().map(Finding::tag).distinct().count()))),
				this.gaps.stream())
			.toList();
		return new Findings(this.source, this.repository, this.rules, this.at, this.compared, this.findings, all,
				this.outage, Optional.of(part));
	}

	/**
	 * Returns the same with some images as missing that are there.
	 * @param lacking those that lack something that refers to them
	 */
	Findings lacking(List<Finding> lacking) {
		Set<Finding> incomplete = Set.copyOf(lacking);
		return new Findings(this.source, this.repository, this.rules, this.at, this.compared,
				this.findings.stream()
					.map((finding) -> incomplete.contains(finding) ? finding.standing(Standing.MISSING) : finding)
					.toList(),
				this.gaps, this.outage, this.part);
	}

	/**
	 * Returns what has to be imported: one push for each tag.
	 */
	List<Push> pushes(String pass) {
		Map<SourceTag, List<Finding>> missing = new LinkedHashMap<>();
		this.findings.stream()
			.filter((finding) -> finding.standing() == Standing.MISSING)
			.forEach((finding) -> missing.merge(finding.tag(), List.of(finding), Findings::joined));
		return missing.entrySet().stream().map((entry) -> push(pass, entry.getKey(), entry.getValue())).toList();
	}

	private static List<Finding> joined(List<Finding> one, List<Finding> other) {
		return Stream.concat(one.stream(), other.stream()).toList();
	}

	private Push push(String pass, SourceTag tag, List<Finding> targets) {
		boolean backfill = targets.stream().allMatch(Finding::firstSight);
		return new Push(pass, backfill ? Origin.BACKFILL : Origin.RECONCILE, this.source.name(),
				this.source.registry().host(), this.repository, tag.tag(), tag.digest(),
				tag.updatedAt().orElse(this.at), targets.stream().map(Finding::target).toList(), Optional.empty());
	}

	/**
	 * Returns what is to be written down.
	 */
	Check check() {
		Map<String, Check.Tally> tallies = new TreeMap<>();
		for (Finding finding : this.findings) {
			int present = (finding.standing() == Standing.PRESENT) ? 1 : 0;
			tallies.merge(finding.rule() + " " + finding.targetName(),
					new Check.Tally(finding.rule(), finding.targetName(), 1, present),
					(one, other) -> new Check.Tally(one.rule(), one.target(), one.matching() + other.matching(),
							one.present() + other.present()));
		}
		return new Check(this.source.name(), this.repository, this.rules, this.at, this.compared, List.copyOf(tallies
			.values()), this.findings.stream()
				.filter((finding) -> finding.standing() != Standing.PRESENT)
				.map((finding) -> new Check.Difference(finding.rule(), finding.targetName(), finding.target().image(),
						finding.tag().digest(), finding.standing(), finding.since(), finding.owner()))
				.toList(), this.gaps, this.findings.stream().filter(Finding::unannounced).map(this::sighting).toList(),
				this.findings.stream()
					.filter(Finding::arrived)
					.map((finding) -> new Check.Arrival(finding.targetName(), finding.target().image(),
							finding.tag().digest()))
					.toList());
	}

	private Check.Sighting sighting(Finding finding) {
		// A registry whose clock is ahead does not make it wait.
		Optional<Instant> pushedAt = finding.tag().updatedAt().map((it) -> it.isAfter(this.at) ? this.at : it);
		return new Check.Sighting(this.source.name(), this.repository, finding.tag().tag(), finding.tag().digest(),
				finding.target().image(), pushedAt.map((at) -> at.minus(Judge.APART)).orElse(finding.knownSince()),
				pushedAt.orElse(this.at).plus(GRACE));
	}

}
