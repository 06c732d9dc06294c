package dev.acrsync.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.tracing.Tracing;

/**
 * Notes what is done in the try that runs on this thread.
 */
public final class TryNotes {

	private static final ScopedValue<TryNotes> CURRENT = ScopedValue.newInstance();

	private static final int MOST = 30;

	private final long begun = System.nanoTime();

	private final List<ImportTries.TryStep> steps = new ArrayList<>();

	private String result = "";

	private TryNotes() {
	}

	/**
	 * Tries something.
	 */
	public static void during(Runnable work) {
		ScopedValue.where(CURRENT, new TryNotes()).run(work);
	}

	/**
	 * Begins a step, which is noted when it is closed.
	 * @param traced is closed with it
	 */
	public static Tracing.Step step(String what, Tracing.Step traced) {
		if (!CURRENT.isBound()) {
			return traced;
		}
		TryNotes notes = CURRENT.get();
		long begun = System.nanoTime();
		notes.result = "";
		return () -> {
			traced.close();
			notes.add(begun, what);
		};
	}

	/**
	 * Says what came of the step that is under way.
	 */
	public static void result(String result) {
		if (CURRENT.isBound()) {
			CURRENT.get().result = ": " + result;
		}
	}

	/**
	 * Returns the steps so far.
	 */
	public static List<ImportTries.TryStep> steps() {
		return CURRENT.isBound() ? List.copyOf(CURRENT.get().steps) : List.of();
	}

	private void add(long from, String what) {
		if (this.steps.size() < MOST) {
			this.steps.add(new ImportTries.TryStep(Duration.ofNanos(from - this.begun),
					Duration.ofNanos(System.nanoTime() - from), what + this.result));
		}
	}

}
