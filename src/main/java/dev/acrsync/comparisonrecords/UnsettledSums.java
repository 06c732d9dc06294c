package dev.acrsync.comparisonrecords;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Sums up what waits, runs or is parked now of what no comparison has counted, by the
 * rules of now.
 */
final class UnsettledSums {

	private final Settings settings;

	private final Map<String, Map<CompletenessSums.SumKey, CompletenessSums.ImageSum>> sums = new HashMap<>();

	private Optional<String> gap = Optional.empty();

	private UnsettledSums(Settings settings) {
		this.settings = settings;
	}

	static UnsettledSums of(Settings settings, CompletenessSums completeness) {
		UnsettledSums sums = new UnsettledSums(settings);
		Map<String, String> rules = new HashMap<>();
		settings.sources().forEach((name, source) -> rules.put(name, source.rules().fingerprint()));
		sums.gap = completeness.visitUnsettled(rules, sums.sums::clear, sums::add);
		return sums;
	}

	private void add(CompletenessSums.UnsettledImports unsettled) {
		rule(unsettled).ifPresent((rule) -> this.sums.computeIfAbsent(unsettled.source(), (_) -> new HashMap<>())
			.merge(new CompletenessSums.SumKey(rule, unsettled.target()),
					CompletenessSums.ImageSum.NONE.with(unsettled.count()), (sum, _) -> sum.with(unsettled.count())));
	}

	/**
	 * Returns the rule of now that lets it in, and leads to where it is to go.
	 */
	private Optional<Integer> rule(CompletenessSums.UnsettledImports unsettled) {
		return switch (unsettled) {
			case CompletenessSums.DecidedImports decided -> Optional.of(decided.rule().index());
			case CompletenessSums.UndecidedImport one -> this.settings.source(one.source())
				.map((source) -> source.rules().decide(one.repository(), one.tag()))
				.filter(Decision.Allowed.class::isInstance)
				.map(Decision.Allowed.class::cast)
				.filter((allowed) -> allowed.destinations()
					.stream()
					.anyMatch((destination) -> destination.target().equals(one.target())
							&& destination.repository().equals(one.image().repository())))
				.map(Decision.Allowed::rule);
		};
	}

	/**
	 * Returns why not all of that may be known.
	 */
	Optional<String> gap() {
		return this.gap;
	}

	CompletenessSums.ImageSum addTo(Source source, CompletenessSums.SumKey row, CompletenessSums.ImageSum sum) {
		return sum
			.plus(this.sums.getOrDefault(source.name(), Map.of()).getOrDefault(row, CompletenessSums.ImageSum.NONE));
	}

}
