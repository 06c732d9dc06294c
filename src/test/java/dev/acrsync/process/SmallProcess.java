package dev.acrsync.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stage with stand-ins and the service in one process, whose heap is about that of the
 * container.
 */
final class SmallProcess {

	private SmallProcess() {
	}

	/**
	 * Runs a stage to its end, and returns the figures that it leaves in the file that
	 * its only argument names.
	 * @param heap the option of the JVM that bounds the heap
	 * @param directory where the figures and the output are left
	 */
	static JsonNode run(Class<?> stage, String heap, Path directory) throws IOException, InterruptedException {
		Path figures = directory.resolve("figures.json");
		Path output = directory.resolve("output");
		Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				heap, "-Dsun.net.httpserver.nodelay=true", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
				"-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED",
				"-Djavax.net.ssl.trustStore=" + System.getProperty("javax.net.ssl.trustStore"),
				"-Djavax.net.ssl.trustStoreType=PKCS12", "-Djavax.net.ssl.trustStorePassword=localhost", "-cp",
				System.getProperty("java.class.path"), stage.getName(), figures.toString()))
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
