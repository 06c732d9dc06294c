package dev.acrsync.tracing;

import java.util.Optional;

/**
 * Takes each step as it is.
 */
final class NoTracing implements Tracing {

	@Override
	public Step begin(StepKind kind, String name, Optional<TraceParent> parent) {
		return () -> {
		};
	}

	@Override
	public void tag(String name, String value) {
		// There is no span.
	}

	@Override
	public void tag(String name, long value) {
		// There is no span.
	}

	@Override
	public void event(String name) {
		// There is no span.
	}

	@Override
	public void failed(String code, String message) {
		// There is no span.
	}

	@Override
	public Optional<TraceParent> current() {
		return Optional.empty();
	}

}
