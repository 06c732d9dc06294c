package dev.acrsync.comparisonrecords;

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

import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.rules.Glob;
import dev.acrsync.rules.Rule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Makes the report of what is complete, the same in every replica.
 */
public final class CompletenessReports {

	private static final int SAMPLES = 100;

	private static final String NOT_YET = "No comparison has gone through this source by these rules yet";

	private static final String CUT = "The time that one comparison has for a source was over after repository '%s': the next goes on there";

	private static final String UNSEEN = "A manifest without a tag was pushed, and is looked at next: it may be a signature";

	private static final String DAMAGED = "The ledger is damaged where comparisons are written down: see docs/durability.md";

	private final Settings settings;

	private final CompletenessSums completeness;

	private final ListingContinuations continuations;

	private final Clock clock;

	public CompletenessReports(Settings settings, CompletenessSums completeness, ListingContinuations continuations,
			Clock clock) {
		this.settings = settings;
		this.completeness = completeness;
		this.continuations = continuations;
		this.clock = clock;
	}

	/**
	 * Returns the report, with a row for each rule and target that is configured.
	 */
	public CompletenessReport report() {
		List<CompletenessReport.ReportRow> rows = new ArrayList<>();
		UnsettledSums unsettled = UnsettledSums.of(this.settings, this.completeness);
		new TreeMap<>(this.settings.sources()).values().forEach((source) -> rows.addAll(rows(source, unsettled)));
		return new CompletenessReport(rows.stream().allMatch(CompletenessReport.ReportRow::complete), rows);
	}

	/**
	 * One source's damaged rows do not hide the others'.
	 */
	private List<CompletenessReport.ReportRow> rows(Source source, UnsettledSums unsettled) {
		try {
			String rules = RulesFingerprint.of(this.settings, source);
			List<ComparisonRecord.ComparisonGap> everywhere = everywhere(source, rules);
			unsettled.gap()
				.map((reason) -> new ComparisonRecord.ComparisonGap("", "", reason))
				.ifPresent(everywhere::add);
			List<ComparisonRecord.ComparisonGap> gaps = new ArrayList<>(this.completeness.gaps(source.name()));
			this.completeness.unseen(source.name())
				.forEach((repository) -> gaps.add(new ComparisonRecord.ComparisonGap(repository.value(), "", UNSEEN)));
			return rows(source, unsettled, this.completeness.sums(source.name(), rules), gaps, everywhere);
		}
		catch (RuntimeException ex) {
			if (!DamagedRowException.isCauseOf(ex)) {
				throw ex;
			}
			return rows(source, unsettled, Map.of(), List.of(),
					List.of(new ComparisonRecord.ComparisonGap("", "", DAMAGED)));
		}
	}

	private List<CompletenessReport.ReportRow> rows(Source source, UnsettledSums unsettled,
			Map<CompletenessSums.SumKey, CompletenessSums.ImageSum> sums, List<ComparisonRecord.ComparisonGap> gaps,
			List<ComparisonRecord.ComparisonGap> everywhere) {
		List<CompletenessReport.ReportRow> rows = new ArrayList<>();
		for (int index = 0; index < source.rules().rules().size(); index++) {
			Rule rule = source.rules().rules().get(index);
			for (String target : rule.targets()) {
				CompletenessSums.SumKey row = new CompletenessSums.SumKey(index, target);
				CompletenessSums.ImageSum sum = Optional.ofNullable(sums.get(row))
					.orElse(CompletenessSums.ImageSum.NONE);
				List<ComparisonRecord.ComparisonGap> here = gaps.stream()
					.filter((gap) -> concerns(gap, rule, target))
					.toList();
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
	private List<ComparisonRecord.ComparisonGap> everywhere(Source source, String rules) {
		List<ComparisonRecord.ComparisonGap> gaps = new ArrayList<>();
		this.continuations.of(source.name(), ListingContinuations.REPOSITORIES, rules)
			.map((it) -> new ComparisonRecord.ComparisonGap("", "", CUT.formatted(it.after())))
			.ifPresent(gaps::add);
		if (!this.completeness.isCompared(source.name(), rules)) {
			gaps.add(new ComparisonRecord.ComparisonGap("", "", NOT_YET));
		}
		return gaps;
	}

	private static boolean concerns(ComparisonRecord.ComparisonGap gap, Rule rule, String target) {
		boolean here = gap.repository().isEmpty() ? rule.hasWildcards()
				: rule.names(new RepositoryName(gap.repository()));
		return here && (rule.referrers().enabled() || !UNSEEN.equals(gap.reason()))
				&& (gap.target().isEmpty() || gap.target().equals(target));
	}

	private CompletenessReport.ReportRow row(Source source, Rule rule, CompletenessSums.SumKey row,
			CompletenessSums.ImageSum sum, List<ComparisonRecord.ComparisonGap> gaps) {
		Map<String, Long> images = new LinkedHashMap<>();
		for (ImageStatus status : ImageStatus.values()) {
			images.put(status.label(), sum.count(status));
		}
		boolean incomplete = Arrays.stream(ImageStatus.values())
			.anyMatch((standing) -> standing.isIncomplete() && sum.count(standing) > 0);
		long age = sum.oldest()
			.map((since) -> Duration.between(since, this.clock.instant()).toSeconds())
			.map((seconds) -> Math.max(0, seconds))
			.orElse(0L);
		return new CompletenessReport.ReportRow(source.name(), row.rule(),
				rule.repositories().stream().map(Glob::toString).toList(), row.target(), !incomplete && gaps.isEmpty(),
				sum.matching(), images, age, sum.checkedAt().orElse(null),
				(sum.count(ImageStatus.MISSING) > 0) ? this.completeness.missing(source.name(), row, SAMPLES)
						: List.of(),
				(sum.count(ImageStatus.OTHER_SOURCE) > 0) ? this.completeness.others(source.name(), row, SAMPLES)
						: List.of(),
				gaps.size(),
				gaps.stream()
					.limit(SAMPLES)
					.map((gap) -> new CompletenessReport.UncheckedPart(gap.repository(), gap.reason()))
					.toList());
	}

}
