package dev.acrsync.benchmark;

import java.time.Duration;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * Lets this service find all images by its first comparison, and bring them.
 */
final class ServiceDrain implements Drain {

	private static final Duration LOOK = Duration.ofMillis(500);

	private final String[] properties;

	/**
	 * Makes one.
	 * @param properties what differs from the defaults, of the form {@code key=value}
	 */
	ServiceDrain(String... properties) {
		this.properties = properties.clone();
	}

	@Override
	public Optional<Duration> run(DrainStage stage, Duration budget) throws InterruptedException {
		try (SandboxedService service = new SandboxedService(stage.sandbox(), this.properties)) {
			stage.arrivals().begin();
			service.compare();
			while (stage.arrivals().elapsed().compareTo(budget) < 0) {
				Thread.sleep(LOOK);
				if (stage.isComplete() && isDone(service, stage.images().size())) {
					return Optional.of(stage.arrivals().elapsed());
				}
			}
			System.out.println("Stopped at " + service.get("/imports?limit=1").at("/counts"));
			return Optional.empty();
		}
	}

	private static boolean isDone(SandboxedService service, int images) {
		JsonNode counts = service.get("/imports?limit=1").at("/counts");
		return counts.at("/succeeded").asInt() + counts.at("/unchanged").asInt() >= images
				&& counts.at("/pending").asInt() + counts.at("/importing").asInt() == 0;
	}

}
