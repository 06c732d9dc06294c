package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One source for the chart's values, their schema and their description.
 */
class ChartValuesTests {

	private static final Path README = Chart.SOURCE.resolve("README.md");

	@Test
	void everyValueIsExplained() throws IOException {
		assertThat(values().withoutWords()).isEmpty();
	}

	@Test
	void theSchemaKnowsEveryValueAndNoOther() throws IOException {
		Golden.assertSame(Chart.SOURCE.resolve("values.schema.json"), values().schema());
	}

	@Test
	void theReadmeListsEveryValue() throws IOException {
		String start = "## Values\n\n";
		String before = Files.readString(README);
		Golden.assertSame(README, before.substring(0, before.indexOf(start)) + start + values().table());
	}

	private static ValuesFile values() throws IOException {
		return ValuesFile.read(Chart.SOURCE.resolve("values.yaml"));
	}

}
