package dev.acrsync.scenario;

import java.time.Duration;

import dev.acrsync.pace.Pause;

/**
 * Waits in a time that goes by faster than the true one.
 *
 * @param speed how many times faster
 */
record FasterPause(int speed) implements Pause {

	@Override
	public void of(Duration time) throws InterruptedException {
		Thread.sleep(time.dividedBy(this.speed));
	}

	@Override
	public long nanos() {
		return System.nanoTime() * this.speed;
	}

}
