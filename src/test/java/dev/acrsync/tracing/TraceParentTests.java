package dev.acrsync.tracing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TraceParent}.
 */
class TraceParentTests {

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	private static final String SPAN = "00f067aa0ba902b7";

	private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

	@ParameterizedTest
	@ValueSource(strings = { SAMPLED, "00-" + TRACE + "-" + SPAN + "-00", "01-" + TRACE + "-" + SPAN + "-ff" })
	void readsItsParts(String text) {
		TraceParent parent = TraceParent.of(text).orElseThrow();
		assertThat(parent).hasToString(text);
		assertThat(parent.traceId()).isEqualTo(TRACE);
		assertThat(parent.spanId()).isEqualTo(SPAN);
		assertThat(parent.flags()).isEqualTo(text.substring(53));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "00", "ff-" + TRACE + "-" + SPAN + "-01", "00-" + TRACE + "-0000000000000000-01",
			"00-00000000000000000000000000000000-" + SPAN + "-01", SAMPLED + "-00", SAMPLED + "\n", " " + SAMPLED,
			"00_" + TRACE + "-" + SPAN + "-01", "00-" + TRACE + "-" + SPAN + "-1" })
	void takesAnythingElseForNothing(String text) {
		assertThat(TraceParent.of(text)).isEmpty();
	}

	@Test
	void refusesUpperCaseWhichTheGrammarDoesNotKnow() {
		assertThat(TraceParent.of(SAMPLED.replace('f', 'F'))).isEmpty();
	}

	@Test
	void refusesACharacterOutsideTheAlphabetWhereverItStands() {
		for (int i = 0; i < SAMPLED.length(); i++) {
			String corrupt = SAMPLED.substring(0, i) + "g" + SAMPLED.substring(i + 1);
			assertThat(TraceParent.of(corrupt)).as(corrupt).isEmpty();
			assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(corrupt))
				.withMessageStartingWith("a traceparent is like ");
		}
	}

}
