package dev.acrsync.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results, in Markdown.
 */
final class Table {

	private static final String HEAD = """
			| what | clients | per second | p50 | p99 | longest | server's CPU per event | others' CPU |
			|---|--:|--:|--:|--:|--:|--:|--:|
			""";

	private final List<String> rows = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	void add(String what, int clients, Measurement measured) {
		String failed = (measured.failed() > 0) ? " (" + measured.failed() + " failed)" : "";
		this.rows
			.add(String.format(Locale.ROOT, "| %s | %d | %,.0f%s | %.2f ms | %.1f ms | %.0f ms | %.0f µs | %.0f %% |",
					what, clients, measured.perSecond(), failed, measured.p50(), measured.p99(), measured.longest(),
					measured.cpu(), 100 * measured.others()));
		System.out.println(this.rows.getLast());
	}

	void note(String text) {
		this.notes.add(text);
	}

	@Override
	public String toString() {
		return HEAD + String.join("\n", this.rows) + "\n\n" + String.join("\n\n", this.notes) + "\n";
	}

}
