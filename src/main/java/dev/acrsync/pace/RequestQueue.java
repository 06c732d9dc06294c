package dev.acrsync.pace;

import java.time.Duration;

/**
 * Requests that one registry counts together. Each is sent as soon as the registry takes
 * it. A tenth is kept for what was announced.
 */
final class RequestQueue {

	/** Whoever is to wait for longer is told so instead. */
	static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private final RequestWindow window = new RequestWindow();

	private final ThrottledShare share = new ThrottledShare();

	private final TurnQueue turns;

	private final Pause pause;

	private long pausedUntil;

	RequestQueue(Pause pause) {
		this.turns = new TurnQueue(pause);
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
		this.turns.take((urgency) -> trySend(most, urgency));
	}

	private synchronized Duration trySend(int most, RequestUrgency urgency) {
		Duration alone = untilAsked();
		if (alone.isPositive()) {
			return (alone.compareTo(LONGEST_WAIT) > 0) ? Duration.ZERO : alone;
		}
		long now = this.pause.nanos();
		int all = this.share.of(most, now);
		Duration wait = this.window
			.untilFewer((urgency == RequestUrgency.ANNOUNCED) ? all : Math.max(1, all - all / 10), now);
		if (!wait.isPositive()) {
			this.window.add(now);
		}
		return wait;
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

}
