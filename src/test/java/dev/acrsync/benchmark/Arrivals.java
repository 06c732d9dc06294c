package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.acrsync.sandbox.ImportCall;

/**
 * Notes when images, and what belongs to them, were first at the target.
 */
final class Arrivals {

	private final Kind images = new Kind();

	private final Kind signatures = new Kind();

	private long start = System.nanoTime();

	synchronized void begin() {
		this.start = System.nanoTime();
	}

	synchronized void add(ImportCall call) {
		Kind kind = call.targetTags().isEmpty() ? this.signatures : this.images;
		if (kind.sources.add(call.sourceImage())) {
			kind.last = elapsed();
		}
	}

	synchronized Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	synchronized Progress images() {
		return this.images.progress();
	}

	synchronized Progress signatures() {
		return this.signatures.progress();
	}

	/**
	 * How many have arrived.
	 *
	 * @param count how many
	 * @param last when the last one did, since the beginning
	 */
	record Progress(int count, Duration last) {
	}

	/**
	 * The images, or the signatures.
	 */
	private static final class Kind {

		private final Set<String> sources = new HashSet<>();

		private Duration last = Duration.ZERO;

		Progress progress() {
			return new Progress(this.sources.size(), this.last);
		}

	}

}
