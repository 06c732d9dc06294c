package dev.acrsync.untrusted;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The wanted fields of a foreign JSON value. All else is passed over while it is read, so
 * that what is kept is small whatever comes.
 *
 * @param values the scalar fields' text by their path, such as {@code error/code}, in
 * which {@code ""} is the value itself; an object's text is empty
 */
public record JsonFields(Map<String, String> values) {

	private static final int MAX_STRING = 16 * 1024;

	/** Buffers that a hostile answer has made large are not kept for the next one. */
	private static final JsonFactory JSON = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(64)
			.maxStringLength(MAX_STRING)
			.maxNameLength(4 * 1024)
			.maxNumberLength(100)
			.build())
		.disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
		.recyclerPool(JsonRecyclerPools.nonRecyclingPool())
		.build();

	static JsonParser parser(InputStream json) {
		return JSON.createParser(ObjectReadContext.empty(), json);
	}

	/**
	 * Reads one document. Of one that is broken, what came before is read.
	 * @throws JacksonIOException if the text cannot be read
	 */
	public static JsonFields read(InputStream json, Set<String> wanted) {
		Map<String, String> values = new HashMap<>();
		try (JsonParser parser = parser(json)) {
			parser.nextToken();
			value(parser, "", wanted, values);
		}
		catch (JacksonIOException ex) {
			throw ex;
		}
		catch (JacksonException _) {
			// What is no JSON has no fields
		}
		return new JsonFields(values);
	}

	/**
	 * Reads the value that a parser is at, to its end.
	 * @throws JacksonException if it is none
	 */
	static JsonFields read(JsonParser parser, Set<String> wanted) {
		Map<String, String> values = new HashMap<>();
		value(parser, "", wanted, values);
		return new JsonFields(values);
	}

	private static void value(JsonParser parser, String path, Set<String> wanted, Map<String, String> values) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.START_OBJECT) {
			if (wanted.contains(path) && !path.isEmpty()) {
				values.putIfAbsent(path, "");
			}
			object(parser, path, wanted, values);
		}
		else if (token == JsonToken.START_ARRAY) {
			parser.skipChildren();
		}
		else if (token != null && token != JsonToken.VALUE_NULL && wanted.contains(path)) {
			values.putIfAbsent(path, parser.getString());
		}
	}

	private static void object(JsonParser parser, String path, Set<String> wanted, Map<String, String> values) {
		String prefix = path.isEmpty() ? "" : path + "/";
		if (!path.isEmpty() && wanted.stream().noneMatch((field) -> field.startsWith(prefix))) {
			parser.skipChildren();
			return;
		}
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String field = prefix + parser.currentName();
			parser.nextToken();
			value(parser, field, wanted, values);
		}
	}

	/**
	 * Returns the text of a field.
	 */
	public Optional<String> get(String path) {
		return Optional.ofNullable(this.values.get(path));
	}

	/**
	 * Returns the text of a field, or none.
	 */
	public String text(String path) {
		return this.values.getOrDefault(path, "");
	}

}
