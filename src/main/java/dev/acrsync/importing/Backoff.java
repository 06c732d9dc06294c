package dev.acrsync.importing;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.settings.ImportSettings;

/**
 * Says when a failed import is tried again: after a wait that doubles with each attempt,
 * is not shorter than what the other side asked for, and varies by a fifth, so that many
 * do not come back at once. It is never longer than the settings allow.
 */
final class Backoff {

	private static final Duration SLOWLY = Duration.ofMinutes(5);

	private static final double SPREAD = 0.2;

	private static final int MAX_DOUBLINGS = 20;

	private final ImportSettings settings;

	private final RandomGenerator random;

	Backoff(ImportSettings settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * Returns when to try again, or nothing if the trouble is to be parked.
	 * @param attempts how many were made, 1 or more
	 * @param waited for how long the import was tried and put off until now; not since
	 * when, since clocks are set, and since nobody tries while the service is away
	 */
	Optional<Instant> next(ImportTrouble trouble, int attempts, Duration waited, Instant now) {
		if (trouble.cure() == ImportTrouble.TroubleCure.PARK) {
			return Optional.empty();
		}
		Duration wait = wait(attempts);
		if (trouble.cure() == ImportTrouble.TroubleCure.WAIT) {
			wait = longer(wait, shorter(SLOWLY, this.settings.maxDelay()));
		}
		double factor = 1 + SPREAD * (2 * this.random.nextDouble() - 1);
		Duration spread = Duration.ofMillis((long) (wait.toMillis() * factor));
		Duration next = shorter(longer(spread, trouble.retryAfter().orElse(Duration.ZERO)), this.settings.maxDelay());
		return Optional.of(now.plus(next)).filter((_) -> waited.plus(next).compareTo(this.settings.giveUpAfter()) <= 0);
	}

	private Duration wait(int attempts) {
		int doublings = Math.clamp(attempts - 1, 0, MAX_DOUBLINGS);
		return shorter(this.settings.initialDelay().multipliedBy(1L << doublings), this.settings.maxDelay());
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static Duration longer(Duration one, Duration other) {
		return (one.compareTo(other) > 0) ? one : other;
	}

}
