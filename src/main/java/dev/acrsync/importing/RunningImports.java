package dev.acrsync.importing;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.ledger.Claim;

/**
 * The imports that run in this process, each on a thread of its own.
 */
final class RunningImports {

	private final Map<Claim, Thread> threads = new ConcurrentHashMap<>();

	void add(Claim claim, Thread thread) {
		this.threads.put(claim, thread);
	}

	void remove(Claim claim) {
		this.threads.remove(claim);
	}

	Collection<Claim> claims() {
		return this.threads.keySet();
	}

	Collection<Thread> threads() {
		return this.threads.values();
	}

	Map<Claim, Thread> all() {
		return this.threads;
	}

	int into(String target) {
		return (int) claims().stream().filter((claim) -> target.equals(target(claim))).count();
	}

	int of(String source, String target) {
		return (int) claims().stream()
			.filter((claim) -> target.equals(target(claim)) && source.equals(claim.record().push().source()))
			.count();
	}

	static String target(Claim claim) {
		return claim.record().target().targetName();
	}

}
