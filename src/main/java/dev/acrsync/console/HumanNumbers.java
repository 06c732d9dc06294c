package dev.acrsync.console;

import java.time.Duration;
import java.util.Locale;

/**
 * Says numbers and times as people do.
 */
final class HumanNumbers {

	private HumanNumbers() {
	}

	static String count(long number, String one) {
		return count(number, one, one + "s");
	}

	static String count(long number, String one, String many) {
		return String.format(Locale.ROOT, "%,d", number) + " " + ((number == 1) ? one : many);
	}

	static String time(Duration time) {
		if (time.toDays() >= 2) {
			return time.toDays() + " days";
		}
		if (time.toHours() >= 2) {
			return time.toHours() + " hours";
		}
		if (time.toMinutes() >= 2) {
			return time.toMinutes() + " minutes";
		}
		return (time.toSeconds() == 1) ? "1 second" : Math.max(0, time.toSeconds()) + " seconds";
	}

	static String seconds(double seconds) {
		if (seconds < 1) {
			return Math.round(seconds * 1_000) + " ms";
		}
		if (seconds >= 120) {
			return time(Duration.ofMillis(Math.round(seconds * 1_000)));
		}
		return String.format(Locale.ROOT, (seconds < 10) ? "%.1f s" : "%.0f s", seconds);
	}

}
