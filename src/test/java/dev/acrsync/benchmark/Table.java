package dev.acrsync.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * The results, in Markdown.
 */
final class Table {

	private final String head;

	private final List<String> rows = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	/**
	 * Makes an empty table.
	 * @param first the first column, which holds words
	 * @param others the others, which hold figures
	 */
	Table(String first, String... others) {
		this.head = row(first, others) + "\n|---|" + "--:|".repeat(others.length) + "\n";
	}

	void add(String what, String... figures) {
		this.rows.add(row(what, figures));
		System.out.println(this.rows.getLast());
	}

	void note(String text) {
		this.notes.add(text);
	}

	private static String row(String first, String... others) {
		return "| " + first + " | " + String.join(" | ", others) + " |";
	}

	@Override
	public String toString() {
		return this.head + String.join("\n", this.rows) + "\n\n" + String.join("\n\n", this.notes) + "\n";
	}

}
