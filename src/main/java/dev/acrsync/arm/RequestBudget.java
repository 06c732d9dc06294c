package dev.acrsync.arm;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.pace.Pause;
import dev.acrsync.pace.TurnQueue;

/**
 * How many requests of one kind Azure Resource Manager takes from this identity: as it
 * tells with each answer, and as they come back with time. When few are left, whoever is
 * about to ask waits, and the more urgent goes first.
 */
final class RequestBudget {

	private static final double NANOS = Duration.ofSeconds(1).toNanos();

	private final TurnQueue turns;

	private final int most;

	private final int each;

	private final Pause pause;

	/** A tenth stays for others, and for what is told too late. */
	private final int reserve;

	private double left;

	private int underWay;

	private long countedAt;

	/**
	 * Begins with a full budget.
	 * @param most how many are taken at once
	 * @param each how many more are taken with each second
	 */
	RequestBudget(int most, int each, Pause pause) {
		this.turns = new TurnQueue(pause);
		this.most = most;
		this.each = each;
		this.pause = pause;
		this.reserve = most / 10;
		this.left = most - this.reserve;
		this.countedAt = pause.nanos();
	}

	/**
	 * Returns once a request may be sent.
	 * @throws InterruptedException if the service stops
	 */
	void take() throws InterruptedException {
		this.turns.take((_) -> tryTake());
	}

	/**
	 * Counts a request as one under way until it is closed.
	 */
	synchronized SentRequest send() {
		this.underWay++;
		return new SentRequest();
	}

	private synchronized Duration tryTake() {
		refill();
		if (this.left >= 1) {
			this.left--;
			return Duration.ZERO;
		}
		return Duration.ofNanos((long) Math.ceil((1 - this.left) / this.each * NANOS));
	}

	private synchronized void answered(Optional<Integer> told) {
		this.underWay--;
		refill();
		told.ifPresent((remaining) -> this.left = remaining - this.reserve - this.underWay);
	}

	private void refill() {
		long now = this.pause.nanos();
		double more = (now - this.countedAt) / NANOS * this.each;
		this.countedAt = now;
		this.left = Math.max(this.left, Math.min(this.left + more, this.most - this.reserve));
	}

	/**
	 * A request under way, whose answer tells how many more are taken.
	 */
	final class SentRequest implements AutoCloseable {

		private Optional<Integer> told = Optional.empty();

		ArmResponse answered(ArmResponse answer) {
			this.told = answer.remaining();
			return answer;
		}

		@Override
		public void close() {
			RequestBudget.this.answered(this.told);
		}

	}

}
