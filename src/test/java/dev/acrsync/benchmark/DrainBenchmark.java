package dev.acrsync.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.acrsync.sandbox.StandInArm;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.TrafficKind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Measures how soon all images of a vendor are there, with what belongs to them, at an
 * Azure that throttles as it has published, beside what unbounded parallel imports do and
 * what is possible at all. Prints two tables, and leaves them in
 * {@code target/drain-benchmark.md}.
 */
class DrainBenchmark {

	private static final int IMAGES = Integer.getInteger("benchmark.images", 1_706);

	private static final Duration BUDGET = Duration.ofMinutes(Integer.getInteger("benchmark.minutes", 10));

	private static final int PUSHES = Integer.getInteger("benchmark.pushes", 200);

	private static final int BACKLOG = Integer.getInteger("benchmark.backlog", 10_000);

	private static final String ONLY = System.getProperty("benchmark.only", "");

	private static final Table drains = new Table(IMAGES + " images", "images a second", "last image", "last signature",
			"all recorded", "imports refused", "polls refused", "polls per import", "most at once",
			"asked of the source, per image", "asked of the target, per image", "others' CPU");

	private static final Table pushes = new Table("a single push, a copy of 1 s", "pushes", "p50", "p99", "longest");

	/**
	 * The plain loop has more connections than the JDK's server keeps open otherwise.
	 */
	@BeforeAll
	static void keepConnections() {
		System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
	}

	@Test
	void measure() throws Exception {
		drain("**acr-sync**, defaults", new ServiceDrain());
		drain("acr-sync, `concurrency=4`", new ServiceDrain("acr-sync.imports.concurrency=4"));
		drain("plain loop of unbounded parallel imports", new PlainLoop());
		limit();
		pushes();
		report();
	}

	private static void drain(String name, Drain drain) throws Exception {
		if (!name.contains(ONLY)) {
			return;
		}
		try (DrainStage stage = new DrainStage(IMAGES)) {
			Usage usage = new Usage();
			Optional<Duration> recorded = drain.run(stage, BUDGET);
			Arrivals.ArrivalProgress images = stage.arrivals().images();
			StandInArm arm = stage.sandbox().arm();
			boolean all = images.count() == IMAGES;
			double seconds = seconds(all ? images.last() : BUDGET);
			drains.add(name, figure("%.2f", images.count() / seconds), reached(images, IMAGES),
					reached(stage.arrivals().signatures(), stage.signed()),
					recorded.map(DrainBenchmark::time).orElse("not in " + BUDGET.toMinutes() + " min"),
					figure("%d of %d", arm.throttledImports(), arm.requests("POST")),
					figure("%d of %d", arm.throttledPolls(), arm.requests("GET")),
					figure("%.1f", arm.requests("GET") / (double) Math.max(1, arm.calls().size())),
					Integer.toString(arm.mostParallel()), asked(stage.sandbox().vendor(), images.count()),
					asked(stage.sandbox().customer(), images.count()), figure("%.0f %%", 100 * usage.others()));
		}
	}

	private static void limit() {
		try (DrainStage stage = new DrainStage(IMAGES)) {
			DrainLimit limit = DrainLimit.of(stage);
			drains.add("the limit", figure("%.2f", IMAGES / seconds(limit.image())), time(limit.image()),
					"%s (%s by listings per image)".formatted(time(limit.signature()), time(limit.listed())), "", "",
					"", "", "", "", "", "");
			drains
				.note("""
						The limit: Resource Manager takes 200 imports at once and ten more a second, %d images and %d signatures; \
						copies take %s to %s s, the longest are begun first. Signatures are copied after the images. \
						A registry tells %d times a minute what refers to an image; all manifests of a repository it tells a \
						hundred a page."""
					.formatted(IMAGES, stage.signed(), seconds(DrainStage.COPIES.least()),
							seconds(DrainStage.COPIES.most()), DrainStage.QUOTA.referrers()));
		}
	}

	private static void pushes() throws InterruptedException {
		if (!"a single push".contains(ONLY)) {
			return;
		}
		SinglePushes.PushTimes measured = new SinglePushes(0).measure(PUSHES, BUDGET);
		push("push → target's tag", measured.count(), measured.arrived());
		push("push → recorded", measured.count(), measured.recorded());
		SinglePushes.PushTimes busy = new SinglePushes(BACKLOG).measure(PUSHES / 4, BUDGET);
		push("push → target's tag, while " + BACKLOG + " other imports wait", busy.count(), busy.arrived());
	}

	private static void push(String what, int count, Measurement measured) {
		pushes.add(what, Integer.toString(count), figure("%.2f s", measured.p50() / 1_000),
				figure("%.2f s", measured.p99() / 1_000), figure("%.2f s", measured.longest() / 1_000));
	}

	private static void report() throws IOException {
		List<String> tables = List.of(drains.toString(), pushes.toString());
		Files.writeString(Path.of("target", "drain-benchmark.md"), String.join("\n", tables));
		tables.forEach(System.out::println);
	}

	private static String reached(Arrivals.ArrivalProgress progress, int all) {
		if (progress.count() == all) {
			return time(progress.last());
		}
		double share = progress.count() / (double) all;
		String rest = (progress.count() == 0) ? ""
				: ", all in %.0f min at this rate".formatted(seconds(BUDGET) / 60 / share);
		return "%d of %d in %d min%s".formatted(progress.count(), all, BUDGET.toMinutes(), rest);
	}

	private static String asked(StandInRegistry registry, int images) {
		long all = Arrays.stream(TrafficKind.values()).mapToLong(registry::requests).sum();
		long refused = Arrays.stream(TrafficKind.values()).mapToLong(registry::refused).sum();
		return Arrays.stream(TrafficKind.values())
			.filter((kind) -> registry.requests(kind) > 0)
			.map((kind) -> figure("%s %.2f", kind.label(), registry.requests(kind) / (double) Math.max(1, images)))
			.collect(Collectors.joining(", ", figure("%.2f: ", all / (double) Math.max(1, images)),
					(refused > 0) ? " (" + refused + " refused)" : ""));
	}

	private static String time(Duration time) {
		return figure("%.1f s", seconds(time));
	}

	private static double seconds(Duration time) {
		return time.toMillis() / 1_000.0;
	}

	private static String figure(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

}
