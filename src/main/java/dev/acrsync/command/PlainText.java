package dev.acrsync.command;

import tools.jackson.databind.JsonNode;

/**
 * An answer of the service for people: a line for each value, what is below another one
 * indented.
 */
final class PlainText {

	private PlainText() {
	}

	static String of(JsonNode answer) {
		StringBuilder text = new StringBuilder();
		append(text, answer, "");
		return text.toString();
	}

	private static void append(StringBuilder text, JsonNode node, String indent) {
		if (node.isObject()) {
			node.properties().forEach((field) -> append(text, indent + field.getKey() + ":", field.getValue(), indent));
		}
		else {
			node.forEach((element) -> {
				StringBuilder lines = new StringBuilder();
				if (element.isContainer()) {
					append(lines, element, indent + "  ");
				}
				else {
					lines.append(indent).append("  ").append(element.asString()).append('\n');
				}
				// The first line of each element is marked.
				text.append(indent).append("- ").append(lines.substring(Math.min(lines.length(), indent.length() + 2)));
			});
		}
	}

	private static void append(StringBuilder text, String name, JsonNode value, String indent) {
		text.append(name);
		if (!value.isContainer()) {
			text.append(' ').append(value.asString()).append('\n');
		}
		else if (value.isEmpty()) {
			text.append(" none\n");
		}
		else {
			text.append('\n');
			append(text, value, indent + "  ");
		}
	}

}
