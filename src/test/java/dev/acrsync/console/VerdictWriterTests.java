package dev.acrsync.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.comparisonrecords.CompletenessReport;
import dev.acrsync.comparisonrecords.CompletenessReport.ReportRow;
import dev.acrsync.console.StatusDocument.TroubleStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sentences end once.
 */
class VerdictWriterTests {

	private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");

	@Test
	void aSentenceEndsAsItsCureDoes() {
		CompletenessReport report = new CompletenessReport(false, List.of(new ReportRow("contoso", 0, List.of("**"),
				"prod", false, 1, Map.of("missing", 1L), 60, NOW, List.of(), List.of(), 0, List.of())));
		VerdictWriter writer = new VerdictWriter(report, new PushReadiness(Optional.empty()), NOW);
		assertThat(writer.sentence(List.of(trouble("See why it ended: out of memory?")))).endsWith(" out of memory?");
		assertThat(writer.sentence(List.of(trouble("Retry.")))).endsWith(". First of all: Retry.");
	}

	private static TroubleStatus trouble(String cure) {
		return new TroubleStatus("process-died", "pending", "contoso", "prod", 1, NOW, 60, NOW, "you", cure, "", "", "",
				"1", "poi:v1");
	}

}
