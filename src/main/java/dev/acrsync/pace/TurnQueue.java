package dev.acrsync.pace;

import java.time.Duration;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/**
 * Lets one after the other do what may not be done too often: the more urgent goes first.
 * Now and then it is the turn of the one that has waited longest, so that none waits for
 * ever.
 */
public final class TurnQueue {

	private static final int TURN_OF_THE_OLDEST = 8;

	private final NavigableSet<WaitingTurn> waiting = new TreeSet<>();

	private final Pause pause;

	private long numbers;

	private int gone;

	/** Whether one of those that wait looks after all of them. */
	private boolean led;

	public TurnQueue(Pause pause) {
		this.pause = pause;
	}

	/**
	 * Returns when it is this thread's turn.
	 * @throws InterruptedException if the service stops
	 */
	public void take(TurnGate gate) throws InterruptedException {
		WaitingTurn mine = join(gate);
		try {
			Duration wait = letGo(mine);
			while (wait.isPositive()) {
				WaitedTime.begin();
				if (mine.leads) {
					this.pause.of(wait);
				}
				else {
					mine.turn.acquire();
				}
				wait = letGo(mine);
			}
		}
		finally {
			WaitedTime.end();
			leave(mine);
		}
	}

	private synchronized WaitingTurn join(TurnGate gate) {
		WaitingTurn mine = new WaitingTurn(++this.numbers, RequestUrgency.current(), gate);
		this.waiting.add(mine);
		mine.leads = !this.led;
		this.led = true;
		return mine;
	}

	/**
	 * Lets go whoever may.
	 * @return when to look again; nothing if the one that looks may go itself
	 */
	private synchronized Duration letGo(WaitingTurn mine) {
		while (!mine.gone) {
			WaitingTurn first = this.waiting.first();
			WaitingTurn next = (this.gone % TURN_OF_THE_OLDEST == 0) ? oldest() : first;
			Duration wait = next.gate.tryGo(next.urgency);
			if (wait.isPositive() && next != first) {
				next = first;
				wait = next.gate.tryGo(next.urgency);
			}
			if (wait.isPositive()) {
				return wait;
			}
			this.gone++;
			this.waiting.remove(next);
			next.gone = true;
			next.turn.release();
		}
		return Duration.ZERO;
	}

	private WaitingTurn oldest() {
		return this.waiting.stream().min(Comparator.comparingLong((it) -> it.number)).orElseThrow();
	}

	private synchronized void leave(WaitingTurn mine) {
		this.waiting.remove(mine);
		if (mine.leads) {
			this.led = !this.waiting.isEmpty();
			if (this.led) {
				this.waiting.first().leads = true;
				this.waiting.first().turn.release();
			}
		}
	}

	/**
	 * Says whether one may go.
	 */
	@FunctionalInterface
	public interface TurnGate {

		/**
		 * Lets it go, or returns how long it has to wait at least.
		 */
		Duration tryGo(RequestUrgency urgency);

	}

	/**
	 * One that waits.
	 */
	private static final class WaitingTurn implements Comparable<WaitingTurn> {

		private final long number;

		private final RequestUrgency urgency;

		private final TurnGate gate;

		private final Semaphore turn = new Semaphore(0);

		private boolean leads;

		private boolean gone;

		WaitingTurn(long number, RequestUrgency urgency, TurnGate gate) {
			this.number = number;
			this.urgency = urgency;
			this.gate = gate;
		}

		@Override
		public int compareTo(WaitingTurn other) {
			int order = this.urgency.compareTo(other.urgency);
			return (order != 0) ? order : Long.compare(this.number, other.number);
		}

	}

}
