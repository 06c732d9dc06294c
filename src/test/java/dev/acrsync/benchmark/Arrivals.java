package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import dev.acrsync.sandbox.ImportCall;

/**
 * Notes when images, and what belongs to them, were first at the target.
 */
final class Arrivals {

	private final ArrivalKind images = new ArrivalKind();

	private final ArrivalKind signatures = new ArrivalKind();

	private long start = System.nanoTime();

	synchronized void begin() {
		this.start = System.nanoTime();
	}

	synchronized void add(ImportCall call) {
		ArrivalKind kind = call.targetTags().isEmpty() ? this.signatures : this.images;
		if (kind.sources.add(call.sourceImage())) {
			kind.last = elapsed();
		}
	}

	synchronized Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	synchronized ArrivalProgress images() {
		return this.images.progress();
	}

	synchronized ArrivalProgress signatures() {
		return this.signatures.progress();
	}

	/**
	 * How many have arrived.
	 *
	 * @param count how many
	 * @param last when the last one did, since the beginning
	 */
	record ArrivalProgress(int count, Duration last) {
	}

	/**
	 * The images, or the signatures.
	 */
	private static final class ArrivalKind {

		private final Set<String> sources = new HashSet<>();

		private Duration last = Duration.ZERO;

		ArrivalProgress progress() {
			return new ArrivalProgress(this.sources.size(), this.last);
		}

	}

}
