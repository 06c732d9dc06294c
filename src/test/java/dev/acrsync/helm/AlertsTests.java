package dev.acrsync.helm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The alerts: heard when they have to be, and each with a section of the runbook.
 */
class AlertsTests {

	private static final Path ALERTS = Chart.SOURCE.resolve("files/alerts.yaml");

	private static final Path UNIT_TESTS = Path.of("src/test/prometheus/alerts.test.yaml");

	@Test
	void prometheusTakesTheAlerts() throws Exception {
		assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", ALERTS.toString())).contains("SUCCESS");
	}

	@Test
	void everyAlertIsHeardWhenItHasToBe() throws Exception {
		assertThat(promtool("test", "rules", UNIT_TESTS.toString())).contains("SUCCESS").doesNotContain("FAILED");
	}

	@Test
	void everyAlertIsTestedSilentAndLoud() throws IOException {
		String tests = Files.readString(UNIT_TESTS);
		assertThat(alerts()).isNotEmpty().allSatisfy((alert) -> {
			assertThat(tests).contains("{ alertname: " + alert + ", eval_time: 1900m }");
			assertThat(tests)
				.containsPattern("alertname: " + alert + "\n +eval_time: \\d+m\n +exp_alerts: ?(\\*|&|\n)");
		});
	}

	@Test
	void everyAlertHasASectionOfTheRunbook() throws IOException {
		String runbook = Files.readString(Path.of("docs/runbook.md"));
		List<String> sections = Pattern.compile("(?m)^## (AcrSync\\w+)$")
			.matcher(runbook)
			.results()
			.map((it) -> it.group(1))
			.toList();
		// An alert may have a rule for each severity.
		assertThat(sections).isEqualTo(alerts().stream().distinct().toList());
		assertThat(runbook.split("\n## ")).hasSize(sections.size() + 1).allSatisfy((section) -> {
			if (section.startsWith("AcrSync")) {
				assertThat(section).contains("**Means** ", "**Look at** ", "**Do**");
			}
		});
		for (String alert : alerts()) {
			assertThat(runbook).contains("| [%s](#%s) |".formatted(alert, alert.toLowerCase(Locale.ROOT)));
		}
	}

	@Test
	void theChartLeavesOutWhatIsDisabledAndPointsToTheRunbook(@TempDir Path directory) throws IOException {
		Path values = Files.writeString(directory.resolve("values.yml"),
				"{monitoring: {rules: {enabled: true, disabled: [AcrSyncSilent], runbook: 'https://runbooks.example'}}}");
		KubernetesObject rule = KubernetesObject.find(
				Chart.copyTo(directory.resolve("chart")).manifests(Chart.example("minimal"), values),
				"PrometheusRule/acr-sync");
		List<String> rendered = new ArrayList<>();
		for (JsonElement it : rule.at("spec.groups.0.rules").orElseThrow().getAsJsonArray()) {
			String alert = it.getAsJsonObject().get("alert").getAsString();
			rendered.add(alert);
			assertThat(it.getAsJsonObject().getAsJsonObject("annotations").get("runbook_url").getAsString())
				.isEqualTo("https://runbooks.example#" + alert.toLowerCase(Locale.ROOT));
		}
		List<String> expected = new ArrayList<>(alerts());
		expected.remove("AcrSyncSilent");
		assertThat(rendered).isEqualTo(expected);
	}

	@Test
	void azureMonitorGetsTheSameAlerts() throws IOException {
		JsonObject alerts = new Gson().toJsonTree(KubernetesObject.parser().<Object>load(Files.readString(ALERTS)))
			.getAsJsonObject();
		// More are refused.
		assertThat(alerts()).hasSizeLessThanOrEqualTo(20);
		Golden.assertSame(Path.of("docs/azure/alerts.json"), AzureAlerts.template(alerts));
	}

	private static List<String> alerts() throws IOException {
		return Pattern.compile("- alert: (\\w+)")
			.matcher(Files.readString(ALERTS))
			.results()
			.map((MatchResult it) -> it.group(1))
			.toList();
	}

	private static String promtool(String... arguments) throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/promtool")), "promtool is not installed");
		List<String> command = new ArrayList<>(List.of("/usr/bin/promtool"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
