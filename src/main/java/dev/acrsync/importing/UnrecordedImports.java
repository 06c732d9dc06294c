package dev.acrsync.importing;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

import dev.acrsync.ledger.Claim;

/**
 * Claims whose step or result could not be recorded, to be given back when the ledger is
 * there again: after a second, and after twice as long each time that this happens to an
 * import again, so that what never can be recorded does not keep the ledger busy.
 */
final class UnrecordedImports {

	private static final Duration FIRST = Duration.ofSeconds(1);

	/** Shorter than a lease. */
	private static final Duration LONGEST = Duration.ofSeconds(32);

	private static final Duration SILENCE = Duration.ofMinutes(1);

	private final Map<Claim, Long> waiting = new LinkedHashMap<>();

	private final Map<String, Duration> delays = new LinkedHashMap<>();

	private final LongSupplier nanos;

	private Optional<Long> told = Optional.empty();

	UnrecordedImports(LongSupplier nanos) {
		this.nanos = nanos;
	}

	/**
	 * Keeps a claim, also one that could not be given back.
	 * @return how long it is kept
	 */
	synchronized Duration add(Claim claim) {
		Duration delay = this.delays.merge(claim.record().id(), FIRST,
				(last, _) -> (last.compareTo(LONGEST) < 0) ? last.multipliedBy(2) : LONGEST);
		this.waiting.put(claim, this.nanos.getAsLong() + delay.toNanos());
		return delay;
	}

	/**
	 * Forgets an import that was recorded.
	 */
	synchronized void recorded(Claim claim) {
		this.delays.remove(claim.record().id());
	}

	/**
	 * Returns the claims that were kept for long enough.
	 */
	synchronized List<Claim> due() {
		long now = this.nanos.getAsLong();
		return this.waiting.entrySet()
			.stream()
			.filter((entry) -> now - entry.getValue() >= 0)
			.map(Map.Entry::getKey)
			.toList();
	}

	/**
	 * Keeps a claim no longer, since it was given back.
	 */
	synchronized void remove(Claim claim) {
		this.waiting.remove(claim);
	}

	synchronized Collection<Claim> claims() {
		return List.copyOf(this.waiting.keySet());
	}

	/**
	 * Tells whether people should be told now, which is once a minute at most.
	 */
	synchronized boolean tell() {
		long now = this.nanos.getAsLong();
		boolean tell = this.told.filter((at) -> now - at < SILENCE.toNanos()).isEmpty();
		if (tell) {
			this.told = Optional.of(now);
		}
		return tell;
	}

}
