package dev.acrsync.settings.reading;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Lets {@code ACR_SYNC_SOURCES_CONTOSO_REGISTRY} name a source that no file names. Spring
 * Boot finds the keys of a map only under {@code ACRSYNC_…}, the prefix without its dash.
 * Only these two prefixes are taken: for a service named {@code acr-sync} Kubernetes sets
 * variables such as {@code ACR_SYNC_PORT} as well.
 */
class EnvironmentNames implements EnvironmentPostProcessor {

	private static final String PREFIX = "ACR_SYNC_";

	private static final Pattern BELOW_A_NAME = Pattern.compile("((?:SOURCES|TARGETS)_[^_]+)(_.*)");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Map<String, Object> renamed = new TreeMap<>();
		Map<String, String> written = new TreeMap<>();
		environment.getSystemEnvironment().forEach((name, value) -> {
			String rest = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
			if (rest.startsWith("SOURCES_") || rest.startsWith("TARGETS_")) {
				renamed.put("ACRSYNC_" + withoutDashes(rest), value);
				written.put("ACRSYNC_" + withoutDashes(rest), name);
			}
		});
		if (!renamed.isEmpty()) {
			environment.getPropertySources()
				.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
						new RenamedVariables(renamed, written));
		}
	}

	/**
	 * Spring Boot takes every underscore in the keys of a map for a dot:
	 * {@code RESOURCE_ID} has to be {@code RESOURCEID}.
	 */
	private static String withoutDashes(String name) {
		Matcher key = BELOW_A_NAME.matcher(name);
		return key.matches() ? key.group(1) + KnownKeys.joinWords(key.group(2)) : name;
	}

	/**
	 * Variables under their other names, which are told of by the names that they have.
	 */
	private static final class RenamedVariables extends SystemEnvironmentPropertySource
			implements OriginLookup<String> {

		private final Map<String, String> written;

		RenamedVariables(Map<String, Object> renamed, Map<String, String> written) {
			super("acr-sync-systemEnvironment", renamed);
			this.written = written;
		}

		@Override
		public @Nullable Origin getOrigin(String name) {
			String variable = this.written.get(name);
			return (variable != null) ? new SystemEnvironmentOrigin(variable) : null;
		}

	}

}
