package dev.acrsync.tracing;

import java.util.Optional;

/**
 * Makes a span of a step, and tells more of the span that the thread is in. Spans hold
 * what the log may hold: never a secret.
 */
public interface Tracing {

	/**
	 * Makes nothing, and costs nothing.
	 */
	Tracing OFF = new NoTracing();

	/**
	 * Begins a span, which the thread is in until it is closed.
	 * @param kind how the step stands to others
	 * @param name what it is, without what differs each time
	 * @param parent where the trace goes on from; none: the span that the thread is in,
	 * else a new trace
	 */
	Step begin(StepKind kind, String name, Optional<TraceParent> parent);

	/**
	 * Begins a step of ours within the span that the thread is in.
	 */
	default Step step(String name) {
		return begin(StepKind.INTERNAL, name, Optional.empty());
	}

	/**
	 * Begins to ask another service, within the span that the thread is in.
	 */
	default Step request(String name) {
		return begin(StepKind.CLIENT, name, Optional.empty());
	}

	/**
	 * Says something of the current span.
	 */
	void tag(String name, String value);

	/**
	 * Says a number of the current span.
	 */
	void tag(String name, long value);

	/**
	 * Says that something happened in the current span.
	 */
	void event(String name);

	/**
	 * Says that the current span has failed.
	 * @param code a short, stable name of the cause
	 * @param message what went wrong
	 */
	void failed(String code, String message);

	/**
	 * Returns the current span, for whoever goes on from it.
	 */
	Optional<TraceParent> current();

	/**
	 * How a step stands to others.
	 */
	enum StepKind {

		/**
		 * Somebody waits for its answer.
		 */
		SERVER,

		/**
		 * Another service is asked.
		 */
		CLIENT,

		/**
		 * Something that was written down before is taken up.
		 */
		CONSUMER,

		/**
		 * Anything else.
		 */
		INTERNAL

	}

	/**
	 * What is done in a span, from its beginning until it is closed, by the same thread.
	 */
	@FunctionalInterface
	interface Step extends AutoCloseable {

		@Override
		void close();

	}

}
