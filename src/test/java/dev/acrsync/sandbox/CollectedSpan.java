package dev.acrsync.sandbox;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * A span that a collector was sent.
 *
 * @param trace the id of its trace
 * @param id its own id
 * @param parent the id of its parent; empty in a span that begins a trace
 * @param name its name
 * @param kind how it stands to others, such as {@code SERVER}
 * @param tags its attributes
 * @param events the names of what happened in it
 * @param error why it failed, if it did
 * @param start when it began, in nanoseconds since 1970
 */
public record CollectedSpan(String trace, String id, String parent, String name, String kind, Map<String, String> tags,
		List<String> events, Optional<String> error, long start) {

	static CollectedSpan of(Span span) {
		HexFormat hex = HexFormat.of();
		return new CollectedSpan(hex.formatHex(span.getTraceId().toByteArray()),
				hex.formatHex(span.getSpanId().toByteArray()), hex.formatHex(span.getParentSpanId().toByteArray()),
				span.getName(), span.getKind().name().replace("SPAN_KIND_", ""),
				span.getAttributesList()
					.stream()
					.collect(Collectors.toMap(KeyValue::getKey, (attribute) -> text(attribute.getValue()))),
				span.getEventsList().stream().map(Span.Event::getName).toList(),
				Optional.of(span.getStatus())
					.filter((status) -> status.getCode() == Status.StatusCode.STATUS_CODE_ERROR)
					.map(Status::getMessage),
				span.getStartTimeUnixNano());
	}

	private static String text(AnyValue value) {
		return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
	}

}
