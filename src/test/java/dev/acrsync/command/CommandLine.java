package dev.acrsync.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import dev.acrsync.sandbox.Sandbox;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/**
 * What a command has printed, and how it ended.
 *
 * @param code the exit code; nothing if the service was meant
 * @param out what went to the standard output
 * @param err what went to the error output
 */
record CommandLine(OptionalInt code, String out, String err) {

	private static final LoggingSystem logging = LoggingSystem.get(CommandLine.class.getClassLoader());

	static CommandLine run(String... line) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		logging.cleanUp();
		try {
			OptionalInt code = CommandFinder.run(new PrintStream(out, true, StandardCharsets.UTF_8),
					new PrintStream(err, true, StandardCharsets.UTF_8), line);
			return new CommandLine(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
		}
		finally {
			logAgain();
		}
	}

	/**
	 * A command silences the log of its process, which here is that of all tests.
	 */
	private static void logAgain() {
		System.clearProperty("CONSOLE_LOG_THRESHOLD");
		System.clearProperty("FILE_LOG_THRESHOLD");
		logging.cleanUp();
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
	}

	/**
	 * Runs a command on a sandbox.
	 * @param line the command, its options, and further settings that win over the
	 * sandbox's; a setting without a value is left out
	 */
	static CommandLine run(Sandbox sandbox, String... line) {
		Map<String, Object> settings = sandbox.properties();
		List<String> arguments = new ArrayList<>(List.of(line));
		arguments.stream().skip(1).forEach((it) -> settings.remove(it.substring(2, (it + "=").indexOf('='))));
		arguments.removeIf((it) -> it.startsWith("--acr-sync.") && !it.contains("="));
		settings.forEach((key, value) -> arguments.add("--" + key + "=" + value));
		return run(arguments.toArray(String[]::new));
	}

	JsonNode json() {
		return JsonMapper.shared().readTree(this.out);
	}

}
