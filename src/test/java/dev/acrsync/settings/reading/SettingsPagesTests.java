package dev.acrsync.settings.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents' tables of settings are those of the settings' own Javadoc.
 */
class SettingsPagesTests {

	private static final String WRITE = "docs.write";

	@ParameterizedTest
	@CsvSource(textBlock = """
			docs/configuration.md, | key after `acr-sync.sources.<s>.` |, SourceProperties, ''
			docs/configuration.md, | key after `acr-sync.targets.<t>.` |, TargetProperties, ''
			docs/configuration.md, | key under `acr-sync` |, AcrSyncProperties, acr-sync.
			docs/rules.md, | key after `acr-sync.sources.<s>.rules[<n>].` |, RuleProperties, ''
			""")
	void theTableIsThatOfTheJavadoc(Path page, String header, String record, String prefix) throws IOException {
		String text = Files.readString(page);
		int rows = text.indexOf("|---", text.indexOf(header)) + "|---|---|---|\n".length();
		List<String> documented = text.substring(rows).lines().takeWhile((line) -> line.startsWith("|")).toList();
		List<String> declared = DocumentedSettings.read().rows(record, prefix);
		if (Boolean.getBoolean(WRITE)) {
			Files.writeString(page, text.substring(0, rows) + String.join("\n", declared)
					+ text.substring(rows + String.join("\n", documented).length()));
			return;
		}
		assertThat(documented)
			.as("%s, %s. Renew it with: ./mvnw test -Dtest=SettingsPagesTests -D%s=true", page, header, WRITE)
			.isEqualTo(declared);
	}

}
