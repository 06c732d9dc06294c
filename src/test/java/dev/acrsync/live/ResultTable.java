package dev.acrsync.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.acrsync.live.StatementResult.Outcome;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of all statements.
 *
 * @param azure where they were checked
 * @param time when
 * @param results what became of each
 */
record ResultTable(String azure, Instant time, List<StatementResult> results) {

	long count(Outcome outcome) {
		return this.results.stream().filter((result) -> result.outcome() == outcome).count();
	}

	String summary() {
		return "%d of %d statements hold, %d do not, %d were not tried.".formatted(count(Outcome.HOLDS),
				this.results.size(), count(Outcome.DIFFERS), count(Outcome.NOT_TRIED));
	}

	/**
	 * Writes it as {@code table.md} and {@code table.json}.
	 * @param mask takes out what nobody else has to know
	 */
	void write(Path directory, UnaryOperator<String> mask) throws IOException {
		List<StatementResult> masked = this.results.stream().map((result) -> result.masked(mask)).toList();
		ResultTable table = new ResultTable(this.azure, this.time, masked);
		Files.writeString(directory.resolve("table.md"), table.markdown());
		Files.writeString(directory.resolve("table.json"), table.json());
	}

	private String markdown() {
		StringBuilder text = new StringBuilder("""
				# Statements about Azure

				Checked against %s, %s. %s

				| id | outcome | statement | expected | seen | otherwise |
				|---|---|---|---|---|---|
				""".formatted(this.azure, this.time.truncatedTo(ChronoUnit.SECONDS), summary()));
		List<StatementResult> sorted = new ArrayList<>(
				this.results.stream().filter((result) -> result.outcome() == Outcome.DIFFERS).toList());
		this.results.stream().filter((result) -> result.outcome() != Outcome.DIFFERS).forEach(sorted::add);
		sorted.forEach(
				(result) -> text.append("| [%s](exchanges/%s.txt) | %s | %s | %s | %s | %s |%n".formatted(result.id(),
						result.id(), result.outcome().label(), cell(result.sentence()), cell(result.expected()),
						cell(result.seen()), (result.outcome() == Outcome.HOLDS) ? "" : cell(result.otherwise()))));
		return text.toString();
	}

	private String json() {
		List<Map<String, String>> statements = new ArrayList<>();
		this.results.forEach((result) -> {
			Map<String, String> statement = new LinkedHashMap<>();
			statement.put("id", result.id());
			statement.put("outcome", result.outcome().label());
			statement.put("statement", result.sentence());
			statement.put("expected", result.expected());
			statement.put("seen", result.seen());
			statement.put("otherwise", result.otherwise());
			statements.add(statement);
		});
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("azure", this.azure);
		all.put("time", this.time.toString());
		all.put("statements", statements);
		return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValueAsString(all) + "\n";
	}

	private static String cell(String text) {
		return text.replaceAll("\\s+", " ").replace("|", "\\|");
	}

}
