package dev.acrsync.settings.reading;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration is wrong in ways that its author can mend.
 */
class InvalidSettingsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	InvalidSettingsException(List<SettingsProblem> problems) {
		super(problems.stream().map((problem) -> "  - " + problem).collect(Collectors.joining("\n")));
	}

}
