package dev.acrsync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.records.ImportState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents' tables of states, codes and faults say what the code does.
 */
class DocumentTablesTests {

	private static final Path MAIN = Path.of("src/main/java/dev/acrsync");

	private static final Path TESTS = Path.of("src/test/java/dev/acrsync");

	/** Where a code is given to a trouble, or to an end. */
	private static final Pattern CODES = Pattern
		.compile("(?:Cure\\.\\w+,|Result\\.Left\\(ImportState\\.\\w+,)\\s*\"([a-z]+(?:-[a-z]+)*)\"");

	private static final Pattern CODE_NAMES = Pattern.compile("String [A-Z_]+ = \"([a-z]+(?:-[a-z]+)*)\"");

	/** Why something that belongs to an image is not there, shown as that. */
	private static final String WITHIN_ANOTHER = "source-unreadable";

	private static final Pattern CODE = Pattern.compile("`([a-z]+(?:-[a-z]+)*)`");

	private static final Pattern SHOWN = Pattern.compile("`(\\w+(?:Tests|IT))(?:\\.(\\w+))?`");

	@Test
	void theStatesAreThoseOfTheLedger() {
		Set<String> states = Stream.of(ImportState.values()).map(ImportState::label).collect(Collectors.toSet());
		assertThat(firstCells("how-it-works", "What becomes of an accepted push")).isEqualTo(states);
	}

	@Test
	void theCodesAreThoseThatTheCodeGives() {
		String main = sources(MAIN);
		Set<String> documented = firstCells("troubleshooting", "Codes");
		Set<String> given = CODES.matcher(main).results().map(group(1)).collect(Collectors.toCollection(TreeSet::new));
		Set<String> names = CODE_NAMES.matcher(read(MAIN.resolve("importtask/ImportTrouble.java")))
			.results()
			.map(group(1))
			.collect(Collectors.toSet());
		given.addAll(names);
		given.remove(WITHIN_ANOTHER);
		assertThat(documented).containsAll(given);
		assertThat(documented).allSatisfy((code) -> assertThat(main).contains('"' + code + '"'));
	}

	@Test
	void theAnswersAreThoseOfTheDoors() {
		String reporter = read(MAIN.resolve("intake/EventReporter.java"));
		String outcomes = reporter.substring(reporter.indexOf("OUTCOMES = Set.of("),
				reporter.indexOf("PINGS = Set.of("));
		Set<String> counted = Pattern.compile("\"([a-z-]+)\"")
			.matcher(outcomes)
			.results()
			.map(group(1))
			.collect(Collectors.toSet());
		String answers = page("webhook-api");
		assertThat(counted).contains("accepted", "busy", "unread")
			.allSatisfy((outcome) -> assertThat(answers).contains('`' + outcome + '`'));
	}

	@Test
	void theConsoleKnowsACureForEachCode() {
		Set<String> cured = read(Path.of("src/main/resources/dev/acrsync/console/cures.txt")).lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.substring(0, line.indexOf(' ')))
			.collect(Collectors.toSet());
		assertThat(cured).isEqualTo(firstCells("troubleshooting", "Codes"));
	}

	@Test
	void aCureSaysWhoRunsItsCommand() {
		assertThat(read(Path.of("src/main/resources/dev/acrsync/console/cures.txt")).lines())
			.filteredOn((line) -> !line.startsWith("#"))
			.allSatisfy((line) -> assertThat(line)
				.matches("[a-z-]+ \\| (you|vendor|nobody) \\| [^|]+ (\\| (you|vendor) \\| \\S.*|\\|\\|)"));
	}

	@Test
	void whatShowsAFaultIsATest() {
		SHOWN.matcher(page("faults")).results().forEach((shown) -> {
			String test = source(shown.group(1));
			if (shown.group(2) != null) {
				assertThat(test).as(shown.group()).contains("void " + shown.group(2) + "(");
			}
		});
	}

	private static String source(String test) {
		return sources(TESTS, (path) -> path.endsWith(test + ".java"));
	}

	private static String sources(Path root) {
		return sources(root, (path) -> path.toString().endsWith(".java"));
	}

	private static String sources(Path root, Predicate<Path> which) {
		try (Stream<Path> sources = Files.walk(root)) {
			return sources.filter(which).map(DocumentTablesTests::read).collect(Collectors.joining());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Set<String> firstCells(String page, String heading) {
		Set<String> cells = new TreeSet<>();
		section(page(page), "\n## " + heading + "\n").lines()
			.filter((line) -> line.startsWith("| `"))
			.map((line) -> line.substring(0, line.indexOf('|', 1)))
			.forEach((cell) -> CODE.matcher(cell).results().map(group(1)).forEach(cells::add));
		return cells;
	}

	private static String section(String page, String heading) {
		String rest = page.substring(page.indexOf(heading) + heading.length());
		int end = rest.indexOf("\n## ");
		return (end != -1) ? rest.substring(0, end) : rest;
	}

	private static String page(String name) {
		return read(Path.of("docs", name + ".md"));
	}

	private static Function<MatchResult, String> group(int number) {
		return (match) -> match.group(number);
	}

	private static String read(Path path) {
		try {
			return Files.readString(path);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
