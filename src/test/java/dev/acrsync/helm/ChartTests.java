package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the chart makes of its examples.
 */
class ChartTests {

	@TempDir
	Path directory;

	private Chart chart;

	@BeforeEach
	void copy() {
		this.chart = Chart.copyTo(this.directory);
	}

	static List<String> examples() {
		return Chart.examples();
	}

	@Test
	void helmFindsNoFault() {
		assertThat(this.chart.lint()).satisfies((result) -> assertThat(result.isFailed()).isFalse())
			.satisfies((result) -> assertThat(result.getMessages()).noneMatch((it) -> it.matches(".*(WARN|ERR).*")));
	}

	@Test
	void theServiceIsOfTheVersionThatIsBuilt() throws IOException {
		Matcher pom = Pattern.compile("<artifactId>acr-sync</artifactId>\\s*<version>(.+?)</version>")
			.matcher(Files.readString(Path.of("pom.xml")));
		assertThat(pom.find()).isTrue();
		assertThat(Chart.SOURCE.resolve("Chart.yaml")).content().contains("appVersion: " + pom.group(1) + "\n");
	}

	@Test
	void twentyLinesAreEnough() throws IOException {
		assertThat(Files.readAllLines(Chart.example("minimal"))).hasSizeLessThanOrEqualTo(25);
	}

