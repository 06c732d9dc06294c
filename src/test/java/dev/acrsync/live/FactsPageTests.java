package dev.acrsync.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.acrsync.live.AzureStatement.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document of facts is that of the statements.
 */
class FactsPageTests {

	private static final String WRITE = "docs.write";

	/** The {@code table.json} of the last run against Azure. */
	private static final Path SEEN = Path.of("src/test/resources/live/seen.json");

	private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

	static List<StatementCheck> statements() {
		return StatementCheck.all();
	}

	@Test
	void theDocumentIsThatOfTheStatements() throws IOException {
		JsonNode seen = JsonMapper.shared().readTree(Files.readString(SEEN));
		assertThat(seen.path("azure").asString("Azure")).as("a stand-in shows nothing of Azure").isEqualTo("Azure");
		String page = new FactsPage(statements(), seen).markdown();
		Path document = Path.of("docs/azure/facts.md");
		if (Boolean.getBoolean(WRITE)) {
			Files.writeString(document, page);
		}
		assertThat(Files.readString(document)).as("Renew it with: ./mvnw test -Dtest=FactsPageTests -D%s=true", WRITE)
			.isEqualTo(page);
		assertThat(statements()).allSatisfy((check) -> assertThat(page).contains("| `" + check.id() + "` |"));
	}

	@Test
	void theStateOfAStatementIsWhatTheLastRunHasSeen() {
		String page = new FactsPage(statements(), JsonMapper.shared().readTree("""
				{"azure": "Azure", "time": "2026-12-01T10:00:00Z", "statements": [
				{"id": "import-by-tag", "outcome": "holds"}, {"id": "import-by-digest", "outcome": "does not hold"},
				{"id": "import-untagged", "outcome": "not tried"}]}""")).markdown();
		assertThat(page.lines()).filteredOn((line) -> line.startsWith("| `import-by-tag`"))
			.singleElement()
			.asString()
			.contains("), seen on 2026-12-01 |");
		assertThat(page).contains("on 2026-12-01: 1 of")
			.contains("| **does not hold**, seen on 2026-12-01; [recorded](");
		assertThat(page.lines()).filteredOn((line) -> line.startsWith("| `import-untagged`"))
			.noneSatisfy((line) -> assertThat(line).contains("seen on"));
	}

	@ParameterizedTest
	@MethodSource("statements")
	void eachStatementSaysWhereItIsKnownFromAndWhatTheServiceDoesOtherwise(StatementCheck check) throws IOException {
		AzureStatement statement = check.statement();
		assertThat(statement.says()).endsWith(".").doesNotContain("|");
		assertThat(statement.otherwise()).endsWith(".").doesNotContain("|");
		assertThat(statement.source()).matches("https://\\S+|");
		assertThat(statement.source().isEmpty()).isIn(statement.evidence() == Evidence.ASSUMED, false);
		String codes = Files.readString(Path.of("docs/troubleshooting.md"));
		assertThat(CODE.matcher(statement.otherwise()).results().map(MatchResult::group))
			.allSatisfy((code) -> assertThat(codes).contains(code));
	}

}
