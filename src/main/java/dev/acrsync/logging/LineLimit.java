package dev.acrsync.logging;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shortens lines of the log, of text or of JSON. The stack trace in a line of JSON may be
 * longer than the rest.
 */
final class LineLimit {

	/**
	 * Of a line, in bytes.
	 */
	static final int MAX = 2_000;

	/**
	 * Of a line that may repeat what strangers have sent, with a hundred for when and
	 * where.
	 */
	static final int STRANGERS = 300;

	/**
	 * Of a line at a terminal.
	 */
	static final int TERMINAL = 200;

	private static final String GOES_ON = "    ";

	private static final int STRANGERS_VALUE = 200;

	private static final int LONGEST_VALUE = 1_000;

	private static final int SHORT_VALUE = 100;

	private static final int LONGEST_TRACE = 16_000;

	private static final Set<String> TRACES = Set.of("stack_trace", "full_message", "_error_stack_trace");

	private static final String CUT = "...";

	private LineLimit() {
	}

	static String shorten(String lines) {
		return shorten(lines, MAX, LineLimit::shorten);
	}

	static String shortenStrangers(String lines) {
		return shorten(lines, STRANGERS, LineLimit::shortenStrangers);
	}

	/**
	 * Breaks lines of text where they would be too long to be read at a terminal.
	 */
	static String breakForTerminal(String lines) {
		return lines.startsWith("{") ? lines
				: lines.lines().map(LineLimit::breakLine).collect(Collectors.joining("\n", "", "\n"));
	}

	private static String breakLine(String line) {
		StringBuilder broken = new StringBuilder();
		String rest = line;
		while (rest.length() > TERMINAL) {
			int space = rest.lastIndexOf(' ', TERMINAL);
			int end = (space > TERMINAL / 2) ? space : TERMINAL;
			broken.append(rest, 0, end).append('\n');
			rest = GOES_ON + rest.substring(end).stripLeading();
		}
		return broken.append(rest).toString();
	}

	private static String shorten(String lines, int most, UnaryOperator<ObjectNode> json) {
		if (lines.startsWith("{")) {
			try {
				if (JsonMapper.shared().readTree(lines) instanceof ObjectNode line) {
					return json.apply(line) + "\n";
				}
			}
			catch (JacksonException _) {
				// It only began like JSON.
			}
		}
		return shortenText(lines, most);
	}

	private static String shortenText(String lines, int most) {
		return lines.lines().map((line) -> cut(line, most)).collect(Collectors.joining("\n", "", "\n"));
	}

	private static ObjectNode shorten(ObjectNode line) {
		cutValues(line, LONGEST_VALUE);
		if (length(line) - traces(line) > MAX) {
			cutValues(line, SHORT_VALUE);
		}
		return line;
	}

	/** Each line of a stack trace by itself. */
	private static ObjectNode shortenStrangers(ObjectNode line) {
		cutTraces(line);
		cutValues(line, STRANGERS_VALUE);
		return line;
	}

	private static void cutTraces(ObjectNode node) {
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			if (property.getValue() instanceof ObjectNode inner) {
				cutTraces(inner);
			}
			else if (TRACES.contains(property.getKey()) && property.getValue().isString()) {
				node.put(property.getKey(), shortenText(property.getValue().asString(), STRANGERS_VALUE));
			}
		}
	}

	private static int traces(JsonNode node) {
		int length = 0;
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			length += TRACES.contains(property.getKey()) ? length(property.getValue()) : traces(property.getValue());
		}
		return length;
	}

	private static int length(JsonNode node) {
		return node.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	private static void cutValues(ObjectNode node, int most) {
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			if (property.getValue() instanceof ObjectNode inner) {
				cutValues(inner, most);
			}
			else if (property.getValue().isString()) {
				int limit = TRACES.contains(property.getKey()) ? LONGEST_TRACE : most;
				node.put(property.getKey(), cut(property.getValue().asString(), limit));
			}
			else if (property.getValue().isArray()) {
				node.put(property.getKey(), cut(property.getValue().toString(), most));
			}
		}
	}

	/** Cut by bytes, and never within a character. */
	private static String cut(String text, int most) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length <= most) {
			return text;
		}
		int end = Math.max(0, most - CUT.length());
		while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return new String(bytes, 0, end, StandardCharsets.UTF_8) + CUT;
	}

}