	@ParameterizedTest
	@MethodSource("examples")
	void whatIsRenderedWasReviewed(String example) throws IOException {
		String dashboard = Files.readString(Chart.SOURCE.resolve("files/dashboard.json"));
		String rendered = this.chart.render(Chart.example(example))
			.replace(dashboard.strip().indent(4), "    (files/dashboard.json)\n");
		Golden.assertSame(Path.of("src/test/resources/helm", example + ".yaml"), rendered.strip() + "\n");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void kubernetesWouldTakeEveryManifest(String example) {
		List<KubernetesObject> manifests = this.chart.manifests(Chart.example(example));
		assertThat(manifests).hasSizeGreaterThanOrEqualTo(7)
			.allSatisfy((manifest) -> assertThat(ManifestCheck.problems(manifest)).isEmpty());
		assertThat(manifests.stream().map(KubernetesObject::id)).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void everyPodIsRestricted(String example) {
		assertThat(this.chart.manifests(Chart.example(example))
			.stream()
			.map(KubernetesObject::pod)
			.flatMap(Optional::stream)).hasSize(2)
			.allSatisfy((pod) -> assertThat(RestrictedPods.violations(pod)).isEmpty());
	}

	@ParameterizedTest
	@MethodSource("examples")
	void nothingOfTheChartLeadsToTheOperatorsDoor(String example) {
		assertThat(this.chart.manifests(Chart.example(example)))
			.filteredOn((manifest) -> List.of("Ingress", "HTTPRoute").contains(manifest.kind()))
			.hasSize(1)
			.allSatisfy((manifest) -> assertThat(manifest.content().get("spec").toString()).contains("/webhooks/")
				.containsOnlyOnce("\"path\":")
				.doesNotContain("management", "8081"));
	}

	@ParameterizedTest
	@MethodSource("examples")
	void servicesAndBudgetsSelectTheServiceAndNotItsTest(String example) {
		List<KubernetesObject> manifests = this.chart.manifests(Chart.example(example));
		JsonObject service = labels(KubernetesObject.find(manifests, "Deployment/acr-sync"),
				"spec.template.metadata.labels");
		JsonObject test = labels(KubernetesObject.find(manifests, "Pod/acr-sync-doctor"), "metadata.labels");
		assertThat(manifests)
			.filteredOn((manifest) -> List.of("Service", "PodDisruptionBudget", "Deployment").contains(manifest.kind()))
			.hasSizeGreaterThanOrEqualTo(3)
			.allSatisfy((manifest) -> {
				JsonObject selector = manifest.at("spec.selector.matchLabels")
					.or(() -> manifest.at("spec.selector"))
					.map(JsonElement::getAsJsonObject)
					.orElseThrow();
				assertThat(service.entrySet()).containsAll(selector.entrySet());
				assertThat(test.entrySet().containsAll(selector.entrySet())).isFalse();
			});
		JsonObject policy = labels(KubernetesObject.find(manifests, "NetworkPolicy/acr-sync"),
				"spec.podSelector.matchLabels");
		assertThat(service.entrySet()).containsAll(policy.entrySet());
		assertThat(test.entrySet()).containsAll(policy.entrySet());
	}

	@Test
	void nobodyMayReachTheOperatorsDoorWhereNobodyIsNamed() throws IOException {
		Path nobody = Files.writeString(this.directory.resolve("nobody.yaml"), "networkPolicy: {managementFrom: []}");
		assertThat(this.chart.manifest("NetworkPolicy/acr-sync", Chart.example("minimal"), nobody)
			.at("spec.ingress")
			.orElseThrow()).asString().contains("\"port\":8080").doesNotContain("8081");
	}

	private static JsonObject labels(KubernetesObject manifest, String path) {
		return manifest.at(path).map(JsonElement::getAsJsonObject).orElseThrow();
	}

	@Test
	void theDoctorSeesWhatTheServiceSees() {
		List<KubernetesObject> manifests = this.chart.manifests(Chart.example("full"));
		KubernetesObject test = KubernetesObject.find(manifests, "Pod/acr-sync-doctor");
		KubernetesObject service = KubernetesObject.find(manifests, "Deployment/acr-sync");
		for (String same : List.of("image", "env", "volumeMounts", "securityContext", "resources")) {
			assertThat(test.at("spec.containers.0." + same)).isPresent()
				.isEqualTo(service.at("spec.template.spec.containers.0." + same));
		}
		for (String same : List.of("serviceAccountName", "securityContext", "nodeSelector", "tolerations")) {
			assertThat(test.at("spec." + same)).isPresent().isEqualTo(service.at("spec.template.spec." + same));
		}
	}

	@Test
	void theDoctorLooksAtADatabaseThatItCanReach() {
		assertThat(doctor("minimal").at("spec.containers.0.args").orElseThrow())
			.hasToString("[\"doctor\",\"--fail-on=error\",\"--database=skip\"]");
		assertThat(doctor("postgres").at("spec.containers.0.args").orElseThrow())
			.hasToString("[\"doctor\",\"--fail-on=error\"]");
	}

	@ParameterizedTest
	@MethodSource("examples")
	void theDoctorLeavesTheServicesVolumeAloneAndItsLogForHelmToRead(String example) {
		KubernetesObject doctor = doctor(example);
		assertThat(doctor.at("spec.volumes").orElseThrow().toString()).doesNotContain("persistentVolumeClaim");
		assertThat(doctor.text("spec.restartPolicy")).isEqualTo("Never");
		assertThat(labels(doctor, "metadata.annotations"))
			.hasToString("{\"helm.sh/hook\":\"test\",\"helm.sh/hook-delete-policy\":\"before-hook-creation\"}");
	}

	private KubernetesObject doctor(String example) {
		return this.chart.manifest("Pod/acr-sync-doctor", Chart.example(example));
	}

	@Test
	void aChangedConfigurationRestartsThePods() throws IOException {
		Path other = Files.writeString(this.directory.resolve("other.yaml"), "config: {acr-sync: {retention: 1d}}");
		String path = "spec.template.metadata.annotations";
		assertThat(KubernetesObject.find(this.chart.manifests(Chart.example("minimal"), other), "Deployment/acr-sync")
			.at(path))
			.isNotEqualTo(KubernetesObject.find(this.chart.manifests(Chart.example("minimal")), "Deployment/acr-sync")
				.at(path));
	}

	@Test
	void aChartThatHasThisOneCanLeaveItOut() throws IOException {
		Path off = Files.writeString(this.directory.resolve("off.yaml"), "enabled: false");
		assertThat(this.chart.manifests(off)).isEmpty();
	}

	@Test
	void everythingIsInTheNamespaceThatIsGiven() throws IOException {
		Path other = Files.writeString(this.directory.resolve("other.yaml"), "namespaceOverride: other");
		for (String example : Chart.examples()) {
			assertThat(this.chart.manifests(Chart.example(example), other)).isNotEmpty()
				.allSatisfy((manifest) -> assertThat(manifest.text("metadata.namespace")).isEqualTo("other"));
		}
	}

	@Test
	void onlyMonitoringReachesTheOperatorsPort() {
		assertThat(this.chart.render(Chart.example("minimal"))).doesNotContain("- port: 8081");
		assertThat(ingress("gateway")).contains("{\"port\":8081}", "kube-system");
		assertThat(ingress("full")).contains("{\"port\":8081}", "monitoring");
	}

	private String ingress(String example) {
		return this.chart.manifest("NetworkPolicy/acr-sync", Chart.example(example))
			.at("spec.ingress")
			.orElseThrow()
			.toString();
	}

	@Test
	void theNotesSayWhatComesNext() {
		assertThat(this.chart.notes(Chart.example("full"))).contains("helm test acr-sync --namespace acr-sync --logs")
			.contains("--uri https://acr-sync.customer.example/webhooks/contoso")
			.contains("--uri https://acr-sync.customer.example/webhooks/fabrikam")
			.contains("port-forward service/acr-sync-management 8081")
			.contains("The volume acr-sync-data holds");
	}

	@Test
	void theNotesAskForNoWebhookOfAQueue(@TempDir Path directory) throws IOException {
		Path values = Files.writeString(directory.resolve("values.yaml"),
				Files.readString(Chart.example("minimal"))
					.replaceFirst("( +)registry: contoso.azurecr.io\n",
							"$0$1queue: {url: 'https://account.queue.core.windows.net/contoso'}\n"));
		assertThat(this.chart.notes(values)).contains("3. Pushes of contoso are learned of by another way")
			.contains("vendor --source=<source>")
			.doesNotContain("az acr webhook", "Nothing leads to the webhooks");
	}

	@Test
	void theNotesOfAGatewayNameItsNamespace() {
		assertThat(this.chart.notes(Chart.example("gateway"))).contains("webhooks in from the namespaces edge only");
	}

}
