package dev.acrsync.helm;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Alerts and dashboard ask for metrics that there are.
 */
class MetricNamesTests {

	private static final Pattern NAME = Pattern.compile("\\bacr_sync_\\w+");

	private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(acr_sync_\\w+)` \\| ");

	/** What Prometheus adds to the name of a histogram or summary. */
	private static final String PARTS = "_(bucket|count|sum|max)$";

	@Test
	void thePageKnowsEveryMetricOfTheAlerts() throws IOException {
		assertThat(documented()).containsAll(families(alerts()));
	}

	@Test
	void thePageKnowsEveryMetricOfTheDashboard() throws IOException {
		assertThat(documented()).containsAll(families(dashboard()));
	}

	@Test
	void theDashboardShowsEveryMetricOfTheAlerts() throws IOException {
		assertThat(families(dashboard())).containsAll(families(alerts()));
	}

	@Test
	void theServiceExportsEveryMetricOfAlertsAndDashboard() throws IOException {
		Set<String> asked = names(alerts() + dashboard());
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, Stream.concat(
						Stream.of("acr-sync.sources.contoso.password-expires-at=2099-01-01",
								"acr-sync.sources.contoso.queue.url=" + sandbox.queue().url()),
						sandbox.fabrikamProperties().entrySet().stream().map((it) -> it.getKey() + "=" + it.getValue()))
					.toArray(String[]::new))) {
			sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("v1"));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(names(exported(service))).containsAll(asked));
		}
	}

	@Test
	void noPanelLiesOverAnother() throws IOException {
		Set<String> cells = new TreeSet<>();
		for (JsonElement panel : JsonParser.parseString(dashboard()).getAsJsonObject().getAsJsonArray("panels")) {
			var at = panel.getAsJsonObject().getAsJsonObject("gridPos");
			int left = at.get("x").getAsInt();
			int top = at.get("y").getAsInt();
			assertThat(left + at.get("w").getAsInt()).isLessThanOrEqualTo(24);
			for (int x = left; x < left + at.get("w").getAsInt(); x++) {
				for (int y = top; y < top + at.get("h").getAsInt(); y++) {
					assertThat(cells.add(x + "," + y)).as("%s at %d, %d", panel, x, y).isTrue();
				}
			}
		}
	}

	private static String exported(RunningService service) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body();
	}

	private static String alerts() throws IOException {
		return Files.readString(Chart.SOURCE.resolve("files/alerts.yaml"));
	}

	private static String dashboard() throws IOException {
		return Files.readString(Chart.SOURCE.resolve("files/dashboard.json"));
	}

	private static Set<String> documented() throws IOException {
		return DOCUMENTED.matcher(Files.readString(Path.of("docs/monitoring.md")))
			.results()
			.map((it) -> it.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> families(String text) {
		return names(text).stream()
			.map((name) -> name.replaceFirst(PARTS, ""))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> names(String text) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = NAME.matcher(text);
		while (matcher.find()) {
			names.add(matcher.group());
		}
		return names;
	}

}
