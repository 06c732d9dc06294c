package dev.acrsync.comparisonrecords;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.acrsync.database.SharedReading;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * Shows the report as figures. Makes it every few seconds at most, however often it is
 * asked. Its labels come from the configuration alone.
 */
class CompletenessMetrics implements MeterBinder {

	private static final Duration PATIENCE = Duration.ofMillis(200);

	private static final Logger logger = LoggerFactory.getLogger(CompletenessMetrics.class);

	/** None of its figures is known. */
	private static final ReportSample UNKNOWN = new ReportSample(new CompletenessReport(false, List.of()), Double.NaN);

	private final CompletenessReports reports;

	private final ComparisonLease lease;

	private final Settings settings;

	private final SharedReading<ReportSample> shared;

	private volatile ReportSample latest = UNKNOWN;

	CompletenessMetrics(CompletenessReports reports, ComparisonLease lease, Settings settings) {
		this.reports = reports;
		this.lease = lease;
		this.settings = settings;
		this.shared = new SharedReading<>(this::read, (sample) -> !sample.report().complete(), PATIENCE,
				System::nanoTime);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.settings.sources().forEach((name, source) -> {
			for (int rule = 0; rule < source.rules().rules().size(); rule++) {
				for (String target : source.rules().rules().get(rule).targets()) {
					bind(registry, name, rule, target);
				}
			}
		});
		Gauge.builder("acr.sync.reconcile.last.success.timestamp", () -> shown().succeededAt())
			.description("When a comparison last came to its end; 0 if none did")
			.baseUnit("seconds")
			.register(registry);
	}

	private void bind(MeterRegistry registry, String source, int rule, String target) {
		for (ImageStatus status : ImageStatus.values()) {
			gauge("acr.sync.completeness.images", "Images that match a rule, by how they stand at the target", source,
					rule, target, (row) -> row.images().getOrDefault(status.label(), 0L))
				.tag("state", status.label())
				.register(registry);
		}
		gauge("acr.sync.completeness.unchecked", "Repositories and catalogs that could not be compared", source, rule,
				target, CompletenessReport.ReportRow::unchecked)
			.register(registry);
		gauge("acr.sync.drift.oldest", "Age of the oldest image that is to come", source, rule, target,
				CompletenessReport.ReportRow::oldestDifferenceSeconds)
			.baseUnit("seconds")
			.register(registry);
	}

	private Gauge.Builder<?> gauge(String name, String description, String source, int rule, String target,
			ToDoubleFunction<CompletenessReport.ReportRow> figure) {
		return Gauge.builder(name, () -> figure(source, rule, target, figure))
			.description(description)
			.tags("source", source, "rule", Integer.toString(rule), "target", target);
	}

	private double figure(String source, int rule, String target,
			ToDoubleFunction<CompletenessReport.ReportRow> figure) {
		ReportSample shown = shown();
		return Double.isNaN(shown.succeededAt()) ? Double.NaN
				: shown.report()
					.rows()
					.stream()
					.filter((row) -> row.source().equals(source) && row.rule() == rule && row.target().equals(target))
					.mapToDouble(figure)
					.findFirst()
					.orElse(0);
	}

	/**
	 * A scrape is not held up, such as the first one on a large ledger.
	 */
	private ReportSample shown() {
		return this.shared.getOr(UNKNOWN);
	}

	/**
	 * Has it known before anybody asks.
	 */
	void keep() {
		this.shared.keep();
	}

	/**
	 * Where it cannot be read, the next gauge of the same scrape does not wait for the
	 * database too.
	 */
	private ReportSample read() {
		try {
			this.latest = new ReportSample(this.reports.report(),
					this.lease.latest().succeededAt().map(Instant::getEpochSecond).orElse(0L));
		}
		catch (DataAccessException ex) {
			logger.warn("The completeness metrics could not be read: {}", ex.getMessage());
		}
		return this.latest;
	}

	/**
	 * What was read last.
	 */
	private record ReportSample(CompletenessReport report, double succeededAt) {
	}

}
