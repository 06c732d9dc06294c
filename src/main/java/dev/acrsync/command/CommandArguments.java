package dev.acrsync.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows a command on the line: its own options, and settings for Spring Boot.
 *
 * @param options its own, by name
 * @param settings all others, as they were written
 */
record CommandArguments(Map<String, String> options, List<String> settings) {

	/**
	 * Takes a line apart.
	 * @param own options that have a value
	 * @param flags options that have none
	 * @throws IllegalArgumentException if it has what is neither, nor a setting: a
	 * narrower option that is misspelt would be answered, or carried out, for everything
	 */
	static CommandArguments of(String command, List<String> arguments, Set<String> own, Set<String> flags) {
		Map<String, String> options = new HashMap<>();
		List<String> settings = new ArrayList<>();
		for (String argument : arguments) {
			String[] pair = argument.split("=", 2);
			String name = pair[0].replaceFirst("^--", "");
			if (!argument.startsWith("--")) {
				throw new IllegalArgumentException("'" + argument + "' is no option: write --<name>=<value>");
			}
			if (!own.contains(name) && !flags.contains(name)) {
				if (!ServiceStart.isSetting(argument)) {
					throw new IllegalArgumentException("'%s' has no option --%s: it has %s".formatted(command, name,
							Stream.concat(own.stream(), flags.stream())
								.sorted()
								.map("--"::concat)
								.collect(Collectors.joining(", "))));
				}
				settings.add(argument);
			}
			else if (options.put(name, value(name, pair, flags.contains(name))) != null) {
				throw new IllegalArgumentException("--" + name + " is there twice: write it once");
			}
		}
		return new CommandArguments(options, settings);
	}

	private static String value(String name, String[] pair, boolean flag) {
		if (flag) {
			if (pair.length > 1) {
				throw new IllegalArgumentException("--" + name + " has no value: write --" + name + " alone");
			}
			return "";
		}
		if (pair.length == 1 || pair[1].isBlank()) {
			throw new IllegalArgumentException("--" + name + " has no value: write --" + name + "=<value>");
		}
		return pair[1];
	}

	CommandArguments with(String option, String value) {
		Map<String, String> all = new HashMap<>(this.options);
		all.put(option, value);
		return new CommandArguments(all, this.settings);
	}

	boolean has(String flag) {
		return this.options.containsKey(flag);
	}

	Optional<String> find(String option) {
		return Optional.ofNullable(this.options.get(option));
	}

	/**
	 * Returns the first of two words unless the line has the second.
	 */
	String choose(String option, String first, String second) {
		String chosen = find(option).orElse(first);
		if (!List.of(first, second).contains(chosen)) {
			throw new IllegalArgumentException("--" + option + " is neither " + first + " nor " + second);
		}
		return chosen;
	}

	/**
	 * Refuses options beside one that says all: they would be ignored.
	 */
	void requireAlone(String option, Set<String> others) {
		for (String other : others) {
			if (has(option) && has(other)) {
				throw new IllegalArgumentException("--%s names one already: leave --%s out".formatted(option, other));
			}
		}
	}

	String require(String option) {
		return find(option).orElseThrow(
				() -> new IllegalArgumentException("--" + option + " is missing: write --" + option + "=<value>"));
	}

}
