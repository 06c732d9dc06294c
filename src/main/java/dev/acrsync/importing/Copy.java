package dev.acrsync.importing;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.ledger.State;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Pause;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.tracing.Tracing;

/**
 * Has Azure copy a digest, follows the operation, and proves its end by the target's
 * digest. Everything is written down before it is needed, so that after a crash the
 * operation is followed and not repeated.
 */
final class Copy {

	private static final Duration FIRST_POLL = Duration.ofSeconds(1);

	private static final Duration LAST_POLL = Duration.ofSeconds(15);

	/** How long one operation keeps others waiting for its place. */
	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration LATER = Duration.ofSeconds(30);

	private static final int LOOKS = 4;

	private static final int UNANSWERED_POLLS = 5;

	private final Ledger ledger;

	private final ImportOperations azure;

	private final TargetTag targetTag;

	private final Duration deadline;

	private final Clock clock;

	private final Pause pause;

	private final Tracing tracing;

	Copy(Ledger ledger, ImportOperations azure, TargetTag targetTag, Duration deadline, Clock clock, Pause pause,
			Tracing tracing) {
		this.ledger = ledger;
		this.azure = azure;
		this.targetTag = targetTag;
		this.deadline = deadline;
		this.clock = clock;
		this.pause = pause;
		this.tracing = tracing;
	}

