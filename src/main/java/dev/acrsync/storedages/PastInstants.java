package dev.acrsync.storedages;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what is past for no later than when it was read first: a clock that was ahead may
 * have written it.
 */
public final class PastInstants {

	private final Clock clock;

	private final Map<String, ReadInstant> readings = new ConcurrentHashMap<>();

	public PastInstants(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Returns what a stored instant is taken for.
	 * @param name what it is of; few and known ones
	 */
	public Instant of(String name, Instant stored) {
		Instant now = this.clock.instant();
		return this.readings.merge(name, new ReadInstant(stored, notAfter(now, stored)),
				(before, first) -> before.stored().equals(stored)
						? new ReadInstant(stored, notAfter(now, before.taken())) : first)
			.taken();
	}

	/**
	 * Returns what an instant is taken for that should be past, and that a clock may have
	 * told that is ahead of ours: now at the latest.
	 */
	public static Instant notAfter(Instant now, Instant told) {
		return told.isAfter(now) ? now : told;
	}

	/**
	 * What was read, and what it was taken for.
	 */
	private record ReadInstant(Instant stored, Instant taken) {
	}

}
