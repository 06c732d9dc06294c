package dev.acrsync.helm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.regex.Pattern;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;

/**
 * Tells what an API server would refuse: fields that there are not, fields that are
 * missing, values of another type.
 */
final class ManifestCheck {

	/** Kubernetes' own kinds, by its own description of them. */
	private static final Map<String, KindReader> KINDS = Map.of("ConfigMap", V1ConfigMap::fromJson, "Deployment",
			V1Deployment::fromJson, "Ingress", V1Ingress::fromJson, "Job", V1Job::fromJson, "NetworkPolicy",
			V1NetworkPolicy::fromJson, "PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson, "Pod",
			V1Pod::fromJson, "PodDisruptionBudget", V1PodDisruptionBudget::fromJson, "Service", V1Service::fromJson,
			"ServiceAccount", V1ServiceAccount::fromJson);

	private static final Set<String> SERVICE_MONITOR = Set.of("jobLabel", "selector.matchLabels.*", "endpoints[].port",
			"endpoints[].path", "endpoints[].interval", "endpoints[].scrapeTimeout", "endpoints[].relabelings[].action",
			"endpoints[].relabelings[].regex", "endpoints[].metricRelabelings[].action",
			"endpoints[].metricRelabelings[].regex", "endpoints[].metricRelabelings[].sourceLabels[]");

	/** Kinds of others: the fields below {@code spec} that the chart may use. */
	private static final Map<String, Set<String>> FOREIGN_KINDS = Map.of(
			"gateway.networking.k8s.io/v1/HTTPRoute", Set.of("parentRefs[].name", "parentRefs[].namespace",
					"parentRefs[].sectionName", "hostnames[]", "rules[].matches[].path.type",
					"rules[].matches[].path.value", "rules[].backendRefs[].name", "rules[].backendRefs[].port"),
			"secrets-store.csi.x-k8s.io/v1/SecretProviderClass",
			Set.of("provider", "parameters.keyvaultName", "parameters.tenantId", "parameters.clientID",
					"parameters.cloudName", "parameters.objects"),
			"monitoring.coreos.com/v1/ServiceMonitor", SERVICE_MONITOR, "azmonitoring.coreos.com/v1/ServiceMonitor",
			SERVICE_MONITOR, "monitoring.coreos.com/v1/PrometheusRule",
			Set.of("groups[].name", "groups[].rules[].alert", "groups[].rules[].expr", "groups[].rules[].for",
					"groups[].rules[].labels.*", "groups[].rules[].annotations.*"));

	private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

	private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

	private ManifestCheck() {
	}

	/**
	 * Returns everything that is wrong.
	 */
	static List<String> problems(KubernetesObject manifest) {
		List<String> problems = new ArrayList<>();
		String kind = manifest.text("apiVersion") + "/" + manifest.kind();
		Set<String> fields = FOREIGN_KINDS.get(kind);
		KindReader reader = KINDS.get(manifest.kind());
		if (fields != null) {
			leaves("", manifest.content().get("spec"), problems, fields);
		}
		else if (reader != null) {
			read(manifest.content(), reader, problems);
		}
		else {
			problems.add("nothing is known of " + kind);
		}
		if (!NAME.matcher(manifest.text("metadata.name")).matches()) {
			problems.add("metadata.name is no name");
		}
		strings("", manifest.content(), problems);
		return problems.stream().map((problem) -> manifest.id() + ": " + problem).toList();
	}

	private static void read(JsonObject content, KindReader reader, List<String> problems) {
		try {
			reader.read(content.toString());
		}
		catch (IOException | RuntimeException ex) {
			problems.add(String.valueOf(ex.getMessage()));
		}
	}

	private static void leaves(String path, JsonElement element, List<String> problems, Set<String> known) {
		if (element.isJsonObject()) {
			element.getAsJsonObject()
				.asMap()
				.forEach((key, value) -> leaves(path.isEmpty() ? key : path + "." + key, value, problems, known));
		}
		else if (element.isJsonArray()) {
			element.getAsJsonArray().forEach((value) -> leaves(path + "[]", value, problems, known));
		}
		else if (!known.contains(path)
				&& !known.contains(path.replaceAll("(?<=matchLabels|labels|annotations)\\..*", ".*"))) {
			problems.add("spec." + path + " is unknown");
		}
	}

	/** Labels, annotations and environment variables are strings, everywhere. */
	private static void strings(String path, JsonElement element, List<String> problems) {
		if (element.isJsonArray()) {
			element.getAsJsonArray().forEach((value) -> strings(path + "[]", value, problems));
		}
		if (!element.isJsonObject()) {
			return;
		}
		for (Entry<String, JsonElement> entry : element.getAsJsonObject().entrySet()) {
			String at = path + "." + entry.getKey();
			if (at.matches(".*\\.(labels|annotations|matchLabels|nodeSelector|data|parameters)")) {
				entry.getValue().getAsJsonObject().asMap().forEach((key, value) -> string(at, key, value, problems));
			}
			if (at.endsWith(".env[].value")) {
				string(path, "value", entry.getValue(), problems);
			}
			strings(at, entry.getValue(), problems);
		}
	}

	private static void string(String path, String key, JsonElement value, List<String> problems) {
		if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
			problems.add(path + "[" + key + "] is no string");
		}
		else if (path.matches(".*(abels|nodeSelector)") && !LABEL.matcher(value.getAsString()).matches()) {
			problems.add(path + "[" + key + "] is no label's value");
		}
	}

	/**
	 * Reads a kind strictly.
	 */
	private interface KindReader {

		Object read(String json) throws IOException;

	}

}