	/**
	 * Begins a copy and stays with it to its end.
	 * @throws InterruptedException if the service stops
	 */
	Result of(Task task, Digest digest) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException("The service stops");
		}
		UUID requestId = UUID.randomUUID();
		Claim.Started started = new Claim.Started(requestId.toString(), digest, this.clock.instant(), Optional.empty());
		if (!this.ledger.starting(task.claim(), started.requestId(), digest)) {
			return new Result.LeaseLost();
		}
		return switch (this.azure.start(task.request(digest), requestId)) {
			case Operation.Running(var location, var retryAfter) ->
				follow(task, started, location, retryAfter.orElse(FIRST_POLL));
			case Operation.Ended() -> prove(task, started);
			case Operation.Failed(var trouble) -> failed(task, started, trouble);
			case Operation.Unknown(var trouble) ->
				this.targetTag.has(task, digest) ? arrived(started) : new Result.Stuck(trouble);
		};
	}

	/**
	 * Stays with a copy that was begun before.
	 * @throws InterruptedException if the service stops
	 */
	Result resume(Task task, Claim.Started started, URI location) throws InterruptedException {
		return follow(task, started, location, FIRST_POLL);
	}

	private Result follow(Task task, Claim.Started started, URI first, Duration firstWait) throws InterruptedException {
		return this.tracing.step("operation", () -> poll(task, started, first, firstWait));
	}

	private Result poll(Task task, Claim.Started started, URI first, Duration firstWait) throws InterruptedException {
		URI location = first;
		Duration wait = firstWait;
		Duration usual = FIRST_POLL;
		int unanswered = 0;
		Recording recording = record(task, started, location);
		if (recording == Recording.LEASE_LOST) {
			return new Result.LeaseLost();
		}
		Instant deadline = started.since().plus(this.deadline);
		Instant patience = this.clock.instant().plus(PATIENCE);
		for (Instant now = this.clock.instant(); now.isBefore(deadline); now = this.clock.instant()) {
			if (now.isAfter(patience)) {
				return new Result.StillRunning(LATER);
			}
			this.pause.of(within(wait, Duration.between(now, deadline)));
			usual = (usual.compareTo(LAST_POLL) < 0) ? usual.multipliedBy(2) : LAST_POLL;
			switch (this.azure.poll(task.request(started.digest()), location)) {
				case Operation.Running(var next, var after) -> {
					if (!next.equals(location) || recording == Recording.FAILED) {
						recording = record(task, started, next);
					}
					if (recording == Recording.LEASE_LOST) {
						return new Result.LeaseLost();
					}
					location = next;
					wait = after.orElse(usual);
					unanswered = 0;
				}
				case Operation.Ended() -> {
					return prove(task, started);
				}
				case Operation.Failed(var trouble) -> {
					return failed(task, started, trouble);
				}
				case Operation.Unknown(var trouble) when Trouble.OPERATION_NOT_FOUND.equals(trouble.code()) -> {
					return settle(task, started, trouble);
				}
				case Operation.Unknown(var trouble) -> {
					if (this.targetTag.has(task, started.digest())) {
						return arrived(started);
					}
					if (++unanswered == UNANSWERED_POLLS) {
						return new Result.Stuck(trouble);
					}
					wait = trouble.retryAfter().orElse(usual);
				}
			}
		}
		return settle(task, started, new Trouble(Trouble.Cure.RETRY, "deadline",
				"Azure's operation did not end within " + this.deadline + " (acr-sync.imports.deadline)"));
	}

	/**
	 * Neither so short that Azure is hammered, nor so long that the deadline is missed.
	 */
	private static Duration within(Duration wait, Duration left) {
		Duration enough = (wait.compareTo(FIRST_POLL) < 0) ? FIRST_POLL : wait;
		return (enough.compareTo(left) < 0) ? enough : left;
	}

	/**
	 * Azure's operation goes on while the ledger is away, and only we know where: so it
	 * is followed, and written down with the next poll.
	 */
	private Recording record(Task task, Claim.Started started, URI location) {
		try {
			return this.ledger.running(task.claim(), "registries-" + started.requestId(), location.toString())
					? Recording.DONE : Recording.LEASE_LOST;
		}
		catch (LedgerUnavailableException ex) {
			return Recording.FAILED;
		}
	}

	/**
	 * Under {@code NoForce} Azure refuses a tag that is there, even if it is our own
	 * success that put it there.
	 */
	private Result failed(Task task, Claim.Started started, Trouble trouble) {
		Optional<Digest> there = Trouble.TAG_EXISTS.equals(trouble.code()) ? TargetTag.digest(this.targetTag.read(task))
				: Optional.empty();
		if (there.isEmpty()) {
			return abandon(task, new Result.Stuck(trouble));
		}
		return there.get().equals(started.digest()) ? arrived(started)
				: abandon(task, TargetTag.kept(task, there.get()));
	}

	/**
	 * ARM's "Succeeded" is a claim; the digest is the proof. It may be seen a moment
	 * late.
	 */
	private Result prove(Task task, Claim.Started started) throws InterruptedException {
		return this.tracing.step("verify", () -> look(task, started));
	}

	private Result look(Task task, Claim.Started started) throws InterruptedException {
		Duration wait = FIRST_POLL;
		for (int look = 1; look < LOOKS; look++) {
			if (this.targetTag.has(task, started.digest())) {
				return arrived(started);
			}
			this.pause.of(wait);
			wait = wait.multipliedBy(2);
		}
		return settle(task, started,
				new Trouble(Trouble.Cure.RETRY, "not-arrived", "Azure says that the import has ended, but "
						+ task.targetImage() + " does not have digest " + started.digest()));
	}

	private Result settle(Task task, Claim.Started started, Trouble otherwise) {
		return switch (this.targetTag.read(task)) {
			case TagReading.Found(Digest digest) when digest.equals(started.digest()) -> arrived(started);
			case Unreadable unreadable -> {
				// Nothing is begun anew before somebody has looked; only the location is
				// forgotten.
				this.ledger.starting(task.claim(), started.requestId(), started.digest());
				yield new Result.Stuck(TargetTag.trouble(task, unreadable));
			}
			case TagReading.Found _, Absent _ -> abandon(task, new Result.Stuck(otherwise));
		};
	}

	private Result abandon(Task task, Result result) {
		return this.ledger.nothingStarted(task.claim()) ? result : new Result.LeaseLost();
	}

	private static Result arrived(Claim.Started started) {
		return new Result.Arrived(State.SUCCEEDED, started.digest());
	}

	/**
	 * What became of writing a location down.
	 */
	private enum Recording {

		DONE, FAILED, LEASE_LOST

	}

}
