package dev.acrsync.sandbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how many imports ran side by side: in all, and into the same tag.
 */
final class ParallelImports {

	private static final String ALL = "";

	private final Map<String, Integer> running = new HashMap<>();

	private final Map<String, Integer> most = new HashMap<>();

	synchronized void started(List<String> tags) {
		add(ALL, 1);
		tags.forEach((tag) -> add(tag, 1));
	}

	synchronized void ended(List<String> tags) {
		add(ALL, -1);
		tags.forEach((tag) -> add(tag, -1));
	}

	synchronized int running() {
		return this.running.getOrDefault(ALL, 0);
	}

	synchronized int most() {
		return most(ALL);
	}

	synchronized int most(String tag) {
		return this.most.getOrDefault(tag, 0);
	}

	private void add(String key, int change) {
		int now = this.running.merge(key, change, Integer::sum);
		this.most.merge(key, now, Math::max);
	}

}
