package dev.acrsync.reconcile;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.ledger.Completeness;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Sums up what waits, runs or is parked now of what no comparison has counted, by the
 * rules of now.
 */
final class UnsettledSums {

	private final Settings settings;

	private final Map<String, Map<Completeness.Row, Completeness.Sum>> sums = new HashMap<>();

	private Optional<String> gap = Optional.empty();

	private UnsettledSums(Settings settings) {
		this.settings = settings;
	}

	static UnsettledSums of(Settings settings, Completeness completeness) {
		UnsettledSums sums = new UnsettledSums(settings);
		sums.gap = completeness.visitUnsettled(sums.sums::clear, sums::add);
		return sums;
	}

	private void add(Completeness.UnsettledImport unsettled) {
		this.settings.source(unsettled.source())
			.map((source) -> source.rules().decide(unsettled.repository(), unsettled.tag()))
			.filter(Decision.Allowed.class::isInstance)
			.map(Decision.Allowed.class::cast)
			.filter((allowed) -> allowed.destinations()
				.stream()
				.anyMatch((destination) -> destination.target().equals(unsettled.target())
						&& destination.repository().equals(unsettled.image().repository())))
			.ifPresent((allowed) -> this.sums.computeIfAbsent(unsettled.source(), (_) -> new HashMap<>())
				.merge(new Completeness.Row(allowed.rule(), unsettled.target()), Completeness.Sum.NONE.with(unsettled),
						(sum, _) -> sum.with(unsettled)));
	}

	/**
	 * Returns why not all of that may be known.
	 */
	Optional<String> gap() {
		return this.gap;
	}

	Completeness.Sum addTo(Source source, Completeness.Row row, Completeness.Sum sum) {
		return sum.plus(this.sums.getOrDefault(source.name(), Map.of()).getOrDefault(row, Completeness.Sum.NONE));
	}

}
