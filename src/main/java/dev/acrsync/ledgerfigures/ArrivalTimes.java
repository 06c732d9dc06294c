package dev.acrsync.ledgerfigures;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import dev.acrsync.database.SlowReads;

import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long announced images took from their push until they were proved, by the hour of
 * their arrival. A time is kept to a tenth of itself, so that a day is a few rows.
 */
public class ArrivalTimes implements NotedFigures {

	private static final int PER_DOUBLING = 8;

	private static final int HOURS = 24;

	private static final long KEPT_HOURS = 48;

	private final JdbcClient jdbc;

	private final SlowReads reads;

	private final Clock clock;

	private final Map<ArrivalCell, Long> noted = new HashMap<>();

	public ArrivalTimes(JdbcClient jdbc, SlowReads reads, Clock clock) {
		this.jdbc = jdbc;
		this.reads = reads;
		this.clock = clock;
	}

	/**
	 * Notes that an image has arrived.
	 * @param took how long that took since its push
	 */
	public synchronized void arrived(Duration took) {
		this.noted.merge(new ArrivalCell(hour(this.clock.instant()), bucket(took)), 1L, Long::sum);
	}

	/**
	 * Returns the last 24 hours, the present one last.
	 */
	public List<ArrivalHour> read() {
		long now = hour(this.clock.instant());
		return this.reads.read(() -> {
			Map<Long, NavigableMap<Integer, Long>> hours = new TreeMap<>();
			for (long hour = now - HOURS + 1; hour <= now; hour++) {
				hours.put(hour, new TreeMap<>());
			}
			this.jdbc.sql("select hour, bucket, images from arrival_times where hour > :first and hour <= :now")
				.param("first", now - HOURS)
				.param("now", now)
				.query((RowCallbackHandler) (row) -> hours.getOrDefault(row.getLong("hour"), new TreeMap<>())
					.merge(row.getInt("bucket"), row.getLong("images"), Long::sum));
			List<ArrivalHour> all = new ArrayList<>();
			hours.forEach(
					(hour, buckets) -> all.add(new ArrivalHour(Instant.EPOCH.plus(Duration.ofHours(hour)), buckets)));
			return all;
		});
	}

	@Override
	public synchronized FigureBatch take() {
		if (this.noted.isEmpty()) {
			return FigureBatch.NONE;
		}
		Map<ArrivalCell, Long> taken = Map.copyOf(this.noted);
		this.noted.clear();
		long old = hour(this.clock.instant()) - KEPT_HOURS;
		return new FigureBatch() {
			@Override
			public void write(JdbcClient jdbc) {
				// In the same order by all replicas, so that none waits for another in a
				// ring.
				new TreeMap<>(taken).forEach((cell, images) -> ArrivalTimes.write(jdbc, cell, images));
				jdbc.sql("delete from arrival_times where hour < :old").param("old", old).update();
			}

			@Override
			public void giveBack() {
				synchronized (ArrivalTimes.this) {
					taken.forEach((cell, images) -> ArrivalTimes.this.noted.merge(cell, images, Long::sum));
				}
			}
		};
	}

	private static void write(JdbcClient jdbc, ArrivalCell cell, long images) {
		jdbc.sql("""
				insert into arrival_times (hour, bucket, images) values (:hour, :bucket, :images)
				on conflict (hour, bucket) do update set images = arrival_times.images + excluded.images
				""").param("hour", cell.hour()).param("bucket", cell.bucket()).param("images", images).update();
	}

	private static long hour(Instant at) {
		return at.toEpochMilli() / Duration.ofHours(1).toMillis();
	}

	private static int bucket(Duration took) {
		return (int) Math.ceil(PER_DOUBLING * Math.log(Math.max(1, took.toMillis())) / Math.log(2));
	}

	/**
	 * Returns how long it took all but a part of some images.
	 * @param buckets how many took how long
	 * @param part of them, from 0 to 1
	 */
	private static Duration percentile(NavigableMap<Integer, Long> buckets, double part) {
		long wanted = (long) Math.ceil(part * buckets.values().stream().mapToLong(Long::longValue).sum());
		long seen = 0;
		for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
			seen += bucket.getValue();
			if (seen >= wanted) {
				return Duration.ofMillis(Math.round(Math.pow(2, (double) bucket.getKey() / PER_DOUBLING)));
			}
		}
		return Duration.ZERO;
	}

	/**
	 * What is counted together.
	 */
	private record ArrivalCell(long hour, int bucket) implements Comparable<ArrivalCell> {

		private static final Comparator<ArrivalCell> ORDER = Comparator.comparingLong(ArrivalCell::hour)
			.thenComparingInt(ArrivalCell::bucket);

		@Override
		public int compareTo(ArrivalCell other) {
			return ORDER.compare(this, other);
		}

	}

	/**
	 * The images that arrived in an hour, or in several.
	 *
	 * @param at when it began
	 * @param buckets how many took how long
	 */
	public record ArrivalHour(Instant at, NavigableMap<Integer, Long> buckets) {

		/**
		 * Adds hours up.
		 */
		public static ArrivalHour sum(List<ArrivalHour> hours) {
			NavigableMap<Integer, Long> sum = new TreeMap<>();
			hours.forEach((hour) -> hour.buckets.forEach((bucket, images) -> sum.merge(bucket, images, Long::sum)));
			return new ArrivalHour(hours.isEmpty() ? Instant.EPOCH : hours.getFirst().at(), sum);
		}

		/**
		 * Returns how many they are.
		 */
		public long images() {
			return this.buckets.values().stream().mapToLong(Long::longValue).sum();
		}

		/**
		 * Returns how long the given part of them took at most; nothing if there are
		 * none.
		 */
		public Duration took(double part) {
			return percentile(this.buckets, part);
		}

	}

}
