package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a newcomer is told whose ports are taken.
 */
class FreePortsTests {

	private static final String LINE = "spring-boot:test-run -Dspring-boot.run.arguments=--server.port=%d "
			+ "--management.server.port=%d";

	@Test
	void takenOnesAreSaidAtOnceWithTheOptionsThatChangeThem() throws IOException {
		try (ServerSocket one = new ServerSocket(0); ServerSocket other = new ServerSocket(0)) {
			assertThat(FreePorts.problem(LINE.formatted(one.getLocalPort(), other.getLocalPort())))
				.hasValueSatisfying((problem) -> assertThat(problem)
					.startsWith("Ports %d and %d are taken by another process. End that, or give others:"
						.formatted(one.getLocalPort(), other.getLocalPort()))
					.contains("--server.port=9080 --management.server.port=9081"));
			assertThat(FreePorts.problem(LINE.formatted(one.getLocalPort(), 0)))
				.hasValueSatisfying((problem) -> assertThat(problem)
					.startsWith("Port " + one.getLocalPort() + " is taken by another process."));
			assertThat(FreePorts.problem(LINE.formatted(0, 0))).isEmpty();
		}
	}

	@Test
	void mavenIsNotEvenStarted() throws Exception {
		try (ServerSocket taken = new ServerSocket(0)) {
			Process mvnw = new ProcessBuilder("./mvnw", "-o", "spring-boot:test-run",
					"-Dspring-boot.run.arguments=--server.port=" + taken.getLocalPort())
				.redirectErrorStream(true)
				.start();
			String said = new String(mvnw.getInputStream().readAllBytes());
			assertThat(mvnw.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(mvnw.exitValue()).isEqualTo(1);
			assertThat(said).startsWith("Port")
				.contains(" " + taken.getLocalPort() + " ")
				.doesNotContain("[INFO]", "[ERROR]");
		}
	}

}
