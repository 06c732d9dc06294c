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
	Tracing OFF = new Untraced();

	/**
	 * Takes a step within a span, which tells of an exception that ends it.
	 * @param kind how the step stands to others
	 * @param name what it is, without what differs each time
	 * @param parent where the trace goes on from; none: the span that the thread is in,
	 * else a new trace
	 * @return what the step returns
	 */
	<T, X extends Exception> T span(Kind kind, String name, Optional<TraceParent> parent, Step<T, X> step) throws X;

	/**
	 * Takes a step that returns nothing within a span.
	 */
	default void run(Kind kind, String name, Optional<TraceParent> parent, Runnable step) {
		span(kind, name, parent, () -> {
			step.run();
			return true;
		});
	}

	/**
	 * Takes a step of ours within the span that the thread is in.
	 */
	default <T, X extends Exception> T step(String name, Step<T, X> step) throws X {
		return span(Kind.INTERNAL, name, Optional.empty(), step);
	}

	/**
	 * Asks another service, within the span that the thread is in.
	 */
	default <T, X extends Exception> T request(String name, Step<T, X> step) throws X {
		return span(Kind.CLIENT, name, Optional.empty(), step);
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
	enum Kind {

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
	 * What is done in a span.
	 *
	 * @param <T> what it returns
	 * @param <X> what it may throw
	 */
	@FunctionalInterface
	interface Step<T, X extends Exception> {

		T take() throws X;

	}

}
