package dev.acrsync.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The Pod Security Standard "restricted", of Kubernetes' <a href=
 * "https://kubernetes.io/docs/concepts/security/pod-security-standards/">documentation</a>,
 * and two wishes beyond it: a numeric user, and nothing to write to but volumes.
 */
final class RestrictedPods {

	private static final Set<String> VOLUMES = Set.of("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral",
			"persistentVolumeClaim", "projected", "secret");

	private RestrictedPods() {
	}

	/**
	 * Returns what the standard does not allow in the spec of a pod.
	 */
	static List<String> violations(JsonObject pod) {
		List<String> found = new ArrayList<>();
		for (String key : List.of("hostNetwork", "hostPID", "hostIPC", "initContainers", "ephemeralContainers")) {
			require(!pod.has(key), key, found);
		}
		JsonObject security = object(pod, "securityContext");
		require(is(security, "runAsNonRoot", "true"), "runAsNonRoot", found);
		require(security.has("runAsUser") && security.get("runAsUser").getAsInt() > 0, "runAsUser", found);
		require(is(object(security, "seccompProfile"), "type", "RuntimeDefault"), "seccompProfile", found);
		require(!security.has("sysctls") && !security.has("seLinuxOptions"), "sysctls", found);
		each(pod, "volumes").forEach((volume) -> require(
				volume.keySet().stream().filter((key) -> !key.equals("name")).allMatch(VOLUMES::contains),
				"volume " + volume.get("name"), found));
		each(pod, "containers").forEach((container) -> container(container, found));
		return found;
	}

	private static void container(JsonObject container, List<String> found) {
		JsonObject security = object(container, "securityContext");
		require(is(security, "allowPrivilegeEscalation", "false"), "allowPrivilegeEscalation", found);
		require(is(security, "readOnlyRootFilesystem", "true"), "readOnlyRootFilesystem", found);
		require(object(security, "capabilities").toString().equals("{\"drop\":[\"ALL\"]}"), "capabilities", found);
		require(Set.of("allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities")
			.containsAll(security.keySet()), "securityContext", found);
		each(container, "ports").forEach((port) -> require(!port.has("hostPort"), "hostPort", found));
	}

	private static void require(boolean held, String what, List<String> found) {
		if (!held) {
			found.add(what);
		}
	}

	private static boolean is(JsonObject object, String key, String value) {
		return object.has(key) && object.get(key).getAsString().equals(value);
	}

	private static JsonObject object(JsonObject parent, String key) {
		return parent.has(key) ? parent.getAsJsonObject(key) : new JsonObject();
	}

	private static List<JsonObject> each(JsonObject parent, String key) {
		return parent.has(key) ? StreamSupport.stream(parent.getAsJsonArray(key).spliterator(), false)
			.map(JsonElement::getAsJsonObject)
			.toList() : List.of();
	}

}
