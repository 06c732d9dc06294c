package dev.acrsync.helm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.error.YAMLException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The checks see what they are there for: each rendering here has one fault.
 */
class ManifestCheckTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Deployment/acr-sync | revisionHistoryLimit: 3 | revisionHistoryLimits: 3
			Deployment/acr-sync | selector: | selectors:
			Deployment/acr-sync | replicas: 1 | replicas: one
			Deployment/acr-sync | containerPort: 8080 | containerPort: none
			Deployment/acr-sync | periodSeconds: 5 | periodSecond: 5
			Deployment/acr-sync | safe-to-evict: "false" | safe-to-evict: false
			Deployment/acr-sync | value: file:/etc/acr-sync/ | value: 5
			Deployment/acr-sync | cost-centre: "4711" | cost-centre: 4711
			Deployment/acr-sync | team: platform | team: the platform
			Service/acr-sync | appProtocol: http | appProtocols: http
			Ingress/acr-sync | pathType: Prefix | pathTyp: Prefix
			NetworkPolicy/acr-sync | cidr: | cider:
			PersistentVolumeClaim/acr-sync-data | storage: 16Gi | storage: plenty
			SecretProviderClass/acr-sync | keyvaultName: | keyVaultName:
			ServiceMonitor/acr-sync | interval: 30s | every: 30s
			PrometheusRule/acr-sync | expr: | expression:
			ServiceAccount/acr-sync | automountServiceAccountToken: false | automount: false
			Pod/acr-sync-doctor | kind: Pod | kind: Prod
			""")
	void seesAFault(String id, String right, String wrong) throws Exception {
		assertThat(problems("")).isEmpty();
		String rendered = golden();
		assertThat(rendered).contains(right);
		List<String> problems = KubernetesObject.parseAll(rendered.replace(right, wrong))
			.stream()
			.map(ManifestCheck::problems)
			.flatMap(List::stream)
			.toList();
		assertThat(problems).anyMatch((problem) -> problem.startsWith(id.replace("Pod/", "Prod/") + ": "));
	}

	private static List<String> problems(String more) throws Exception {
		return KubernetesObject.parseAll(golden() + more)
			.stream()
			.map(ManifestCheck::problems)
			.flatMap(List::stream)
			.toList();
	}

	@Test
	void aKeyThatStandsTwiceIsNoYaml() {
		assertThatExceptionOfType(YAMLException.class).isThrownBy(() -> KubernetesObject.parseAll("{a: 1, a: 2}"))
			.withMessageContaining("duplicate key a");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			runAsNonRoot: true | runAsNonRoot: false
			runAsUser: 65532 | runAsUser: 0
			type: RuntimeDefault | type: Unconfined
			allowPrivilegeEscalation: false | allowPrivilegeEscalation: true
			readOnlyRootFilesystem: true | privileged: true
			drop: [ALL] | drop: [NET_RAW]
			enableServiceLinks: false | hostNetwork: true
			containerPort: 8080 | hostPort: 8080
			emptyDir: | hostPath:
			""")
	void seesAPodThatIsNotRestricted(String right, String wrong) throws Exception {
		String rendered = golden();
		assertThat(rendered).contains(right);
		KubernetesObject deployment = KubernetesObject.find(KubernetesObject.parseAll(rendered.replace(right, wrong)),
				"Deployment/acr-sync");
		assertThat(RestrictedPods.violations(deployment.pod().orElseThrow())).isNotEmpty();
	}

	private static String golden() throws Exception {
		return Files.readString(Path.of("src/test/resources/helm/full.yaml"));
	}

}
