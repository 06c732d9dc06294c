package dev.acrsync.command;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the command that the line names.
 */
public final class CommandFinder {

	/** All is well. */
	static final int OK = 0;

	/** There is something to look at. */
	static final int WARNING = 1;

	/** It is wrong, or could not be told. */
	static final int ERROR = 2;

	private static final String USAGE = """
			Usage: java -jar acr-sync.jar [<command>] [--<setting>=<value> ...]

			Without a command the service is started. Settings are given to it as in its files: --acr-sync.retention=30d

			  doctor        checks the configuration against the registries and Azure, and says what cures what is wrong
			                  --config                 the configuration alone: whether a service would start with it
			                  --fail-on=warning|error  with error, warnings alone end with 0
			                  --database=look|skip     skip it where this is not the service's own directory
			                exit code: 0 all is well, 1 warnings, 2 errors

			  vendor        prints the page for a vendor, as Markdown: what it has to do, with the values of this configuration
			                  --source=<name>          [--contact=<whom it writes to>]
			                  --show-secret            with the webhook's secret in it
			                exit code: 0, 2 where there is no such source

			These ask the running service:

			  status        whether all is there, what failed and what cures it, and how it goes
			                exit code: 0 all is there, 1 it is not, or it is not known
			  imports       the imports, newest first, or one
			                  [--state=<state>] [--source=<name>] [--repository=<repository>] [--limit=<number>] or --id=<id>
			  retry         tries failed imports again
			                  --id=<id>, or all of [--state=failed|gone] [--source=<name>] [--repository=<repository>]
			                  [--code=<trouble>]
			  completeness  whether everything that the rules let in is at the targets
			                exit code: 0 it is, 1 it is not
			  compare       begins a comparison of the registries
			  explain       what is decided of an image, and how it is at source and target
			                  --source=<name> --repository=<repository> --tag=<tag>
			                exit code: 0 it is let in, 1 it is not
			  plan          what would be imported if the registries were compared now
			                exit code: 0 nothing, 1 something, or something could not be compared

			All but vendor take --format=text|json, and end with 2 where there is no answer, or where an option, a source, a
			state or a code is unknown. Those that ask the service take --url=http://localhost:8081, where it is managed.

			  --help, -h    this
			  --version     which version this is
			""";

	private CommandFinder() {
	}

	/**
	 * Runs the command that comes first on the line, and returns its exit code; or
	 * nothing if the service is meant.
	 */
	public static OptionalInt run(PrintStream out, PrintStream err, String... line) {
		List<String> words = Arrays.asList(line);
		if (words.contains("--help") || words.contains("-h")) {
			out.print(USAGE);
			return OptionalInt.of(OK);
		}
		if (words.contains("--version")) {
			out.println(version());
			return OptionalInt.of(OK);
		}
		try {
			if (line.length == 0 || line[0].startsWith("-")) {
				return ServiceStart.isWellAsked(words, err) ? OptionalInt.empty() : OptionalInt.of(ERROR);
			}
			return OptionalInt.of(run(line[0], words.subList(1, line.length), out, err));
		}
		catch (IllegalArgumentException ex) {
			err.println(ex.getMessage());
			err.println();
			err.print(USAGE);
			return OptionalInt.of(ERROR);
		}
	}

	private static int run(String command, List<String> rest, PrintStream out, PrintStream err) {
		if (command.equals("doctor")) {
			return DoctorCommand.run(
					CommandArguments.of(command, rest, Set.of("format", "fail-on", "database"), Set.of("config")), out);
		}
		if (command.equals("vendor")) {
			return VendorCommand
				.run(CommandArguments.of(command, rest, Set.of("source", "contact"), Set.of("show-secret")), out, err);
		}
		Set<String> options = ServiceCommand.OPTIONS.get(command);
		if (options == null) {
			throw new IllegalArgumentException("'" + command + "' is no command");
		}
		return new ServiceCommand(out, err).run(command, CommandArguments.of(command, rest,
				Stream.concat(options.stream(), Stream.of("url", "format")).collect(Collectors.toSet()), Set.of()));
	}

	private static String version() {
		String version = CommandFinder.class.getPackage().getImplementationVersion();
		return "acr-sync " + ((version != null) ? version : "of classes that are in no jar") + ", Java "
				+ Runtime.version();
	}

}
