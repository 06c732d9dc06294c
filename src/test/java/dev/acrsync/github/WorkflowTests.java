package dev.acrsync.github;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a workflow may do, and whose code it runs.
 */
class WorkflowTests {

	private static final Pattern USES = Pattern.compile("uses: (.*)");

	private static final String PINNED = "[\\w-]+/[\\w/-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+";

	private static final String OUR_OWN = "\\./\\.github/(workflows/\\w+\\.yaml|actions/\\w+)";

	static List<Workflow> actions() {
		return Workflow.actions();
	}

	static List<Workflow> workflows() {
		return Workflow.all();
	}

	static List<Workflow> workflowsAndActions() {
		return Stream.concat(Workflow.all().stream(), Workflow.actions().stream()).toList();
	}

	@ParameterizedTest
	@MethodSource("workflowsAndActions")
	void everyActionIsPinnedByItsCommitAndSaysItsVersion(Workflow workflow) {
		assertThat(USES.matcher(workflow.text()).results().map((it) -> it.group(1))).isNotEmpty()
			.allSatisfy((action) -> assertThat(action).matches(PINNED + "|" + OUR_OWN));
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void aWorkflowMayDoNothingAndAJobWhatItNames(Workflow workflow) {
		assertThat(workflow.content()).containsEntry("permissions", Map.of());
		assertThat(workflow.jobs()).isNotEmpty()
			.allSatisfy((_, job) -> assertThat(job.get("permissions")).isInstanceOf(Map.class));
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void nothingIsPublishedButByARelease(Workflow workflow) {
		assertThat(workflow.jobs()).allSatisfy((_, job) -> {
			String permissions = String.valueOf(job.get("permissions"));
			if (!workflow.file().endsWith("release.yaml")
					&& permissions.matches(".*(contents|packages|id-token)=write.*")) {
				assertThat(job).containsEntry("if", "inputs.version != ''");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("workflows")
	void everyJobEndsAndRunsOnANamedSystem(Workflow workflow) {
		assertThat(workflow.jobs()).allSatisfy((_, job) -> {
			if (!job.containsKey("uses")) {
				assertThat(job.get("timeout-minutes")).isInstanceOf(Integer.class);
				assertThat(job.get("runs-on")).asString().doesNotContain("latest");
			}
		});
	}

	@ParameterizedTest
	@MethodSource("actions")
	void everyScriptOfAnActionNamesItsShell(Workflow action) {
		assertThat(action.steps()).isNotEmpty()
			.filteredOn((step) -> step.containsKey("run"))
			.allSatisfy((step) -> assertThat(step.get("shell")).isEqualTo("bash"));
	}

	@ParameterizedTest
	@MethodSource("workflowsAndActions")
	void noExpressionGetsIntoAScriptAndNoTokenStaysInTheCheckout(Workflow workflow) {
		assertThat(workflow.steps()).isNotNull().allSatisfy((step) -> {
			assertThat(String.valueOf(step.get("run"))).doesNotContain("${{");
			if (String.valueOf(step.get("uses")).startsWith("actions/checkout@")) {
				assertThat(step.get("with")).asString().contains("persist-credentials=false");
			}
		});
	}

}
