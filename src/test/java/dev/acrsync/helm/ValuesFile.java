package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/**
 * The chart's {@code values.yaml} with its comments, from which its schema and the table
 * of its page are made.
 */
final class ValuesFile {

	private static final Pattern KEY = Pattern.compile("( *)([A-Za-z]+):.*");

	private static final String SCHEMA = "@schema ";

	private final JsonObject values;

	/** Words by path, such as {@code image.tag}. */
	private final Map<String, String> words = new HashMap<>();

	private final Map<String, JsonObject> schemas = new HashMap<>();

	/** Names that other charts use, and what this one has instead. */
	private final Map<String, String> others;

	/** Of what is below {@code config.acr-sync}. */
	private final JsonObject settings;

	private ValuesFile(JsonObject values, Map<String, String> others, JsonObject settings) {
		this.values = values;
		this.others = others;
		this.settings = settings;
	}

	static ValuesFile read(Path chart) throws IOException {
		String yaml = Files.readString(chart.resolve("values.yaml"));
		Map<String, String> others = KubernetesObject.parser()
			.load(Files.readString(chart.resolve("files/other-names.yaml")));
		ValuesFile read = new ValuesFile(
				new Gson().toJsonTree(KubernetesObject.parser().<Object>load(yaml)).getAsJsonObject(), others,
				new Gson().fromJson(Files.readString(chart.resolve("files/settings.schema.json")), JsonObject.class));
		List<String> path = new ArrayList<>();
		StringBuilder comment = new StringBuilder();
		for (String line : yaml.lines().toList()) {
			Matcher key = KEY.matcher(line);
			if (line.isBlank()) {
				comment.setLength(0);
			}
			else if (line.strip().startsWith("# ")) {
				comment.append(line.strip().substring(2)).append('\n');
			}
			else if (key.matches()) {
				path.subList(Math.min(path.size(), key.group(1).length() / 2), path.size()).clear();
				path.add(key.group(2));
				read.describe(String.join(".", path), comment.toString());
				comment.setLength(0);
			}
		}
		return read;
	}

	private void describe(String path, String comment) {
		for (String line : comment.lines().toList()) {
			if (line.startsWith(SCHEMA)) {
				this.schemas.put(path, new Gson().fromJson(line.substring(SCHEMA.length()), JsonObject.class));
			}
			else {
				this.words.merge(path, line, (before, more) -> before + " " + more);
			}
		}
	}

	/**
	 * Returns the paths of values without a word of what they are.
	 */
	List<String> withoutWords() {
		List<String> found = new ArrayList<>();
		each("", this.values, (path) -> {
			if (!this.words.containsKey(path)) {
				found.add(path);
			}
		});
		return found;
	}

	/**
	 * Returns the JSON schema, which knows these values and no others.
	 */
	String schema() {
		JsonObject schema = section("", this.values);
		schema.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
		JsonObject global = new JsonObject();
		global.addProperty("description", "What Helm hands to a chart within another.");
		global.addProperty("type", "object");
		schema.getAsJsonObject("properties").add("global", global);
		schema.getAsJsonObject("properties")
			.getAsJsonObject("config")
			.getAsJsonObject("properties")
			.add("acr-sync", this.settings);
		this.others.forEach((path, ours) -> addOther(schema, path, ours));
		return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(schema) + "\n";
	}

	/** It is taken here so that the chart can say what to write instead. */
	private static void addOther(JsonObject schema, String path, String ours) {
		JsonObject section = schema;
		String[] keys = path.split("\\.");
		for (String key : List.of(keys).subList(0, keys.length - 1)) {
			section = section.getAsJsonObject("properties").getAsJsonObject(key);
		}
		JsonObject other = new JsonObject();
		other.addProperty("description", "Refused: use " + ours + ".");
		section.getAsJsonObject("properties").add(keys[keys.length - 1], other);
	}

	/**
	 * Returns a table of all values, in the order of the file.
	 */
	String table() {
		StringBuilder table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
		each("", this.values, (path) -> table
			.append("| `%s` | %s | %s |\n".formatted(path, fallback(at(path)), this.words.get(path))));
		return table.toString();
	}

	private static String fallback(JsonElement value) {
		String text = value.isJsonPrimitive() ? value.getAsString() : value.toString();
		return text.isEmpty() ? "" : "`" + text + "`";
	}

	private JsonElement at(String path) {
		JsonElement found = this.values;
		for (String key : path.split("\\.")) {
			found = found.getAsJsonObject().get(key);
		}
		return found;
	}

	private void each(String path, JsonElement value, Consumer<String> visitor) {
		if (isSection(path, value)) {
			value.getAsJsonObject()
				.asMap()
				.forEach((key, child) -> each(path.isEmpty() ? key : path + "." + key, child, visitor));
		}
		else {
			visitor.accept(path);
		}
	}

	/** A value with words of its own and none below it is taken as a whole. */
	private boolean isSection(String path, JsonElement value) {
		return value.isJsonObject() && (!this.words.containsKey(path)
				|| this.words.keySet().stream().anyMatch((it) -> it.startsWith(path + ".")));
	}

	private JsonObject section(String path, JsonElement value) {
		JsonObject schema = new JsonObject();
		if (this.words.containsKey(path)) {
			schema.addProperty("description", this.words.get(path));
		}
		if (!isSection(path, value)) {
			schema.addProperty("type", type(value));
			this.schemas.getOrDefault(path, new JsonObject()).asMap().forEach(schema::add);
			return schema;
		}
		schema.addProperty("type", "object");
		schema.addProperty("additionalProperties", false);
		JsonObject properties = new JsonObject();
		value.getAsJsonObject()
			.asMap()
			.forEach((key, child) -> properties.add(key, section(path.isEmpty() ? key : path + "." + key, child)));
		schema.add("properties", properties);
		return schema;
	}

	private static String type(JsonElement value) {
		if (value.isJsonArray()) {
			return "array";
		}
		if (value.isJsonObject()) {
			return "object";
		}
		JsonPrimitive primitive = value.getAsJsonPrimitive();
		return primitive.isBoolean() ? "boolean" : primitive.isNumber() ? "integer" : "string";
	}

}
