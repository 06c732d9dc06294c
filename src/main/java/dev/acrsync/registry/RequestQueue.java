package dev.acrsync.registry;

import java.time.Duration;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;

/**
 * Requests that one registry counts together. Each is sent as soon as the registry takes
 * it; until then it waits, and the more urgent goes first. Now and then it is the turn of
 * the one that has waited longest, so that none waits for ever. A tenth is kept for what
 * was announced.
 */
final class RequestQueue {

	/** Whoever is to wait for longer is told so instead. */
	static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private static final int TURN_OF_THE_OLDEST = 8;

	private final NavigableSet<Waiting> waiting = new TreeSet<>();

	private final RequestWindow window = new RequestWindow();

	private final RequestShare share = new RequestShare();

	private final Pause pause;

	private long pausedUntil;

	private long numbers;

	private int sent;

	/** Whether one of those that wait looks after all of them. */
	private boolean led;

	RequestQueue(Pause pause) {
		this.pause = pause;
		this.pausedUntil = pause.nanos();
	}

	/**
	 * Returns when a request is to be sent, or when the registry wants to be left alone
	 * for too long.
	 * @param most how many a minute the registry takes of all
	 * @throws InterruptedException if the service stops
	 */
	void take(int most) throws InterruptedException {
		Waiting mine = join(most);
		try {
			Duration wait = send(mine);
			while (wait.isPositive()) {
				WaitedTime.begin();
				if (mine.leads) {
					this.pause.of(wait);
				}
				else {
					mine.turn.acquire();
				}
				wait = send(mine);
			}
		}
		finally {
			WaitedTime.end();
			leave(mine);
		}
	}

	/**
	 * The registry has had too many.
	 * @param time how long it wants to be left alone
	 */
	synchronized void refused(Duration time) {
		long now = this.pause.nanos();
		if (this.pausedUntil - now <= 0) {
			this.share.refused(now);
		}
		leaveAlone(time);
	}

	/**
	 * Nothing is sent for this time.
	 */
	synchronized void leaveAlone(Duration time) {
		long until = this.pause.nanos() + time.toNanos();
		this.pausedUntil = (until - this.pausedUntil > 0) ? until : this.pausedUntil;
	}

	/**
	 * Returns how long the registry wants to be left alone.
	 */
	synchronized Duration untilAsked() {
		return Duration.ofNanos(Math.max(0, this.pausedUntil - this.pause.nanos()));
	}

	private synchronized Waiting join(int most) {
		Waiting mine = new Waiting(++this.numbers, Urgency.current(), most);
		this.waiting.add(mine);
		mine.leads = !this.led;
		this.led = true;
		return mine;
	}

	/**
	 * Lets go whatever may be sent.
	 * @return when to look again; nothing if the one that looks may go itself
	 */
	private synchronized Duration send(Waiting mine) {
		while (!mine.sent) {
			Waiting next = next();
			Duration wait = untilSent(next);
			if (wait.isPositive()) {
				return wait;
			}
			this.window.add(this.pause.nanos());
			this.sent++;
			this.waiting.remove(next);
			next.sent = true;
			next.turn.release();
		}
		return Duration.ZERO;
	}

	private Waiting next() {
		Waiting first = this.waiting.first();
		if (this.sent % TURN_OF_THE_OLDEST != 0) {
			return first;
		}
		Waiting oldest = this.waiting.stream().min(Comparator.comparingLong((it) -> it.number)).orElse(first);
		return untilSent(oldest).isPositive() ? first : oldest;
	}

	private Duration untilSent(Waiting one) {
		Duration alone = untilAsked();
		if (alone.isPositive()) {
			return (alone.compareTo(LONGEST_WAIT) > 0) ? Duration.ZERO : alone;
		}
		long now = this.pause.nanos();
		int most = this.share.of(one.most, now);
		return this.window.untilFewer((one.urgency == Urgency.ANNOUNCED) ? most : Math.max(1, most - most / 10), now);
	}

	private synchronized void leave(Waiting mine) {
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
	 * A request that is not sent yet.
	 */
	private static final class Waiting implements Comparable<Waiting> {

		private final long number;

		private final Urgency urgency;

		private final int most;

		private final Semaphore turn = new Semaphore(0);

		private boolean leads;

		private boolean sent;

		Waiting(long number, Urgency urgency, int most) {
			this.number = number;
			this.urgency = urgency;
			this.most = most;
		}

		@Override
		public int compareTo(Waiting other) {
			int order = this.urgency.compareTo(other.urgency);
			return (order != 0) ? order : Long.compare(this.number, other.number);
		}

	}

}
