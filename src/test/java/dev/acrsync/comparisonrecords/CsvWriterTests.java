package dev.acrsync.comparisonrecords;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CsvWriter}.
 */
class CsvWriterTests {

	@ParameterizedTest
	@ValueSource(strings = { "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1" })
	void keepsASpreadsheetFromTakingACellForAFormula(String value) {
		assertThat(CsvWriter.cell(value)).isEqualTo("\"'" + value + "\"");
	}

	@Test
	void doublesQuotes() {
		assertThat(CsvWriter.cell("say \"no\", please")).isEqualTo("\"say \"\"no\"\", please\"");
	}

	@Test
	void writesALineForEachRow() {
		CompletenessReport.ReportRow row = new CompletenessReport.ReportRow("contoso", 0, List.of("a/*", "b"), "prod",
				false, 3, Map.of("present", 2L, "failed", 1L), 60, null, List.of(), List.of(), 1,
				List.of(new CompletenessReport.UncheckedPart("", "no catalog")));
		assertThat(CsvWriter.of(new CompletenessReport(false, List.of(row))).lines()).containsExactly(
				"\"source\",\"rule\",\"repositories\",\"target\",\"complete\",\"matching\",\"present\",\"importing\","
						+ "\"kept\",\"failed\",\"missing\",\"skipped\",\"oldest_difference_seconds\",\"checked_at\","
						+ "\"unchecked\",\"unchecked_reasons\",\"removed\",\"other-source\"",
				"\"contoso\",\"0\",\"a/* b\",\"prod\",\"false\",\"3\",\"2\",\"0\",\"0\",\"1\",\"0\",\"0\",\"60\",\"\","
						+ "\"1\",\": no catalog\",\"0\",\"0\"");
	}

}
