package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.Random;

/**
 * How long Azure copies: an even draw between two times, always the same one for the same
 * image.
 *
 * @param least the shortest time
 * @param most the longest time
 * @param seed decides on the draw
 */
public record CopyTimes(Duration least, Duration most, long seed) {

	/**
	 * Returns how long a copy takes.
	 * @param image the repository with the digest or the tag
	 */
	public Duration of(String image) {
		long range = this.most.minus(this.least).toMillis();
		return this.least.plusMillis((long) (new Random(this.seed + image.hashCode()).nextDouble() * range));
	}

}
