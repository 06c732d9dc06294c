package dev.acrsync.arm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documents say of Azure's errors is what becomes of them.
 */
class AzureDocumentsTests {

	/** A row with what Azure says, and the code that is made of it. */
	private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[1-5]\\d\\d .+?`) \\| `([a-z-]+)` \\|");

	private static final Pattern ERROR = Pattern.compile("`(\\d{3}) (\\w+)(?:: ([^`]*))?`");

	/** Of these Azure's own code is shown. */
	private static final Set<ArmFault> WITHOUT_A_CODE = Set.of(ArmFault.FORBIDDEN, ArmFault.CONFLICT,
			ArmFault.OPERATION_FAILED, ArmFault.REJECTED);

	static List<Arguments> errors() throws IOException {
		return ROW.matcher(troubleshooting())
			.results()
			.flatMap((row) -> ERROR.matcher(row.group(1)).results().map((error) -> arguments(error, row.group(2))))
			.toList();
	}

	private static Arguments arguments(MatchResult error, String code) {
		return Arguments.of(Integer.parseInt(error.group(1)), error.group(2),
				(error.group(3) != null) ? error.group(3) : "", code);
	}

	@ParameterizedTest
	@MethodSource("errors")
	void anErrorGetsTheCodeThatTheDocumentNames(int status, String azures, String message, String code) {
		for (String opening : List.of("", "Operation registries-1 failed. Resource /subscriptions/x ")) {
			ArmError error = new ArmError(azures, opening + message);
			if (opening.isEmpty() || error.code().equals("InvalidParameters")) {
				assertThat(ArmFault.of(status, error).code(error)).isEqualTo(code);
			}
		}
	}

	@Test
	void everyCodeCanBeSearchedForByWhatAzureSays() throws IOException {
		Set<String> documented = errors().stream()
			.map((error) -> String.valueOf(error.get()[3]))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).isEqualTo(Stream.of(ArmFault.values())
			.filter((fault) -> !WITHOUT_A_CODE.contains(fault))
			.map((fault) -> fault.code(new ArmError("", "")))
			.collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void theTableOfCodesSaysWhatToDoForEach() throws IOException {
		String page = troubleshooting();
		String codes = page.substring(0, page.indexOf("\n## By error text\n"));
		for (Arguments error : errors()) {
			assertThat(codes).contains("\n| `" + error.get()[3] + "` | ");
		}
	}

	@Test
	void capacityIsThatOfTheBenchmark() throws IOException {
		String document = Files.readString(Path.of("docs/azure/README.md"));
		String table = document.substring(document.indexOf("**What one replica carries.**"),
				document.indexOf("| Azure Container Registry waits"));
		String benchmark = Files.readString(Path.of("docs/benchmark.md"));
		assertThat(Pattern.compile("(?m)\\| ([\\d,]+)(?:, \\d+ ms)? \\|$").matcher(table).results().toList()).hasSize(4)
			.allSatisfy((figure) -> assertThat(benchmark).contains("| " + figure.group(1) + " |"));
	}

	private static String troubleshooting() throws IOException {
		return Files.readString(Path.of("docs/troubleshooting.md"));
	}

}
