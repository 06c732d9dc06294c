package dev.acrsync.live;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import dev.acrsync.live.StatementResult.Outcome;

import org.springframework.util.FileSystemUtils;

/**
 * Checks all statements against Azure: {@code ./mvnw -P live verify}. It makes two
 * registries, and deletes them in the end, whatever happens. It touches nothing else.
 */
public final class LiveRun {

	private static final int HOLDS = 0;

	private static final int DIFFERS = 1;

	private static final int NOT_RUN = 2;

	private static final int LEFT_BEHIND = 3;

	/** Of a day, by SKU. */
	private static final Map<String, String> PRICES = Map.of("Basic", "0.17", "Standard", "0.67");

	private final RunSettings settings;

	private final RunResources resources;

	private final BufferedReader in;

	private final PrintStream out;

	private LiveRun(RunSettings settings, RunResources resources, BufferedReader in, PrintStream out) {
		this.settings = settings;
		this.resources = resources;
		this.in = in;
		this.out = out;
	}

	/**
	 * Ends with 0 if all that was tried holds, with 1 if something does not, with 2 if
	 * nothing was tried, and with 3 if something that was made is still there.
	 */
	public static void main(String[] arguments) {
		System.exit(run(System.getProperties(), System.in, System.out));
	}

	static int run(Properties properties, InputStream in, PrintStream out) {
		try {
			RunSettings settings = RunSettings.read(properties);
			try (RunResources resources = new RunResources(settings.access(), settings.subscription(),
					settings.resourceGroup())) {
				return new LiveRun(settings, resources,
						new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)), out)
					.begin();
			}
		}
		catch (RuntimeException ex) {
			return notRun(out, ex);
		}
	}

	private static int notRun(PrintStream out, RuntimeException cause) {
		out.println("The run broke off: " + cause);
		return NOT_RUN;
	}

	private int begin() {
		List<String> leftovers = this.resources.leftovers();
		if (!leftovers.isEmpty()) {
			this.out.println("Earlier runs have left behind: "
					+ String.join(", ", leftovers.stream().map(LiveRun::shortName).toList()));
		}
		if (this.settings.clean()) {
			return (leftovers.isEmpty() || asks("Delete them?")) ? delete(leftovers, HOLDS) : NOT_RUN;
		}
		if (!leftovers.isEmpty() && this.settings.yes()) {
			this.out.println("Another run may still need them. -Dlive.clean=true deletes them.");
		}
		else if (!leftovers.isEmpty() && asks("Delete them first?") && delete(leftovers, HOLDS) != HOLDS) {
			return LEFT_BEHIND;
		}
		String location = this.resources.location();
		this.out.printf(
				"""
						This will make in %s, subscription %s, resource group '%s', location '%s':
						  2 registries of the SKU %s, each tagged '%s', with a webhook and some tokens of their own,
						  and a storage account with two queues for Event Grid, tagged alike,
						  and delete all three when it is through, in about ten minutes.
						A registry costs about %s US dollars for a day, charged by the time that it exists; the rest next to nothing.
						In all some cents at most.
						What is pushed and imported is less than 1 MiB. Nothing else in the resource group is touched.
						""",
				this.resources.access().name(), this.settings.subscription(), this.settings.resourceGroup(), location,
				this.settings.sku(), RunResources.TAG, PRICES.getOrDefault(this.settings.sku(), "1.67"));
		return asks("Begin?") ? check(location) : NOT_RUN;
	}

	private int check(String location) {
		String run = UUID.randomUUID().toString().substring(0, 8);
		Thread hook = new Thread(() -> delete(this.resources.made(), DIFFERS));
		Runtime.getRuntime().addShutdownHook(hook);
		int outcome = NOT_RUN;
		try {
			outcome = check(create(run, "vendor", location), create(run, "customer", location));
		}
		catch (IOException ex) {
			outcome = notRun(this.out, new UncheckedIOException(ex));
		}
		catch (RuntimeException ex) {
			outcome = notRun(this.out, ex);
		}
		outcome = delete(this.resources.made(), outcome);
		Runtime.getRuntime().removeShutdownHook(hook);
		return outcome;
	}

	private LiveRegistry create(String run, String role, String location) {
		LiveRegistry registry = this.resources.create(run, role, location, this.settings.sku());
		this.out.println("Made " + registry.name());
		return registry;
	}

	private int check(LiveRegistry vendor, LiveRegistry customer) throws IOException {
		Path exchanges = this.settings.directory().resolve("exchanges");
		FileSystemUtils.deleteRecursively(exchanges);
		Files.createDirectories(exchanges);
		StatementStage stage = new StatementStage(this.resources, exchanges, vendor, customer);
		List<StatementResult> results = new ArrayList<>();
		for (StatementCheck statement : this.settings.statements()) {
			StatementResult result = statement.check(stage);
			results.add(result);
			this.out.printf("%-14s %s%s%n", result.outcome().label(), result.id(),
					(result.outcome() == Outcome.HOLDS) ? "" : ": " + this.resources.mask().mask(result.seen()));
		}
		ResultTable table = new ResultTable(this.resources.access().name(), Instant.now(), results);
		table.write(this.settings.directory(), this.resources.mask()::mask);
		this.out.printf("%s%nThe table is %s, what was said is beside it in 'exchanges'.%n", table.summary(),
				this.settings.directory().resolve("table.md"));
		return (table.count(Outcome.DIFFERS) == 0) ? HOLDS : DIFFERS;
	}

	private int delete(List<String> names, int outcome) {
		int result = outcome;
		for (String name : names) {
			try {
				this.resources.delete(name);
				this.out.println("Deleted " + shortName(name));
			}
			catch (IllegalStateException | UncheckedIOException ex) {
				this.out.printf("NOT deleted: %s (%s). The same command with -Dlive.clean=true tries again.%n", name,
						ex.getMessage());
				result = LEFT_BEHIND;
			}
		}
		return result;
	}

	private static String shortName(String id) {
		return id.substring(id.lastIndexOf('/') + 1);
	}

	private boolean asks(String question) {
		if (this.settings.yes()) {
			return true;
		}
		this.out.print(question + " [yes/no] ");
		this.out.flush();
		try {
			String answer = this.in.readLine();
			return answer != null && answer.strip().matches("(?i)y|yes");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
