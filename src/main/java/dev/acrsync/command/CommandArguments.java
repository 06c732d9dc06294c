package dev.acrsync.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
	 */
	static CommandArguments of(List<String> arguments, Set<String> own, Set<String> flags) {
		Map<String, String> options = new HashMap<>();
		List<String> settings = new ArrayList<>();
		for (String argument : arguments) {
			String[] pair = argument.split("=", 2);
			String name = pair[0].replaceFirst("^--", "");
			if (!argument.startsWith("--")) {
				throw new IllegalArgumentException("'" + argument + "' is no option: write --<name>=<value>");
			}
			if (pair.length == 1 && flags.contains(name)) {
				options.put(name, "");
			}
			else if (!own.contains(name)) {
				settings.add(argument);
			}
			else if (pair.length == 1 || pair[1].isBlank()) {
				throw new IllegalArgumentException("--" + name + " has no value: write --" + name + "=<value>");
			}
			else {
				options.put(name, pair[1]);
			}
		}
		return new CommandArguments(options, settings);
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

	String require(String option) {
		return find(option).orElseThrow(
				() -> new IllegalArgumentException("--" + option + " is missing: write --" + option + "=<value>"));
	}

}
