package dev.acrsync.tracing;

import java.util.Optional;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/**
 * Makes spans for a collector.
 */
final class CollectedTracing implements Tracing {

	private final Tracer tracer;

	CollectedTracing(Tracer tracer) {
		this.tracer = tracer;
	}

	@Override
	public Step begin(StepKind kind, String name, Optional<TraceParent> parent) {
		SpanBuilder builder = this.tracer.spanBuilder(name).setSpanKind(SpanKind.valueOf(kind.name()));
		parent.ifPresent((it) -> builder.setParent(context(it)));
		Span span = builder.startSpan();
		Scope scope = span.makeCurrent();
		return () -> {
			scope.close();
			span.end();
		};
	}

	private static Context context(TraceParent parent) {
		return Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent(parent.traceId(), parent.spanId(),
					TraceFlags.fromHex(parent.flags(), 0), TraceState.getDefault())));
	}

	@Override
	public void tag(String name, String value) {
		Span.current().setAttribute(name, value);
	}

	@Override
	public void tag(String name, long value) {
		Span.current().setAttribute(name, value);
	}

	@Override
	public void event(String name) {
		Span.current().addEvent(name);
	}

	@Override
	public void failed(String code, String message) {
		Span.current().setStatus(StatusCode.ERROR, message).setAttribute("error.type", code);
	}

	@Override
	public Optional<TraceParent> current() {
		SpanContext span = Span.current().getSpanContext();
		return span.isValid()
				? Optional.of(new TraceParent(
						"00-%s-%s-%s".formatted(span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())))
				: Optional.empty();
	}

}
