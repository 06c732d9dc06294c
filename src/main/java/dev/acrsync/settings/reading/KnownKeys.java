package dev.acrsync.settings.reading;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * Knows every last part that a key under {@code acr-sync} can have, to tell what a wrong
 * one may have meant.
 */
final class KnownKeys {

	private static final List<String> NAMES = Stream
		.concat(Stream.of(AcrSyncProperties.class), Arrays.stream(AcrSyncProperties.class.getDeclaredClasses()))
		.flatMap((type) -> Arrays.stream(type.getRecordComponents()))
		.map(RecordComponent::getName)
		.map(DataObjectPropertyName::toDashedForm)
		.distinct()
		.toList();

	private KnownKeys() {
	}

	/**
	 * Returns the known last part that is nearest to that of a key, if one is near.
	 */
	static Optional<String> nearest(String key) {
		String last = key.substring(key.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
		return NAMES.stream()
			.min(Comparator.comparingInt((it) -> distance(last, it)))
			.filter((it) -> !it.equals(last) && distance(last, it) <= Math.max(2, last.length() / 3));
	}

	/**
	 * Writes the known names in an environment variable's name without their dashes.
	 */
	static String joinWords(String variable) {
		String joined = variable;
		for (String name : NAMES) {
			String words = name.toUpperCase(Locale.ROOT).replace('-', '_');
			joined = joined.replaceAll("_" + words + "(?=_|$)", "_" + words.replace("_", ""));
		}
		return joined;
	}

	static String kind(Bindable<?> target) {
		Class<?> type = target.getType().toClass();
		if (type.isEnum()) {
			return "one of " + choices(type);
		}
		if (int.class.equals(type) || Integer.class.equals(type)) {
			return "a whole number";
		}
		return Duration.class.equals(type) ? "a duration" : "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
	}

	static String example(Bindable<?> target) {
		Class<?> type = target.getType().toClass();
		if (type.isEnum()) {
			return "Write one of " + choices(type);
		}
		return Duration.class.equals(type) ? "Write a number and a unit, such as 10s, 30m, 48h or 90d"
				: "Write a value of that kind";
	}

	private static String choices(Class<?> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((it) -> it.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
			.collect(Collectors.joining(", "));
	}

	private static int distance(String from, String to) {
		int[] row = new int[to.length() + 1];
		Arrays.setAll(row, (column) -> column);
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int above = row[j];
				int changed = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
				diagonal = above;
			}
		}
		return row[to.length()];
	}

}
