package dev.acrsync.reconcile;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.ledger.Standing;

/**
 * Writes a report as <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has
 * it. No cell is taken for a formula by a spreadsheet, as
 * <a href= "https://owasp.org/www-community/attacks/CSV_Injection">OWASP</a> advises.
 */
final class Csv {

	/** Columns stay where they are: what came later stands behind all others. */
	private static final Set<Standing> LATER = EnumSet.of(Standing.REMOVED, Standing.OTHER_SOURCE);

	private static final Set<Standing> FIRST = EnumSet.complementOf(EnumSet.copyOf(LATER));

	private static final String FORMULA = "=+-@\t\r\n";

	private Csv() {
	}

	static String of(Report report) {
		Stream<String> header = Stream.of(
				line(Stream
					.of(Stream.of("source", "rule", "repositories", "target", "complete", "matching"),
							FIRST.stream().map(Standing::label),
							Stream.of("oldest_difference_seconds", "checked_at", "unchecked", "unchecked_reasons"),
							LATER.stream().map(Standing::label))
					.flatMap((part) -> part)
					.toList()));
		return Stream.concat(header, report.rows().stream().map(Csv::row)).collect(Collectors.joining());
	}

	private static String row(Report.Row row) {
		return line(Stream
			.of(Stream.of(row.source(), row.rule(), String.join(" ", row.repositories()), row.target(), row.complete(),
					row.matching()), FIRST.stream().map((standing) -> row.images().getOrDefault(standing.label(), 0L)),
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
		return cells.stream().map(Csv::cell).collect(Collectors.joining(",")) + "\r\n";
	}

	/**
	 * Quotes a cell, and keeps it from being a formula.
	 */
	static String cell(String value) {
		String harmless = (!value.isEmpty() && FORMULA.indexOf(value.charAt(0)) >= 0) ? "'" + value : value;
		return "\"" + harmless.replace("\"", "\"\"") + "\"";
	}

}
