package dev.acrsync.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.acrsync.settings.reading.SettingsSchema;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One source for the chart's values, their schema and their description.
 */
class ChartValuesTests {

	private static final Path PAGE = Chart.SOURCE.resolve("VALUES.md");

	@Test
	void everyValueIsExplained() throws IOException {
		assertThat(values().withoutWords()).isEmpty();
	}

	@Test
	void theSettingsAreThoseOfTheService() throws IOException {
		Golden.assertSame(Chart.SOURCE.resolve("files/settings.schema.json"), SettingsSchema.document());
	}

	@Test
	void theSchemaKnowsEveryValueAndNoOther() throws IOException {
		Golden.assertSame(Chart.SOURCE.resolve("values.schema.json"), values().schema());
	}

	@Test
	void thePageListsEveryValue() throws IOException {
		String page = Files.readString(PAGE);
		Golden.assertSame(PAGE, page.substring(0, page.indexOf("| value |")) + values().table());
	}

	private static ValuesFile values() throws IOException {
		return ValuesFile.read(Chart.SOURCE);
	}

}
