package dev.acrsync.helm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One object for Kubernetes.
 *
 * @param content its whole JSON
 */
public record KubernetesObject(JsonObject content) {

	/**
	 * Parses YAML documents; a key that stands twice is refused.
	 */
	static List<KubernetesObject> parseAll(String yaml) {
		return StreamSupport.stream(parser().loadAll(yaml).spliterator(), false)
			.filter(Map.class::isInstance)
			.map((document) -> new KubernetesObject(new Gson().toJsonTree(document).getAsJsonObject()))
			.toList();
	}

	static Yaml parser() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return new Yaml(new SafeConstructor(options));
	}

	/**
	 * Returns the one object of a kind and name.
	 */
	public static KubernetesObject find(List<KubernetesObject> all, String id) {
		List<KubernetesObject> found = all.stream().filter((it) -> it.id().equals(id)).toList();
		if (found.size() != 1) {
			throw new AssertionError(id + " is there " + found.size() + " times");
		}
		return found.getFirst();
	}

	String kind() {
		return text("kind");
	}

	/**
	 * Returns kind and name, such as {@code Service/acr-sync}.
	 */
	String id() {
		return kind() + "/" + text("metadata.name");
	}

	/**
	 * Returns the text at a path.
	 */
	public String text(String path) {
		return at(path).orElseThrow(() -> new AssertionError("nothing at " + path + " of " + this.content))
			.getAsString();
	}

	/**
	 * Returns what is at a path of keys, separated by dots; a number is an index.
	 */
	public Optional<JsonElement> at(String path) {
		Optional<JsonElement> found = Optional.of(this.content);
		for (String key : path.split("\\.")) {
			found = found.flatMap((it) -> step(it, key));
		}
		return found;
	}

	private static Optional<JsonElement> step(JsonElement from, String key) {
		return from.isJsonArray() ? Optional.of(from.getAsJsonArray().get(Integer.parseInt(key)))
				: Optional.ofNullable(from.getAsJsonObject().get(key));
	}

	/**
	 * Returns the pod that this is, or that it makes.
	 */
	Optional<JsonObject> pod() {
		return switch (kind()) {
			case "Pod" -> at("spec").map(JsonElement::getAsJsonObject);
			case "Deployment" -> at("spec.template.spec").map(JsonElement::getAsJsonObject);
			default -> Optional.empty();
		};
	}

}
