package dev.acrsync.comparisonrecords;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.records.ImageStatus;

/**
 * Writes a report as <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has
 * it. No cell is taken for a formula by a spreadsheet, as
 * <a href= "https://owasp.org/www-community/attacks/CSV_Injection">OWASP</a> advises.
 */
final class CsvWriter {

	/** Columns stay where they are: what came later stands behind all others. */
	private static final Set<ImageStatus> LATER = EnumSet.of(ImageStatus.REMOVED, ImageStatus.OTHER_SOURCE);

	private static final Set<ImageStatus> FIRST = EnumSet.complementOf(EnumSet.copyOf(LATER));

	private static final String FORMULA = "=+-@\t\r\n";

	private CsvWriter() {
	}

	static String of(CompletenessReport report) {
		Stream<String> header = Stream.of(
				line(Stream
					.of(Stream.of("source", "rule", "repositories", "target", "complete", "matching"),
							FIRST.stream().map(ImageStatus::label),
							Stream.of("oldest_difference_seconds", "checked_at", "unchecked", "unchecked_reasons"),
							LATER.stream().map(ImageStatus::label))
					.flatMap((part) -> part)
					.toList()));
		return Stream.concat(header, report.rows().stream().map(CsvWriter::row)).collect(Collectors.joining());
	}

	private static String row(CompletenessReport.ReportRow row) {
		return line(Stream
			.of(Stream.of(row.source(), row.rule(), String.join(" ", row.repositories()), row.target(), row.complete(),
					row.matching()), FIRST.stream().map((status) -> row.images().getOrDefault(status.label(), 0L)),
					Stream.of(row.oldestDifferenceSeconds(), Objects.toString(row.checkedAt(), ""), row.unchecked(),
							row.uncheckedReasons()
								.stream()
								.map((it) -> it.repository() + ": " + it.reason())
								.collect(Collectors.joining("; "))),
					LATER.stream().map((standing) -> row.images().getOrDefault(standing.label(), 0L)))
			.flatMap((part) -> part)
			.map(Object::toString)
			.toList());
	}

	private static String line(List<String> cells) {
		return cells.stream().map(CsvWriter::cell).collect(Collectors.joining(",")) + "\r\n";
	}

	/**
	 * Quotes a cell, and keeps it from being a formula.
	 */
	static String cell(String value) {
		String harmless = (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) ? "'" + value : value;
		return "\"" + harmless.replace("\"", "\"\"") + "\"";
	}

}
