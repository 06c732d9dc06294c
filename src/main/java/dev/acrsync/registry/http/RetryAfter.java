package dev.acrsync.registry.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * Reads how long a registry wants to be left alone.
 */
public final class RetryAfter {

	private static final Duration LONGEST_WAIT = Duration.ofHours(1);

	private final Clock clock;

	public RetryAfter(Clock clock) {
		this.clock = clock;
	}

	Optional<Duration> of(RegistryResponse<?> answer) {
		return answer.header("Retry-After").flatMap(this::wait).map(RetryAfter::bounded);
	}

	private Optional<Duration> wait(String retryAfter) {
		if (retryAfter.matches("[0-9]{1,9}")) {
			return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
		}
		try {
			Instant date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			return Optional.of(Duration.between(this.clock.instant(), date));
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	private static Duration bounded(Duration wait) {
		if (wait.isNegative()) {
			return Duration.ZERO;
		}
		return (wait.compareTo(LONGEST_WAIT) < 0) ? wait : LONGEST_WAIT;
	}

}
