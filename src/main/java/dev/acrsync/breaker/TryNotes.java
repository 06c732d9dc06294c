package dev.acrsync.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.tracing.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * Notes what is done in the try that runs on this thread.
 */
public final class TryNotes implements AutoCloseable {

	private static final ThreadLocal<@Nullable TryNotes> CURRENT = new ThreadLocal<>();

	private static final int MOST = 30;

	private final long begun = System.nanoTime();

	private final List<ImportTries.TryStep> steps = new ArrayList<>();

	private String result = "";

	private TryNotes() {
	}

	/**
	 * Begins a try, whose steps are noted until it is closed.
	 */
	public static TryNotes begin() {
		TryNotes notes = new TryNotes();
		CURRENT.set(notes);
		return notes;
	}

	/**
	 * Begins a step, which is noted when it is closed.
	 * @param traced is closed with it
	 */
	public static Tracing.Step step(String what, Tracing.Step traced) {
		TryNotes notes = CURRENT.get();
		if (notes == null) {
			return traced;
		}
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
		TryNotes notes = CURRENT.get();
		if (notes != null) {
			notes.result = ": " + result;
		}
	}

	/**
	 * Returns the steps so far.
	 */
	public static List<ImportTries.TryStep> steps() {
		TryNotes notes = CURRENT.get();
		return (notes != null) ? List.copyOf(notes.steps) : List.of();
	}

	private void add(long from, String what) {
		if (this.steps.size() < MOST) {
			this.steps.add(new ImportTries.TryStep(Duration.ofNanos(from - this.begun),
					Duration.ofNanos(System.nanoTime() - from), what + this.result));
		}
	}

	@Override
	public void close() {
		CURRENT.remove();
	}

}
