package dev.acrsync.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A comparison of several large sources side by side: see {@link LargeSources}.
 */
class LargeSourcesIT {

	/** Less than the container's heap has. */
	private static final String HEAP = "-Xmx64m";

	@TempDir
	Path directory;

	@Test
	void sourcesThatAreLargeAllAtOnceAreComparedInTheHeapOfTheContainer() throws Exception {
		JsonNode figures = run();
		assertThat(figures.at("/completeness/complete").asBoolean()).as(figures.toString()).isTrue();
		assertThat(figures.at("/completeness/rows").valueStream().map((row) -> row.at("/matching").asInt()))
			.hasSize(LargeSources.SOURCES)
			.containsOnly(LargeSources.TAGS);
	}

	private JsonNode run() throws IOException, InterruptedException {
		Path figures = this.directory.resolve("figures.json");
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				HEAP, "-Dsun.net.httpserver.nodelay=true", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError",
				"--enable-native-access=ALL-UNNAMED",
				"-Djavax.net.ssl.trustStore=" + System.getProperty("javax.net.ssl.trustStore"),
				"-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=localhost", "-cp",
				System.getProperty("java.class.path"), LargeSources.class.getName(), figures.toString()))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it came to its end").isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(output)).isZero();
		return JsonMapper.shared().readTree(Files.readString(figures));
	}

}
