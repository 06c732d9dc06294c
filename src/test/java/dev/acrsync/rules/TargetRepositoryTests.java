package dev.acrsync.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.acrsync.image.RandomNames;
import dev.acrsync.image.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TargetRepository}.
 */
class TargetRepositoryTests {

	private static final long SEED = 20_261_123;

	private static final List<String> PREFIXES = List.of("", "vendors/", "vendors/contoso/", "a-", "a--", "a.", "a_",
			"a__", "a", "x/y.z/a");

	private static final List<String> SUFFIXES = List.of("", "/mirror", "-mirror", "--m", ".m", "_m", "__m", "m",
			"m/n");

	@ParameterizedTest
	@CsvSource({ "{repository}, tripinsights/poi", "vendors/contoso/{repository}, vendors/contoso/tripinsights/poi",
			"{repository}/mirror, tripinsights/poi/mirror", "contoso-{repository}, contoso-tripinsights/poi",
			"vendors/poi, vendors/poi" })
	void putsTheRepositoryInItsPlace(String template, String mapped) {
		assertThat(TargetRepository.parse(template).apply(new RepositoryName("tripinsights/poi")))
			.contains(new RepositoryName(mapped));
		assertThat(TargetRepository.parse(template)).hasToString(template);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{tag}", "vendors/{registry}/{repository}", "{Repository}", "{ repository }",
			"{{repository}}", "{repository", "repository}", "{}", "${repository}/{}" })
	void refusesOtherPlaceholders(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> TargetRepository.parse(template))
			.withMessage("{repository} is the only placeholder, and is written just so");
	}

	@Test
	void refusesThePlaceholderTwice() {
		assertThatIllegalArgumentException().isThrownBy(() -> TargetRepository.parse("{repository}/{repository}"))
			.withMessage("{repository} is written once");
	}

	@Test
	void saysThatUpperCaseIsWrittenInLowerCase() {
		assertThatIllegalArgumentException().isThrownBy(() -> TargetRepository.parse("Vendors/{repository}"))
			.withMessage("repository names are lower case: write 'vendors/{repository}'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/{repository}", "{repository}/", "vendors//{repository}",
			"vendors/{repository} ", "-{repository}", "{repository}-", "vendors/_{repository}", "../{repository}",
			"vendors.-{repository}", "a___{repository}", "{repository}:latest", "customer.azurecr.io:443/{repository}",
			"*/{repository}", "$repository", "{repository}\n" })
	void refusesWhatGivesNoRepositoryName(String template) {
		assertThatIllegalArgumentException().isThrownBy(() -> TargetRepository.parse(template))
			.withMessage("a repository name is " + RepositoryName.GRAMMAR);
	}

	@Test
	void refusesATemplateThatLeavesNoRoomForAName() {
		assertThat(TargetRepository.parse("a".repeat(254) + "{repository}").apply(new RepositoryName("b"))).isPresent();
		assertThatIllegalArgumentException().isThrownBy(() -> TargetRepository.parse("a".repeat(255) + "{repository}"));
	}

	@Test
	void givesNothingWhereTheNameWouldBeTooLong() {
		TargetRepository template = TargetRepository.parse("vendors/{repository}");
		assertThat(template.apply(new RepositoryName("a".repeat(247))).map(RepositoryName::value))
			.contains("vendors/" + "a".repeat(247));
		assertThat(template.apply(new RepositoryName("a".repeat(248)))).isEmpty();
		assertThat(template.apply(new RepositoryName("a".repeat(255)))).isEmpty();
	}

	@Test
	void knowsWhetherEveryRepositoryBecomesTheSame() {
		assertThat(TargetRepository.parse("vendors/poi").isFixed()).isTrue();
		assertThat(TargetRepository.parse("vendors/{repository}").isFixed()).isFalse();
	}

	@Test
	void givesAGoodNameForEveryRepositoryAndAnotherForEachOther() {
		RandomNames names = new RandomNames(new Random(SEED));
		for (String prefix : PREFIXES) {
			for (String suffix : SUFFIXES) {
				TargetRepository template = TargetRepository.parse(prefix + "{repository}" + suffix);
				Map<RepositoryName, RepositoryName> origins = new HashMap<>();
				for (int i = 0; i < 300; i++) {
					RepositoryName repository = names.repository();
					Optional<RepositoryName> mapped = template.apply(repository);
					assertThat(mapped).as("seed %d: %s of %s", SEED, template, repository).isPresent();
					assertThat(origins.merge(mapped.orElseThrow(), repository, (old, _) -> old)).isEqualTo(repository);
				}
			}
		}
	}

}
