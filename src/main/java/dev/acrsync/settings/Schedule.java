package dev.acrsync.settings;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.scheduling.support.CronExpression;

/**
 * When something is done again and again.
 */
public sealed interface Schedule {

	/**
	 * Returns when it is due after it was done, or empty if it never is.
	 */
	Optional<Instant> after(Instant last);

	/**
	 * Reads what was written.
	 * @throws IllegalArgumentException if it is none; the message says what to write
	 */
	static Schedule parse(String written) {
		// YAML reads the word "off" as false.
		if (written.equals("off") || written.equals("false")) {
			return new Off();
		}
		try {
			if (written.contains(" ") || written.startsWith("@")) {
				return new Cron(CronExpression.parse(written));
			}
			Duration interval = DurationStyle.detectAndParse(written);
			if (interval.compareTo(Duration.ofMinutes(1)) >= 0 && interval.compareTo(Duration.ofDays(365)) <= 0) {
				return new Every(interval);
			}
		}
		catch (IllegalArgumentException | ArithmeticException _) {
			// Told below.
		}
		throw new IllegalArgumentException("it is an interval from 1m to 365d such as 15m or 1h, "
				+ "a cron expression of six fields (in UTC) such as '0 0 * * * *', or 'off'");
	}

	/**
	 * Never by itself.
	 */
	record Off() implements Schedule {

		@Override
		public Optional<Instant> after(Instant last) {
			return Optional.empty();
		}

	}

	/**
	 * At an interval from start to start.
	 *
	 * @param interval the interval, a minute at least
	 */
	record Every(Duration interval) implements Schedule {

		@Override
		public Optional<Instant> after(Instant last) {
			return Optional.of(last.plus(this.interval));
		}

	}

	/**
	 * At times of day, in UTC.
	 *
	 * @param expression says when
	 */
	record Cron(CronExpression expression) implements Schedule {

		@Override
		public Optional<Instant> after(Instant last) {
			return Optional.ofNullable(this.expression.next(last.atZone(ZoneOffset.UTC))).map(ZonedDateTime::toInstant);
		}

	}

}
