package dev.acrsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps every step in its package: what it may know, and which library is its own.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackagesOf(AcrSyncApplication.class);

	/** Packages that know SQL. */
	private static final String[] ON_THE_DATABASE = Stream
		.of("database", "records", "ledger", "storedages", "resumption", "ledgerfigures", "databaseinspection",
				"comparisonrecords")
		.map((name) -> "dev.acrsync." + name + "..")
		.toArray(String[]::new);

	@Test
	void theSandboxIsWhatATestRunStarts() throws IOException {
		assertThat(Files.readString(Path.of("pom.xml"))).contains("<spring-boot.run.main-class>"
				+ TestAcrSyncApplication.class.getName() + "</spring-boot.run.main-class>");
	}

	@Test
	void aStepKnowsOnlyTheStepsThatItDeclares() {
		ApplicationModules.of(AcrSyncApplication.class).verify();
	}

	/**
	 * A stranger keeps no more in mind, and is told what each is for.
	 */
	@Test
	void eachPackageIsSmallAndHasALineInContributing() throws IOException {
		String contributing = Files.readString(Path.of("CONTRIBUTING.md"));
		CLASSES.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.map(JavaClass::getPackageName)
			.filter((name) -> !name.equals(AcrSyncApplication.class.getPackageName()))
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
			.forEach((name, types) -> {
				assertThat(types).as("types in " + name).isLessThanOrEqualTo(25);
				assertThat(contributing).contains("`" + name.substring("dev.acrsync.".length()) + "`");
			});
	}

	@Test
	void onlyThreePackagesTalkToAzure() {
		noClasses().that()
			.resideOutsideOfPackages("dev.acrsync.arm..", "dev.acrsync.identity..", "dev.acrsync.vendorfederation..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.azure..", "com.microsoft..")
			.check(CLASSES);
	}

	@Test
	void noPackagesKnowEachOtherInACircle() {
		SlicesRuleDefinition.slices().matching("dev.acrsync.(**)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void onlyWhatIsAboutTheLedgerKnowsTheDatabase() {
		noClasses().that()
			.resideOutsideOfPackages(ON_THE_DATABASE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..",
					"org.springframework.transaction..")
			.check(CLASSES);
	}

	@Test
	void whatKnowsTheDatabaseKnowsNoRegistry() {
		noClasses().that()
			.resideInAnyPackage(ON_THE_DATABASE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("dev.acrsync.registry..")
			.check(CLASSES);
	}

	@Test
	void onlyTheTracingKnowsHowSpansAreMade() {
		noClasses().that()
			.resideOutsideOfPackage("dev.acrsync.tracing..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..", "io.micrometer.observation..")
			.check(CLASSES);
	}

	@Test
	void theVocabularyKnowsOnlyJava() {
		classes().that()
			.resideInAPackage("dev.acrsync.image..")
			.and()
			.haveSimpleNameNotEndingWith("package-info")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("dev.acrsync.image..", "java..", "org.jspecify.annotations..")
			.check(CLASSES);
	}

	@Test
	void theRulesAreDecidedWithoutSpring() {
		noClasses().that()
			.resideInAPackage("dev.acrsync.rules..")
			.and()
			.haveSimpleNameNotEndingWith("package-info")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(CLASSES);
	}

}
