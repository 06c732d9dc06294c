package dev.acrsync.logging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long lines are at a terminal.
 */
class LineLimitTests {

	@Test
	void aTerminalIsShownAllInLinesThatFit() {
		String line = "2026-11-28T01:37:31.783Z  INFO [import-12] dev.acrsync.importing.OutcomeRecorder: "
				+ "a few words ".repeat(40) + "x".repeat(300);
		String broken = LineLimit.breakForTerminal("short\n" + line + "\n");
		assertThat(broken.lines()).allMatch((it) -> it.length() <= LineLimit.TERMINAL).startsWith("short").hasSize(6);
		assertThat(broken.replaceAll("\\s+", "")).isEqualTo("short" + line.replaceAll("\\s+", ""));
		assertThat(broken).endsWith("x\n");
	}

	@Test
	void jsonStaysOneLine() {
		String json = "{\"message\":\"" + "long ".repeat(100) + "\"}\n";
		assertThat(LineLimit.breakForTerminal(json)).isEqualTo(json);
	}

}
