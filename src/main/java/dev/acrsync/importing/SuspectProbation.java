package dev.acrsync.importing;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.SuspectTrial;

/**
 * Tries what was under way when a process ended: one import, and for each that does no
 * harm one more at once, so that their number doubles. Whatever ends the process is so
 * found among half as many each time, and what has died more often begins at one again.
 */
final class SuspectProbation {

	/** After that it has done no harm. */
	private static final Duration LENGTH = Duration.ofSeconds(30);

	private final LongSupplier nanos;

	private final Map<Claim, Long> since = new LinkedHashMap<>();

	private int deaths;

	private int survivors;

	private long endedAt;

	SuspectProbation(LongSupplier nanos) {
		this.nanos = nanos;
	}

	SuspectTrial trial(Duration overdue) {
		return new SuspectTrial(overdue, this.deaths, atOnce());
	}

	boolean isFull() {
		return this.since.size() >= atOnce();
	}

	/**
	 * After a while without any, what comes next has died since, in another process.
	 */
	private int atOnce() {
		if (this.since.isEmpty() && this.nanos.getAsLong() - this.endedAt > LENGTH.toNanos()) {
			this.survivors = 0;
		}
		return this.survivors + 1;
	}

	void begin(Claim claim) {
		if (claim.deaths() != this.deaths) {
			this.deaths = claim.deaths();
			this.survivors = 0;
		}
		this.since.put(claim, this.nanos.getAsLong());
	}

	/**
	 * Returns what has ended, or has run for long enough.
	 */
	List<Claim> passed(Collection<Claim> running) {
		long now = this.nanos.getAsLong();
		return this.since.entrySet()
			.stream()
			.filter((entry) -> !running.contains(entry.getKey()) || now - entry.getValue() > LENGTH.toNanos())
			.map(Map.Entry::getKey)
			.toList();
	}

	void end(Claim claim) {
		if (this.since.remove(claim) != null) {
			this.survivors++;
			this.endedAt = this.nanos.getAsLong();
		}
	}

}
