package dev.acrsync.completeness;

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
		sums.gap = completeness.visitUnsettled(sums.sums::clear, sums::add);
		return sums;
	}

	private void add(CompletenessSums.UnsettledImport unsettled) {
		this.settings.source(unsettled.source())
			.map((source) -> source.rules().decide(unsettled.repository(), unsettled.tag()))
			.filter(Decision.Allowed.class::isInstance)
			.map(Decision.Allowed.class::cast)
			.filter((allowed) -> allowed.destinations()
				.stream()
				.anyMatch((destination) -> destination.target().equals(unsettled.target())
						&& destination.repository().equals(unsettled.image().repository())))
			.ifPresent((allowed) -> this.sums.computeIfAbsent(unsettled.source(), (_) -> new HashMap<>())
				.merge(new CompletenessSums.SumKey(allowed.rule(), unsettled.target()),
						CompletenessSums.ImageSum.NONE.with(unsettled), (sum, _) -> sum.with(unsettled)));
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
