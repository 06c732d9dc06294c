package dev.acrsync.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.StoredManifest;
import tools.jackson.databind.JsonNode;

/**
 * Pushes one image after the other, each once the one before is there: to an idle
 * service, which has recorded it too, or to one that brings a backlog.
 */
final class SinglePushes {

	/**
	 * How long each copy takes.
	 */
	static final Duration COPY = Duration.ofSeconds(1);

	private static final Duration LOOK = Duration.ofMillis(100);

	/** The first ones find a cold service. */
	private static final int WARM_UP = 2;

	/**
	 * As many of a backlog are under way or there before the first push, unless that is
	 * more than half of it: more than Azure takes at once.
	 */
	private static final int BROUGHT = 300;

	private final DrainStage stage;

	private final int backlog;

	private final BlockingQueue<ImportCall> copies = new LinkedBlockingQueue<>();

	private final LongStream.Builder arrived = LongStream.builder();

	private final LongStream.Builder recorded = LongStream.builder();

	private int pushed;

	/**
	 * Makes a service's day.
	 * @param backlog how many images a comparison finds
	 */
	SinglePushes(int backlog) {
		this.backlog = backlog;
		this.stage = new DrainStage(backlog);
	}

	/**
	 * Pushes so many, or until the time is over.
	 */
	PushTimes measure(int pushes, Duration budget) throws InterruptedException {
		try (this.stage; SandboxedService service = new SandboxedService(this.stage.sandbox())) {
			this.stage.sandbox().arm().operationsTake(COPY);
			this.stage.sandbox().arm().onCopy(this::copied);
			Instant end = Instant.now().plus(budget);
			if (this.backlog > 0) {
				service.compare();
				while (this.stage.sandbox().arm().calls().size() < Math.min(this.backlog / 2, BROUGHT)) {
					Thread.sleep(LOOK);
				}
			}
			while (this.pushed < pushes + WARM_UP && push(service, end)) {
				this.pushed++;
			}
			return new PushTimes(Math.max(0, this.pushed - WARM_UP), measurement(this.arrived),
					measurement(this.recorded));
		}
	}

	private void copied(ImportCall call) {
		if (call.sourceImage().contains("tripinsights/poi")) {
			this.copies.add(call);
		}
	}

	private boolean push(SandboxedService service, Instant end) throws InterruptedException {
		String tag = "1.0." + this.pushed;
		Instant start = Instant.now();
		this.stage.sandbox().vendor().push("tripinsights/poi", tag, StoredManifest.named(tag));
		if (this.copies.poll(Duration.between(start, end).toMillis(), TimeUnit.MILLISECONDS) == null) {
			return false;
		}
		Instant there = Instant.now();
		if (this.backlog > 0) {
			this.arrived.add(micros(start, there));
			return true;
		}
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
	record PushTimes(int count, Measurement arrived, Measurement recorded) {
	}

}
