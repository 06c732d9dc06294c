package dev.acrsync.process;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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
		JsonNode figures = SmallProcess.run(LargeSources.class, HEAP, this.directory);
		assertThat(figures.at("/completeness/complete").asBoolean()).as(figures.toString()).isTrue();
		assertThat(figures.at("/completeness/rows").valueStream().map((row) -> row.at("/matching").asInt()))
			.hasSize(LargeSources.SOURCES)
			.containsOnly(LargeSources.TAGS);
	}

}
