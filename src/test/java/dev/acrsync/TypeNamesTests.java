package dev.acrsync;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What types are called, tests and nested types included.
 */
class TypeNamesTests {

	private static final List<JavaClass> TYPES = new ClassFileImporter()
		.importPackages(AcrSyncApplication.class.getPackageName())
		.stream()
		.filter(Predicate.not(JavaClass::isAnonymousClass).and(Predicate.not(JavaClass::isLocalClass)))
		.filter((type) -> !type.getSimpleName().equals("package-info"))
		.toList();

	private static final Predicate<String> ONE_WORD = Pattern.compile("[A-Z][a-z0-9]*|[A-Z]+").asMatchPredicate();

	@Test
	void eachNameIsThereOnce() {
		assertThat(TYPES.stream()
			.collect(Collectors.groupingBy(JavaClass::getSimpleName))
			.values()
			.stream()
			.filter((types) -> types.size() > 1)).isEmpty();
	}

	/**
	 * A bare word is understood where it carries the story of the whole. Anything else
	 * says its role too.
	 */
	@Test
	void oneNameOfFiveAtMostIsABareWord() {
		List<String> bare = TYPES.stream().map(JavaClass::getSimpleName).filter(ONE_WORD).sorted().toList();
		assertThat(bare).as("of " + TYPES.size() + " types: " + bare).hasSizeLessThanOrEqualTo(TYPES.size() / 5);
	}

}
