package dev.acrsync.tracing;

import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A span that others go on from, in the form of the header {@code traceparent} of
 * <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace
 * Context</a>.
 *
 * @param value the 55 characters of the header
 */
public record TraceParent(String value) {

	private static final Pattern GRAMMAR = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

	public TraceParent {
		if (!GRAMMAR.matcher(value).matches()) {
			throw new IllegalArgumentException(
					"a traceparent is like 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		}
	}

	/**
	 * Reads what may be a traceparent, or nothing, or anything else.
	 */
	public static Optional<TraceParent> of(@Nullable String text) {
		return Optional.ofNullable(text).filter((it) -> GRAMMAR.matcher(it).matches()).map(TraceParent::new);
	}

	/**
	 * Returns the id of the trace, 32 hexadecimal digits.
	 */
	public String traceId() {
		return this.value.substring(3, 35);
	}

	String spanId() {
		return this.value.substring(36, 52);
	}

	String flags() {
		return this.value.substring(53);
	}

	@Override
	public String toString() {
		return this.value;
	}

}
