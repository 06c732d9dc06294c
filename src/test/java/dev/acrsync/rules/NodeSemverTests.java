package dev.acrsync.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.acrsync.image.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests that {@link VersionRange} and {@link VersionOrder} behave as node-semver does,
 * against a table that was made with it.
 */
class NodeSemverTests {

	private static final List<String[]> TABLE = read();

	private static final List<Tag> VERSIONS = tags("version");

	static Stream<String[]> ranges() {
		return TABLE.stream().filter((line) -> "range".equals(line[0]));
	}

	@ParameterizedTest(name = "{1}")
	@MethodSource("ranges")
	void takesTheSameVersions(String kind, String range, String bits) {
		String pattern = "semver:" + range;
		if ("!".equals(bits)) {
			assertThatIllegalArgumentException().isThrownBy(() -> TagPattern.parse(pattern));
			return;
		}
		BigInteger expected = new BigInteger(bits, 16);
		int width = bits.length() * 4;
		TagPattern parsed = TagPattern.parse(pattern);
		assertThat(VERSIONS.stream().filter(parsed::matches))
			.containsExactlyElementsOf(IntStream.range(0, VERSIONS.size())
				.filter((i) -> expected.testBit(width - 1 - i))
				.mapToObj(VERSIONS::get)
				.toList());
		assertThat(tags("none")).noneMatch(parsed::matches);
	}

	@Test
	void knowsTheSameVersions() {
		assertThat(VERSIONS).hasSizeGreaterThan(200).allMatch((tag) -> SemanticVersion.of(tag).isPresent());
		assertThat(tags("none")).hasSizeGreaterThan(10).allMatch((tag) -> SemanticVersion.of(tag).isEmpty());
	}

	@Test
	void sortsAlike() {
		List<String[]> lines = TABLE.stream().filter((line) -> "version".equals(line[0])).toList();
		for (int i = 1; i < lines.size(); i++) {
			SemanticVersion lower = SemanticVersion.of(new Tag(lines.get(i - 1)[1])).orElseThrow();
			SemanticVersion higher = SemanticVersion.of(new Tag(lines.get(i)[1])).orElseThrow();
			assertThat(Integer.signum(lower.compareTo(higher))).as("%s and %s", lower, higher)
				.isEqualTo("same".equals(lines.get(i)[2]) ? 0 : -1);
		}
		assertThat(Stream.concat(tags("none").stream(), VERSIONS.stream()).sorted(new VersionOrder()))
			.startsWith(VERSIONS.getLast())
			.map((tag) -> SemanticVersion.of(tag))
			.filteredOn(Optional::isPresent)
			.isEqualTo(VERSIONS.reversed().stream().map(SemanticVersion::of).toList());
	}

	private static List<Tag> tags(String kind) {
		return TABLE.stream().filter((line) -> kind.equals(line[0])).map((line) -> new Tag(line[1])).toList();
	}

	private static List<String[]> read() {
		try (BufferedReader table = new BufferedReader(new InputStreamReader(
				Objects.requireNonNull(NodeSemverTests.class.getResourceAsStream("/rules/node-semver.tsv")),
				StandardCharsets.UTF_8))) {
			return table.lines()
				.filter((line) -> !line.startsWith("#"))
				.map((line) -> (line + "\t\t").split("\t", 4))
				.map((cells) -> new String[] { cells[0], cells[1], cells[2] })
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
