package dev.acrsync.importing;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import dev.acrsync.registry.Pause;

/**
 * Has Azure copy something small, and follows the operation in memory alone: after a
 * crash a look at the target tells whether it has to be repeated.
 */
final class QuickCopy {

	private static final Duration FIRST_POLL = Duration.ofSeconds(1);

	private static final Duration LAST_POLL = Duration.ofSeconds(8);

	private static final Duration DEADLINE = Duration.ofMinutes(5);

	private static final int LOOKS = 4;

	private final ImportOperations azure;

	private final Clock clock;

	private final Pause pause;

	QuickCopy(ImportOperations azure, Clock clock, Pause pause) {
		this.azure = azure;
		this.clock = clock;
		this.pause = pause;
	}

	/**
	 * Copies it, and stays with the copy to its end, for five minutes at most.
	 * @param arrived looks whether it is in the target, which alone proves it
	 * @return why it is not there; nothing if it is
	 * @throws InterruptedException if the service stops
	 */
	Optional<Trouble> of(ImportRequest request, BooleanSupplier arrived) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("The service stops");
		}
		return switch (this.azure.start(request, UUID.randomUUID())) {
			case Operation.Running(var location, var retryAfter) ->
				follow(request, location, retryAfter.orElse(FIRST_POLL), arrived);
			case Operation.Ended() -> prove(arrived);
			case Operation.Failed(var trouble) -> unless(arrived, trouble);
			case Operation.Unknown(var trouble) -> unless(arrived, trouble);
		};
	}

	private Optional<Trouble> follow(ImportRequest request, URI first, Duration firstWait, BooleanSupplier arrived)
			throws InterruptedException {
		URI location = first;
		Duration wait = firstWait;
		Duration usual = FIRST_POLL;
		Instant deadline = this.clock.instant().plus(DEADLINE);
		while (this.clock.instant().isBefore(deadline)) {
			this.pause.of((wait.compareTo(FIRST_POLL) < 0) ? FIRST_POLL : wait);
			usual = (usual.compareTo(LAST_POLL) < 0) ? usual.multipliedBy(2) : LAST_POLL;
			switch (this.azure.poll(request, location)) {
				case Operation.Running(var next, var after) -> {
					location = next;
					wait = after.orElse(usual);
				}
				case Operation.Ended() -> {
					return prove(arrived);
				}
				case Operation.Failed(var trouble) -> {
					return unless(arrived, trouble);
				}
				case Operation.Unknown(var trouble) -> {
					if (arrived.getAsBoolean()) {
						return Optional.empty();
					}
					wait = trouble.retryAfter().orElse(usual);
				}
			}
		}
		return unless(arrived,
				new Trouble(Trouble.Cure.RETRY, "deadline", "Azure's operation did not end within " + DEADLINE));
	}

	private Optional<Trouble> prove(BooleanSupplier arrived) throws InterruptedException {
		Duration wait = FIRST_POLL;
		for (int look = 1; look < LOOKS; look++) {
			if (arrived.getAsBoolean()) {
				return Optional.empty();
			}
			this.pause.of(wait);
			wait = wait.multipliedBy(2);
		}
		return unless(arrived, new Trouble(Trouble.Cure.RETRY, "not-arrived",
				"Azure says that the import has ended, but the target does not have it"));
	}

	private static Optional<Trouble> unless(BooleanSupplier arrived, Trouble trouble) {
		return arrived.getAsBoolean() ? Optional.empty() : Optional.of(trouble);
	}

}
