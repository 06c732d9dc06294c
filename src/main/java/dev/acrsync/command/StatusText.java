package dev.acrsync.command;

import java.util.Locale;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * How things are at a glance, for people: the verdict first, then what keeps images from
 * arriving and what cures it.
 */
final class StatusText {

	private static final String FORMAT = "%-12s %s%n";

	private StatusText() {
	}

	static String of(JsonNode status) {
		StringBuilder text = new StringBuilder(status.path("sentence").asString("")).append(System.lineSeparator());
		status.path("unknown").forEach((it) -> line(text, "unknown", it.asString("")));
		status.path("troubles").forEach((trouble) -> trouble(text, trouble));
		status.path("left")
			.forEach((left) -> line(text, left.path("state").asString(""),
					"%d of %s to %s, such as %s".formatted(left.path("images").asLong(),
							left.path("source").asString(""), left.path("target").asString(""),
							left.path("image").asString(""))));
		status.path("sources").forEach((source) -> source(text, source));
		line(text, "imports",
				status.path("imports")
					.properties()
					.stream()
					.map((it) -> it.getValue().asLong() + " " + it.getKey())
					.collect(Collectors.joining(", ")));
		line(text, "comparison", comparison(status.path("comparison")));
		JsonNode arrivals = status.path("arrivals");
		line(text, "24 hours", (arrivals.path("images").asLong() == 0) ? "no announced image arrived"
				: String.format(Locale.ROOT, "%d announced images, half of them within %.1f s, 99 of 100 within %.1f s",
						arrivals.path("images").asLong(), arrivals.path("p50Seconds").asDouble(),
						arrivals.path("p99Seconds").asDouble()));
		status.path("passwords")
			.forEach((it) -> line(text, "password",
					it.path("of").asString("") + " ends " + it.path("endsAt").asString("")));
		status.path("closedRegistries").forEach((it) -> line(text, "registry", it.asString("") + " does not answer"));
		status.path("targets")
			.forEach((it) -> line(text, "target", "%s: %d imports at once, throttled %d times".formatted(
					it.path("target").asString(""), it.path("concurrency").asLong(), it.path("throttled").asLong())));
		JsonNode service = status.path("service");
		line(text, "service",
				"%s, %d replica(s), %s, ready: %s".formatted(service.path("version").asString(""),
						service.path("replicas").size(), service.path("database").asString(""),
						status.path("readiness").asString("")));
		return text.toString();
	}

	private static void trouble(StringBuilder text, JsonNode trouble) {
		line(text, trouble.path("state").asString(""),
				"%d of %s to %s: %s, such as %s".formatted(trouble.path("images").asLong(),
						trouble.path("source").asString(""), trouble.path("target").asString(""),
						trouble.path("code").asString(""), trouble.path("image").asString("")));
		line(text, "", trouble.path("message").asString(""));
		line(text, "  for", trouble.path("who").asString("") + ": " + trouble.path("cure").asString(""));
		if (trouble.hasNonNull("command")) {
			line(text, "  command", trouble.path("command").asString(""));
		}
	}

	private static void source(StringBuilder text, JsonNode source) {
		String name = source.path("source").asString("");
		source.path("rules").forEach((rule) -> {
			String images = rule.path("images")
				.properties()
				.stream()
				.filter((it) -> it.getValue().asLong() != 0)
				.map((it) -> it.getValue().asLong() + " " + it.getKey())
				.collect(Collectors.joining(", "));
			line(text, "source",
					"%s, rule %d to %s: %s%s".formatted(name, rule.path("rule").asInt(),
							rule.path("target").asString(""), images.isEmpty() ? "no image is known" : images,
							(rule.path("unchecked").asInt() == 0) ? "" : "; could not be compared: "
									+ rule.path("uncheckedReasons").path(0).path("reason").asString("")));
		});
		source.path("calls")
			.forEach((call) -> line(text, "", "last %s by %s %s".formatted(call.path("kind").asString(""),
					call.path("door").asString(""), call.path("at").asString(""))));
		if (source.has("missed")) {
			line(text, "", source.path("missed").path("events").asLong() + " pushes were announced by no event, last "
					+ source.path("missed").path("lastImage").asString(""));
		}
	}

	private static String comparison(JsonNode comparison) {
		return "running".equals(comparison.path("state").asString(""))
				? "runs, %d of %d repositories".formatted(comparison.path("checkedRepositories").asInt(),
						comparison.path("repositories").asInt())
				: "last " + comparison.path("endedAt").asString("never") + ", next "
						+ comparison.path("nextAt").asString("when it is asked for")
						+ (comparison.has("trouble") ? "; " + comparison.path("trouble").asString("") : "");
	}

	private static void line(StringBuilder text, String label, String words) {
		if (!words.isEmpty()) {
			text.append(FORMAT.formatted(label, words));
		}
	}

}
