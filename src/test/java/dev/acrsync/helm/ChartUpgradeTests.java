package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every release of the chart has in common, so that one can be upgraded to another:
 * Kubernetes refuses a change of it, or the new pod would be without its volume, its
 * identity or its address. It is written here by hand, and nothing renews it.
 */
class ChartUpgradeTests {

	private static final Path FIRST_VALUES = Path.of("src/test/resources/helm/upgrade/values-0.1.0.yaml");

	@TempDir
	Path directory;

	private Chart chart;

	@BeforeEach
	void copy() {
		this.chart = Chart.copyTo(this.directory);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					minimal | ConfigMap Deployment Ingress NetworkPolicy Service ServiceAccount PersistentVolumeClaim
					full | ConfigMap Deployment Ingress NetworkPolicy Service ServiceAccount PersistentVolumeClaim \
					SecretProviderClass ServiceMonitor PrometheusRule
					gateway | ConfigMap Deployment HTTPRoute NetworkPolicy Service ServiceAccount PersistentVolumeClaim ServiceMonitor
					postgres | ConfigMap Deployment Ingress NetworkPolicy Service ServiceAccount PodDisruptionBudget
					""")
	void everythingKeepsItsName(String example, String kinds) {
		for (String kind : kinds.split(" ")) {
			String name = kind.equals("PersistentVolumeClaim") ? "acr-sync-data" : "acr-sync";
			assertThat(this.chart.manifest(kind + "/" + name, Chart.example(example))).isNotNull();
		}
		assertThat(this.chart.manifest("Service/acr-sync", Chart.example(example)).text("spec.ports.0.port"))
			.isEqualTo("8080");
		assertThat(this.chart.manifest("Service/acr-sync-management", Chart.example(example)).text("spec.ports.0.port"))
			.isEqualTo("8081");
	}

	@ParameterizedTest
	@CsvSource({ "acr-sync, acr-sync", "images, images-acr-sync", "acr-sync-test, acr-sync-test" })
	void aReleaseOfAnyNameKeepsItsSelector(String release, String name) {
		KubernetesObject deployment = this.chart.release(release)
			.manifest("Deployment/" + name, Chart.example("minimal"));
		assertThat(deployment.at("spec.selector").orElseThrow()).hasToString("""
				{"matchLabels":{"app.kubernetes.io/name":"acr-sync","app.kubernetes.io/instance":"%s",\
				"app.kubernetes.io/component":"service"}}""".formatted(release));
		assertThat(deployment.at("spec.template.metadata.labels").orElseThrow().getAsJsonObject().entrySet())
			.containsAll(deployment.at("spec.selector.matchLabels").orElseThrow().getAsJsonObject().entrySet());
	}

	@Test
	void theClaimStaysAsItIsAndIsNeverDeleted() {
		KubernetesObject claim = this.chart.manifest("PersistentVolumeClaim/acr-sync-data", Chart.example("minimal"));
		assertThat(claim.at("spec").orElseThrow())
			.hasToString("{\"accessModes\":[\"ReadWriteOncePod\"],\"resources\":{\"requests\":{\"storage\":\"4Gi\"}}}");
		assertThat(claim.at("metadata.annotations").orElseThrow())
			.hasToString("{\"helm.sh/resource-policy\":\"keep\"}");
	}

	@Test
	void theNewPodHasTheDatabaseAndTheIdentityOfTheOldOne() {
		JsonObject pod = this.chart.manifest("Deployment/acr-sync", Chart.example("minimal")).pod().orElseThrow();
		JsonObject container = pod.getAsJsonArray("containers").get(0).getAsJsonObject();
		assertThat(pod.getAsJsonArray("volumes").asList().stream().map(JsonElement::toString))
			.contains("{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"acr-sync-data\"}}");
		assertThat(container.getAsJsonArray("volumeMounts").asList().stream().map(JsonElement::toString))
			.contains("{\"name\":\"data\",\"mountPath\":\"/data\"}");
		assertThat(container.getAsJsonArray("env").asList().stream().map(JsonElement::toString))
			.contains("{\"name\":\"SPRING_DATASOURCE_URL\",\"value\":\"jdbc:sqlite:/data/acr-sync.db\"}");
		assertThat(pod.getAsJsonObject("securityContext").get("fsGroup")).hasToString("65532");
		assertThat(pod.get("serviceAccountName").getAsString()).isEqualTo("acr-sync");
	}

	@Test
	void theValuesOfTheFirstReleaseAreTaken() {
		assertThat(this.chart.manifests(FIRST_VALUES, Chart.example("minimal"))).extracting(KubernetesObject::id)
			.contains("Deployment/acr-sync", "PersistentVolumeClaim/acr-sync-data", "Ingress/acr-sync");
	}

	@Test
	void noVersionAndNoLabelGetsIntoWhatCannotBeChanged() throws IOException {
		List<KubernetesObject> before = this.chart.manifests(Chart.example("minimal"));
		this.chart.edit("Chart.yaml", "(?m)^version: .*", "version: 9.9.9")
			.edit("Chart.yaml", "(?m)^appVersion: .*", "appVersion: 9.9.9");
		Path changed = Files.writeString(this.directory.resolve("changed.yaml"),
				"{image: {tag: v9}, labels: {team: other}, config: {acr-sync: {retention: 1d}}}");
		List<KubernetesObject> after = this.chart.manifests(Chart.example("minimal"), changed);
		assertThat(after.stream().map(KubernetesObject::id))
			.containsExactlyElementsOf(before.stream().map(KubernetesObject::id).toList());
		for (String fixed : List.of("Deployment/acr-sync spec.selector", "PersistentVolumeClaim/acr-sync-data spec",
				"Service/acr-sync spec", "Service/acr-sync-management spec")) {
			String[] where = fixed.split(" ");
			assertThat(KubernetesObject.find(after, where[0]).at(where[1])).isPresent()
				.isEqualTo(KubernetesObject.find(before, where[0]).at(where[1]));
		}
	}

}
