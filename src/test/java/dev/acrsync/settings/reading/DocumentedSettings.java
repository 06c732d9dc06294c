package dev.acrsync.settings.reading;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the Javadoc of the settings says of each. {@code Required.} or {@code Default: ….}
 * at the end is the column of the default.
 *
 * @param words by the name of the record and its component
 */
record DocumentedSettings(Map<String, String> words) {

	/** What comes after the Javadoc of a record. */
	private static final Pattern RECORD = Pattern.compile("\\s*(?:@.*\\s+)?record (\\w+)");

	private static final Pattern CODE = Pattern.compile("\\{@code ((?:[^{}]|\\{[^{}]*})*)}");

	private static final Pattern ENDING = Pattern.compile("(.*?)[.,;]? (?:Required|Default: (.*))\\.");

	static DocumentedSettings read() throws IOException {
		Map<String, String> words = new HashMap<>();
		String source = Files.readString(Path.of("src/main/java/dev/acrsync/settings/reading/AcrSyncProperties.java"));
		for (String documented : source.split("/\\*\\*")) {
			String[] javadoc = documented.split("\\*/", 2);
			Matcher record = RECORD.matcher(javadoc[javadoc.length - 1]);
			if (record.lookingAt()) {
				Arrays.stream(markdown(javadoc[0]).split("@param "))
					.map((param) -> param.split(" ", 2))
					.forEach((param) -> words.put(record.group(1) + '.' + param[0], param[1].strip()));
			}
		}
		return new DocumentedSettings(words);
	}

	private static String markdown(String javadoc) {
		return CODE.matcher(javadoc.replaceAll("(?m)^\\s*\\*", "").replaceAll("\\s+", " ")).replaceAll("`$1`");
	}

	/**
	 * Returns the rows of a table of all settings in a record and below.
	 */
	List<String> rows(String record, String prefix) {
		Class<?> type = Stream
			.concat(Stream.of(AcrSyncProperties.class), Arrays.stream(AcrSyncProperties.class.getDeclaredClasses()))
			.filter((it) -> it.getSimpleName().equals(record))
			.findFirst()
			.orElseThrow();
		return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
			.filter((parameter) -> parameter.getType() != Map.class)
			.flatMap((parameter) -> rows(record, parameter,
					prefix + DataObjectPropertyName.toDashedForm(parameter.getName())))
			.toList();
	}

	private Stream<String> rows(String record, Parameter parameter, String key) {
		if (parameter.getType().getDeclaringClass() == AcrSyncProperties.class) {
			return rows(parameter.getType().getSimpleName(), key + '.').stream();
		}
		String said = Objects.requireNonNull(this.words.get(record + '.' + parameter.getName()), key);
		Matcher ending = ENDING.matcher(said);
		if (!ending.matches()) {
			return Stream.of("| `%s` | %s | %s |".formatted(key, declared(parameter), said));
		}
		String standard = (ending.group(2) != null) ? ending.group(2) : "required";
		return Stream.of("| `%s` | %s | %s |".formatted(key, standard, ending.group(1)));
	}

	private static String declared(Parameter parameter) {
		return Optional.ofNullable(parameter.getAnnotation(DefaultValue.class))
			.filter((it) -> it.value().length > 0)
			.map((it) -> '`' + String.join(", ", it.value()) + '`')
			.orElse("none");
	}

}
