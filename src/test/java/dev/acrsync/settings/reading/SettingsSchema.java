package dev.acrsync.settings.reading;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The JSON schema of everything under {@code acr-sync}, made of the settings themselves.
 * It lets names through that it does not know, for which the chart has better words.
 */
public final class SettingsSchema {

	/** What Spring replaces is of any kind. */
	private static final String PLACEHOLDER = ".*\\$\\{.*\\}.*";

	private final Map<String, String> words;

	private SettingsSchema(Map<String, String> words) {
		this.words = words;
	}

	/**
	 * Returns it as a document.
	 */
	public static String document() throws IOException {
		JsonObject schema = new SettingsSchema(DocumentedSettings.read().words()).ofRecord(AcrSyncProperties.class);
		return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(schema) + "\n";
	}

	private JsonObject ofRecord(Class<?> type) {
		JsonObject properties = new JsonObject();
		for (RecordComponent component : type.getRecordComponents()) {
			JsonObject property = of(component.getGenericType());
			Optional.ofNullable(this.words.get(type.getSimpleName() + '.' + component.getName()))
				.ifPresent((said) -> property.addProperty("description", said));
			properties.add(DataObjectPropertyName.toDashedForm(component.getName()), property);
		}
		JsonObject schema = ofTypes("object", "null");
		schema.add("properties", properties);
		return schema;
	}

	private JsonObject of(Type type) {
		if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
			JsonObject schema = ofTypes("object", "null");
			schema.add("additionalProperties", of(generic.getActualTypeArguments()[1]));
			return schema;
		}
		if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
			// Spring also takes elements with commas between them, and those of an object
			// by their index.
			JsonObject schema = ofTypes("array", "string", "object", "null");
			schema.add("items", of(generic.getActualTypeArguments()[0]));
			return schema;
		}
		return ofClass((Class<?>) type);
	}

	private JsonObject ofClass(Class<?> type) {
		if (type.isRecord() && type.getDeclaringClass() == AcrSyncProperties.class) {
			return ofRecord(type);
		}
		if (type == int.class) {
			return matching("[0-9]+", "integer", "string");
		}
		if (type == boolean.class) {
			return matching("true|false", "boolean", "string");
		}
		if (type == Duration.class) {
			return matching("[0-9]+(ns|us|ms|s|m|h|d)?|[+-]?[Pp].+", "integer", "string");
		}
		if (type.isEnum()) {
			return matching("(?i)" + String.join("|",
					Arrays.stream(type.getEnumConstants())
						.map((it) -> it.toString().toLowerCase(Locale.ROOT).replace("_", "[-_]?"))
						.toList()),
					"string");
		}
		return ofTypes("string", "number", "null");
	}

	private static JsonObject matching(String pattern, String... types) {
		JsonObject schema = ofTypes(types);
		String flag = pattern.startsWith("(?i)") ? "(?i)" : "";
		schema.addProperty("pattern", "%s^(%s|%s)$".formatted(flag, pattern.substring(flag.length()), PLACEHOLDER));
		return schema;
	}

	private static JsonObject ofTypes(String... types) {
		JsonObject schema = new JsonObject();
		JsonArray all = new JsonArray();
		Arrays.stream(types).forEach(all::add);
		schema.add("type", (all.size() == 1) ? all.get(0) : all);
		return schema;
	}

}
