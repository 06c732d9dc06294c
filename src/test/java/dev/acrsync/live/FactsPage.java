package dev.acrsync.live;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.live.AzureStatement.Evidence;
import tools.jackson.databind.JsonNode;

/**
 * The document of all statements, with how far each is known.
 */
final class FactsPage {

	private static final Map<String, String> TITLES = new LinkedHashMap<>();

	static {
		TITLES.put("operation", "How an import is answered");
		TITLES.put("import", "What an import does");
		TITLES.put("force", "What an import with force writes over");
		TITLES.put("credentials", "What an import may read the source with");
		TITLES.put("copy", "What an import brings along");
		TITLES.put("manifest", "Tags and manifests over HTTP");
		TITLES.put("list", "Lists");
		TITLES.put("lock", "Locks");
		TITLES.put("token", "Tokens of scope maps");
		TITLES.put("webhook", "Webhooks");
		TITLES.put("event-grid", "Event Grid");
		TITLES.put("registry", "What Azure tells of a registry");
		TITLES.put("limit", "Limits");
	}

	private final List<StatementCheck> statements;

	private final Optional<LocalDate> date;

	private final Map<String, String> outcomes = new LinkedHashMap<>();

	/**
	 * Makes it of what a run has seen.
	 * @param seen the table of the last run against Azure; empty if there was none
	 */
	FactsPage(List<StatementCheck> statements, JsonNode seen) {
		this.statements = statements;
		this.date = seen.optional("time")
			.map((time) -> LocalDate.ofInstant(Instant.parse(time.asString()), ZoneOffset.UTC));
		seen.path("statements")
			.forEach((row) -> this.outcomes.put(row.path("id").asString(), row.path("outcome").asString()));
	}

	String markdown() {
		StringBuilder page = new StringBuilder(
				"""
						# What is taken for true of Azure

						Each line is checked by code: with every build against the stand-ins that the other tests use, and by [a run of your own](live.md) against Azure.
						This page is made by the tests; `FactsPageTests` says how to renew it.

						- *assumed*: nobody has said it
						- *documented*: Microsoft's documents say it, or the standard that they name
						- *reported*: users tell of it in an issue
						- *recorded*: it is in answers of Azure that somebody has recorded and published
						- *seen on* a day: a run against Azure has shown it; *does not hold* if it has shown otherwise

						%s

						"""
					.formatted(summary()));
		TITLES.forEach((group, title) -> {
			page.append(
					"## %s%n%n| id | statement | state | if it is otherwise |%n|---|---|---|---|%n".formatted(title));
			this.statements.stream()
				.filter((check) -> check.id().startsWith(group + "-"))
				.forEach((check) -> page.append(row(check.statement())));
			page.append('\n');
		});
		return page.toString().strip() + "\n";
	}

	private String summary() {
		return this.date
			.map((day) -> "The last run against Azure was on %s: %d of %d statements held.".formatted(day,
					this.outcomes.values().stream().filter("holds"::equals).count(), this.statements.size()))
			.orElseGet(() -> "There are %d of them. No run against Azure has been sent in yet."
				.formatted(this.statements.size()));
	}

	private String row(AzureStatement statement) {
		return "| `%s` | %s | %s | %s |%n".formatted(statement.id(), statement.says().replace("<", "&lt;"),
				state(statement), statement.otherwise());
	}

	private String state(AzureStatement statement) {
		String known = statement.evidence().name().toLowerCase(Locale.ROOT);
		String linked = statement.source().isEmpty() ? known
				: ((statement.evidence() == Evidence.ASSUMED) ? "assumed, see [this](%2$s)" : "[%s](%s)")
					.formatted(known, statement.source());
		String outcome = this.outcomes.getOrDefault(statement.id(), "");
		return switch (outcome) {
			case "holds" -> linked + ", seen on " + this.date.orElseThrow();
			case "does not hold" -> "**does not hold**, seen on %s; %s".formatted(this.date.orElseThrow(), linked);
			default -> linked;
		};
	}

}
