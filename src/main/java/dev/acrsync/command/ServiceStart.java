package dev.acrsync.command;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells what is wrong with the way that the service is started before anything of it is.
 */
final class ServiceStart {

	/** As environment variables are called: Azure's have no other names. */
	private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)+");

	/** Spring Boot's own, and those that have no dot in their names. */
	private static final Set<String> FLAGS = Set.of("debug", "trace");

	private ServiceStart() {
	}

	/**
	 * Says whether the service can be started by a line, and otherwise what to write.
	 * @throws IllegalArgumentException if the line has something that is no setting
	 */
	static boolean isWellAsked(List<String> line, PrintStream err) {
		for (String word : line) {
			if (!isSetting(word)) {
				throw new IllegalArgumentException(
						"'" + word + "' is neither a command nor a setting such as --acr-sync.retention=30d");
			}
		}
		if (line.isEmpty() && !isConfigured()) {
			err.println("""
					There is no configuration: neither application.yaml nor config/application.yaml in %s, nor an
					environment variable such as ACR_SYNC_SOURCES_CONTOSO_REGISTRY or SPRING_CONFIG_LOCATION.
					Say at least whose images are to be brought, and where:

					acr-sync:
					  sources:
					    contoso:
					      registry: contoso.azurecr.io
					      rules:
					        - repositories: [team/app]
					  targets:
					    prod:
					      resource-id: <az acr show --name customer --query id>

					docs/configuration.md explains all settings, and --help the commands."""
				.formatted(Path.of("").toAbsolutePath()));
			return false;
		}
		return true;
	}

	/**
	 * Tells whether a word of a line can be a setting, of ours or of Spring Boot.
	 */
	static boolean isSetting(String word) {
		String name = word.replaceFirst("^--", "").replaceFirst("(?s)=.*", "");
		return word.startsWith("--")
				&& (name.contains(".") || FLAGS.contains(name) || VARIABLE.matcher(name).matches());
	}

	private static boolean isConfigured() {
		return Files.exists(Path.of("config"))
				|| Stream.of("yaml", "yml", "properties").anyMatch((it) -> Files.exists(Path.of("application." + it)))
				|| Stream
					.concat(System.getenv().keySet().stream(), System.getProperties().stringPropertyNames().stream())
					.map((name) -> name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", ""))
					.anyMatch((name) -> name.startsWith("acrsync") || name.startsWith("spring"));
	}

}
