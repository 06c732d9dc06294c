package dev.acrsync.settings.reading;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.ConfigTreePropertySource.Option;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The directories that were imported by {@code configtree:}. Spring reads each file once;
 * here they are read again.
 */
final class MountedFiles {

	private MountedFiles() {
	}

	static boolean areUsed(ConfigurableEnvironment environment) {
		return !directories(environment).isEmpty();
	}

	/**
	 * Reads all files again, and takes over either all of them or none.
	 * @return whether any value has changed, come or gone
	 * @throws RuntimeException if a directory or a file cannot be read
	 */
	static boolean readAgain(ConfigurableEnvironment environment) {
		Map<String, ConfigTreePropertySource> changed = new HashMap<>();
		for (ConfigTreePropertySource old : directories(environment)) {
			ConfigTreePropertySource now = new ConfigTreePropertySource(old.getName(), old.getSource(),
					Option.AUTO_TRIM_TRAILING_NEW_LINE);
			if (!values(old).equals(values(now))) {
				changed.put(old.getName(), now);
			}
		}
		changed.forEach(environment.getPropertySources()::replace);
		return !changed.isEmpty();
	}

	private static List<ConfigTreePropertySource> directories(ConfigurableEnvironment environment) {
		return environment.getPropertySources()
			.stream()
			.filter(ConfigTreePropertySource.class::isInstance)
			.map(ConfigTreePropertySource.class::cast)
			.toList();
	}

	private static Map<String, String> values(ConfigTreePropertySource directory) {
		Map<String, String> values = new HashMap<>();
		for (String name : directory.getPropertyNames()) {
			values.put(name, String.valueOf(directory.getProperty(name)));
		}
		return values;
	}

}
