package dev.acrsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.Check;
import dev.acrsync.ledger.Completeness;
import dev.acrsync.ledger.Continuations;
import dev.acrsync.ledger.DamagedRowException;
import dev.acrsync.ledger.Standing;
import dev.acrsync.rules.Glob;
import dev.acrsync.rules.Rule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Makes the report of what is complete, the same in every replica.
 */
public final class Reports {

	private static final int SAMPLES = 100;

	private static final String NOT_YET = "No pass has gone through this source by these rules yet";

	private static final String CUT = "The time that one pass has for a source was over after repository '%s': the next goes on there";

	private static final String UNSEEN = "A manifest without a tag was pushed, and is looked at next: it may be a signature";

	private static final String DAMAGED = "The ledger is damaged where comparisons are written down: see docs/durability.md";

	private final Settings settings;

	private final Completeness completeness;

	private final Continuations continuations;

	private final Clock clock;

	Reports(Settings settings, Completeness completeness, Continuations continuations, Clock clock) {
		this.settings = settings;
		this.completeness = completeness;
		this.continuations = continuations;
		this.clock = clock;
	}

	/**
	 * Returns the report, with a row for each rule and target that is configured.
	 */
	public Report report() {
		List<Report.Row> rows = new ArrayList<>();
		UnsettledSums unsettled = UnsettledSums.of(this.settings, this.completeness);
		new TreeMap<>(this.settings.sources()).values().forEach((source) -> rows.addAll(rows(source, unsettled)));
		return new Report(rows.stream().allMatch(Report.Row::complete), rows);
	}

	/**
	 * One source's damaged rows do not hide the others'.
	 */
	private List<Report.Row> rows(Source source, UnsettledSums unsettled) {
		try {
			String rules = Fingerprint.of(this.settings, source);
			List<Check.Gap> everywhere = everywhere(source, rules);
			unsettled.gap().map((reason) -> new Check.Gap("", "", reason)).ifPresent(everywhere::add);
			List<Check.Gap> gaps = new ArrayList<>(this.completeness.gaps(source.name()));
			this.completeness.unseen(source.name())
				.forEach((repository) -> gaps.add(new Check.Gap(repository.value(), "", UNSEEN)));
			return rows(source, unsettled, this.completeness.sums(source.name(), rules), gaps, everywhere);
		}
		catch (RuntimeException ex) {
			if (!DamagedRowException.isCauseOf(ex)) {
				throw ex;
			}
			return rows(source, unsettled, Map.of(), List.of(), List.of(new Check.Gap("", "", DAMAGED)));
		}
	}

	private List<Report.Row> rows(Source source, UnsettledSums unsettled, Map<Completeness.Row, Completeness.Sum> sums,
			List<Check.Gap> gaps, List<Check.Gap> everywhere) {
		List<Report.Row> rows = new ArrayList<>();
		for (int index = 0; index < source.rules().rules().size(); index++) {
			Rule rule = source.rules().rules().get(index);
			for (String target : rule.targets()) {
				Completeness.Row row = new Completeness.Row(index, target);
				Completeness.Sum sum = Optional.ofNullable(sums.get(row)).orElse(Completeness.Sum.NONE);
				List<Check.Gap> here = gaps.stream().filter((gap) -> concerns(gap, rule, target)).toList();
				boolean tried = here.stream().anyMatch((gap) -> gap.repository().isEmpty());
				rows.add(
						row(source, rule, row, unsettled.addTo(source, row, sum),
								Stream
									.concat(here.stream(),
											everywhere.stream()
												.filter((gap) -> !tried || !NOT_YET.equals(gap.reason())))
									.toList()));
			}
		}
		return rows;
	}

	/**
	 * Returns what could be compared of no rule, or not to the end.
	 */
	private List<Check.Gap> everywhere(Source source, String rules) {
		List<Check.Gap> gaps = new ArrayList<>();
		this.continuations.of(source.name(), Continuations.REPOSITORIES, rules)
			.map((it) -> new Check.Gap("", "", CUT.formatted(it.after())))
			.ifPresent(gaps::add);
		if (!this.completeness.isCompared(source.name(), rules)) {
			gaps.add(new Check.Gap("", "", NOT_YET));
		}
		return gaps;
	}

	private static boolean concerns(Check.Gap gap, Rule rule, String target) {
		boolean here = gap.repository().isEmpty() ? rule.hasWildcards()
				: rule.names(new RepositoryName(gap.repository()));
		return here && (rule.referrers().enabled() || !UNSEEN.equals(gap.reason()))
				&& (gap.target().isEmpty() || gap.target().equals(target));
	}

	private Report.Row row(Source source, Rule rule, Completeness.Row row, Completeness.Sum sum, List<Check.Gap> gaps) {
		Map<String, Long> images = new LinkedHashMap<>();
		for (Standing standing : Standing.values()) {
			images.put(standing.label(), sum.count(standing));
		}
		boolean incomplete = Arrays.stream(Standing.values())
			.anyMatch((standing) -> standing.isIncomplete() && sum.count(standing) > 0);
		long age = sum.oldest()
			.map((since) -> Duration.between(since, this.clock.instant()).toSeconds())
			.map((seconds) -> Math.max(0, seconds))
			.orElse(0L);
		return new Report.Row(source.name(), row.rule(), rule.repositories().stream().map(Glob::toString).toList(),
				row.target(), !incomplete && gaps.isEmpty(), sum.matching(), images, age, sum.checkedAt().orElse(null),
				(sum.count(Standing.MISSING) > 0) ? this.completeness.missing(source.name(), row, SAMPLES) : List.of(),
				(sum.count(Standing.OTHER_SOURCE) > 0) ? this.completeness.others(source.name(), row, SAMPLES)
						: List.of(),
				gaps.size(),
				gaps.stream()
					.limit(SAMPLES)
					.map((gap) -> new Report.Unchecked(gap.repository(), gap.reason()))
					.toList());
	}

}
