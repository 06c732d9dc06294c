package dev.acrsync.command;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds the command that the line names.
 */
public final class Commands {

	/** All is well. */
	static final int OK = 0;

	/** There is something to look at. */
	static final int WARNING = 1;

	/** It is wrong, or could not be told. */
	static final int ERROR = 2;

	private static final String USAGE = """
			Usage: java -jar acr-sync.jar [<command>] [--<setting>=<value> ...]

			Without a command the service is started. Settings are given to a command as to the service: in the
			environment, in files, or on the line.

			  doctor   checks the configuration against the registries and Azure, and says what cures what is wrong
			             --format=text|json
			             --fail-on=warning|error  with error, warnings alone end with 0
			             --config                 the configuration alone: whether a service would start with it
			             --database=look|skip     skip it where this is not the service's own directory
			           exit code: 0 all is well, 1 warnings, 2 errors
			  explain  asks the running service what is decided of an image, and how it is at source and target
			             --source=<name> --repository=<repository> --tag=<tag> [--url=http://localhost:8081]
			           exit code: 0 it is let in, 1 it is not, 2 the service gives no answer
			  plan     asks the running service what it would import if it compared the registries now
			             [--url=http://localhost:8081]
			           exit code: 0 nothing, 1 something, or something could not be compared, 2 the service gives no answer

			--url is where the service is managed: by default the machine itself, and management.server.port.
			""";

	private Commands() {
	}

	/**
	 * Runs the command that comes first on the line, and returns its exit code; or
	 * nothing if the service is meant.
	 */
	public static OptionalInt run(PrintStream out, PrintStream err, String... line) {
		if (Arrays.asList(line).contains("--help")) {
			out.print(USAGE);
			return OptionalInt.of(OK);
		}
		if (line.length == 0 || line[0].startsWith("-")) {
			return OptionalInt.empty();
		}
		try {
			return OptionalInt.of(run(line[0], Arrays.asList(line).subList(1, line.length), out, err));
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			err.println();
			err.print(USAGE);
			return OptionalInt.of(ERROR);
		}
	}

	private static int run(String command, List<String> rest, PrintStream out, PrintStream err) {
		return switch (command) {
			case "doctor" ->
				DoctorCommand.run(Arguments.of(rest, Set.of("format", "fail-on", "database"), Set.of("config")), out);
			case "explain" -> new ServiceCommand(out, err)
				.explain(Arguments.of(rest, Set.of("url", "source", "repository", "tag"), Set.of()));
			case "plan" -> new ServiceCommand(out, err).plan(Arguments.of(rest, Set.of("url"), Set.of()));
			default -> throw new IllegalArgumentException("'" + command + "' is no command");
		};
	}

}
