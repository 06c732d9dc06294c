package dev.acrsync.github;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a workflow may do, and whose code it runs.
 */
class WorkflowTests {

	private static final Pattern USES = Pattern.compile("uses: (.*)");

	private static final String PINNED = "[\\w-]+/[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";

	private static final String OUR_OWN = "\\./\\.github/workflows/\\w+\\.yaml";

	static List<Path> workflows() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(".github/workflows"))) {
			return files.sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void everyActionIsPinnedByItsCommitAndSaysItsVersion(Path workflow) throws IOException {
		assertThat(USES.matcher(Files.readString(workflow)).results().map((it) -> it.group(1))).isNotEmpty()
			.allSatisfy((action) -> assertThat(action).matches(PINNED + "|" + OUR_OWN));
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void aWorkflowMayDoNothingAndAJobWhatItNames(Path workflow) throws IOException {
		assertThat(parse(workflow)).containsEntry("permissions", Map.of());
		assertThat(jobs(workflow)).isNotEmpty()
			.allSatisfy((_, job) -> assertThat(job.get("permissions")).isInstanceOf(Map.class));
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void everyJobEndsAndRunsOnANamedSystem(Path workflow) throws IOException {
		assertThat(jobs(workflow)).allSatisfy((_, job) -> {
			if (!job.containsKey("uses")) {
				assertThat(job.get("timeout-minutes")).isInstanceOf(Integer.class);
				assertThat(job.get("runs-on")).asString().doesNotContain("latest");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void noExpressionGetsIntoAScriptAndNoTokenStaysInTheCheckout(Path workflow) throws IOException {
		assertThat(steps(workflow)).allSatisfy((step) -> {
			assertThat(String.valueOf(step.get("run"))).doesNotContain("${{");
			if (String.valueOf(step.get("uses")).startsWith("actions/checkout@")) {
				assertThat(step.get("with")).asString().contains("persist-credentials=false");
			}
		});
	}

	private static List<Map<?, ?>> steps(Path workflow) throws IOException {
		return jobs(workflow).values()
			.stream()
			.map((job) -> job.get("steps"))
			.filter(List.class::isInstance)
			.flatMap((steps) -> ((List<?>) steps).stream())
			.<Map<?, ?>>map((step) -> (Map<?, ?>) step)
			.toList();
	}

	private static Map<String, Map<String, Object>> jobs(Path workflow) throws IOException {
		Map<String, Map<String, Map<String, Object>>> parsed = load(workflow);
		return parsed.getOrDefault("jobs", Map.of());
	}

	private static Map<Object, Object> parse(Path workflow) throws IOException {
		return load(workflow);
	}

	private static <T> T load(Path workflow) throws IOException {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return new Yaml(new SafeConstructor(options)).load(Files.readString(workflow));
	}

}
