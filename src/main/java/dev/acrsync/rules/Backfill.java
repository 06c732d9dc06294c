package dev.acrsync.rules;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of what was there before is brought when a rule first sees a repository.
 */
public sealed interface Backfill {

	/**
	 * Reads what was written.
	 * @throws IllegalArgumentException if it is none; the message says what to write
	 */
	static Backfill parse(String written) {
		Matcher latest = Pattern.compile("latest: ?([1-9][0-9]{0,8})").matcher(written);
		if (latest.matches()) {
			return new Latest(Integer.parseInt(latest.group(1)));
		}
		Matcher since = Pattern.compile("since: ?([1-9][0-9]{0,5})([mhd])").matcher(written);
		if (since.matches()) {
			return new Since(time(Long.parseLong(since.group(1)), since.group(2)));
		}
		return switch (written) {
			case "all" -> new All();
			case "none" -> new None();
			default -> throw new IllegalArgumentException(
					"it is 'all', 'none', 'latest:<number>' such as latest:20, or 'since:<time>' such as since:30d (m, h or d)");
		};
	}

	private static Duration time(long number, String unit) {
		return switch (unit) {
			case "m" -> Duration.ofMinutes(number);
			case "h" -> Duration.ofHours(number);
			default -> Duration.ofDays(number);
		};
	}

	/**
	 * Everything.
	 */
	record All() implements Backfill {

		@Override
		public String toString() {
			return "all";
		}

	}

	/**
	 * Nothing.
	 */
	record None() implements Backfill {

		@Override
		public String toString() {
			return "none";
		}

	}

	/**
	 * The newest tags of each repository.
	 *
	 * @param tags how many, at least one
	 */
	record Latest(int tags) implements Backfill {

		@Override
		public String toString() {
			return "latest:" + this.tags;
		}

	}

	/**
	 * What was pushed within a time before the first sight.
	 *
	 * @param time how long before
	 */
	record Since(Duration time) implements Backfill {

		@Override
		public String toString() {
			return "since:" + this.time;
		}

	}

}
