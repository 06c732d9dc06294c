package dev.acrsync.rules;

import java.time.Duration;

import dev.acrsync.image.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link VersionRange}.
 */
class VersionRangeTests {

	@ParameterizedTest
	@CsvSource({ "semver:>=1.4 <3, 1.4.0", "semver:>=1.4 <3, v2.99.1", "semver:>=1.4 <3, 1.4.10", "semver:^1.2, 1.9.0",
			"semver:~1.2.3, 1.2.9", "semver:1.x, 1.0.0", "semver:*, 7.0.0", "semver:1.2 - 1.4, 1.3.0",
			"semver:^1 || ^3, 3.1.0", "semver:>=2.0.0-rc.1, 2.0.0-rc.2", "semver:^1.2, 1.2.4_build.7",
			"semver:1.2.4, v1.2.4_build.7", "semver:>=2.0.0-rc.1, 2.0.0-rc.2_build", "semver:*, 1.0.20250101123456",
			"semver:>=1.0.20250101000000 <1.0.20260101000000, 1.0.20250101123456" })
	void takesAVersionWithinIt(String pattern, String tag) {
		assertThat(TagPattern.parse(pattern).matches(new Tag(tag))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "semver:>=1.4 <3, 1.3.9", "semver:>=1.4 <3, 3.0.0", "semver:>=1.4 <3, 2.0.0-rc1",
			"semver:>=1.4 <3, 2.0", "semver:>=1.4 <3, latest", "semver:>=1.4 <3, 02.0.0", "semver:*, 1.2.3_4_5",
			"semver:*, 1.2.3_", "semver:*, 99999999999999999999.0.0", "semver:^1 || ^3, 2.0.0" })
	void leavesOutAnyOtherTag(String pattern, String tag) {
		assertThat(TagPattern.parse(pattern).matches(new Tag(tag))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "semver:", "semver:abc", "semver:>=1.4 <", "semver:>=1.4 || bogus", "semver:>>1",
			"semver:1.2.3.4", "semver:>=1.4,<3", "semver:latest", "semver:99999999999999999999", "semver:^1 ||",
			"semver:>*", "semver:<x || ^1", "semver: || ^1" })
	void refusesWhatIsNoRangeInsteadOfWideningIt(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> TagPattern.parse(pattern))
			.withMessageContaining("'>=1.4 <3'");
	}

	@Test
	void isNotSlowedDownByAHostileTagOrRange() {
		String tag = "1.0.0-" + "a-".repeat(61);
		long since = System.nanoTime();
		for (int i = 0; i < 1_000; i++) {
			TagPattern.parse("semver:>=1.4 <3").matches(new Tag(tag));
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> TagPattern.parse("semver:1.0.0-" + "a.".repeat(100) + "!"));
		assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(10));
	}

}
