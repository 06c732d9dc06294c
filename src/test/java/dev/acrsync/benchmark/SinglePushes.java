package dev.acrsync.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.Manifest;
import tools.jackson.databind.JsonNode;

/**
 * Pushes one image after the other to an idle service, each once the one before is
 * recorded.
 */
final class SinglePushes {

	/**
	 * How long each copy takes.
	 */
	static final Duration COPY = Duration.ofSeconds(1);

	private static final Duration LOOK = Duration.ofMillis(100);

	/** The first ones find a cold service. */
	private static final int WARM_UP = 2;

	private final DrainStage stage = new DrainStage(0);

	private final BlockingQueue<ImportCall> copies = new LinkedBlockingQueue<>();

	private final LongStream.Builder arrived = LongStream.builder();

	private final LongStream.Builder recorded = LongStream.builder();

	private int pushed;

	/**
	 * Pushes so many, or until the time is over.
	 */
	Pushed measure(int pushes, Duration budget) throws InterruptedException {
		try (this.stage; SandboxedService service = new SandboxedService(this.stage.sandbox())) {
			this.stage.sandbox().arm().operationsTake(COPY);
			this.stage.sandbox().arm().onCopy(this.copies::add);
			Instant end = Instant.now().plus(budget);
			while (this.pushed < pushes + WARM_UP && push(service, end)) {
				this.pushed++;
			}
			return new Pushed(Math.max(0, this.pushed - WARM_UP), measurement(this.arrived),
					measurement(this.recorded));
		}
	}

	private boolean push(SandboxedService service, Instant end) throws InterruptedException {
		String tag = "1.0." + this.pushed;
		Instant start = Instant.now();
		this.stage.sandbox().vendor().push("tripinsights/poi", tag, Manifest.named(tag));
		if (this.copies.poll(Duration.between(start, end).toMillis(), TimeUnit.MILLISECONDS) == null) {
			return false;
		}
		Instant there = Instant.now();
		while (Instant.now().isBefore(end)) {
			JsonNode newest = service.get("/imports?limit=1").at("/imports/0");
			if (newest.at("/tag").asString().equals(tag) && newest.hasNonNull("finishedAt")) {
				if (this.pushed >= WARM_UP) {
					this.arrived.add(micros(start, there));
					this.recorded.add(micros(start, Instant.parse(newest.at("/finishedAt").asString())));
				}
				return true;
			}
			Thread.sleep(LOOK);
		}
		return false;
	}

	private static long micros(Instant from, Instant to) {
		return Duration.between(from, to).toNanos() / 1_000;
	}

	private static Measurement measurement(LongStream.Builder micros) {
		return Measurement.of(micros.build().toArray(), COPY.toSeconds(), 0);
	}

	/**
	 * How long it took from each push.
	 *
	 * @param count how many pushes
	 * @param arrived until the target's tag was there
	 * @param recorded until the ledger said so
	 */
	record Pushed(int count, Measurement arrived, Measurement recorded) {
	}

}
