package dev.acrsync.logging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps those loggers silent, at any level that is set, that write down requests as they
 * are, in pieces that no mask would know; and lets what strangers can cause in the web
 * server be logged once a minute and logger.
 */
class StrangersFilter extends TurboFilter {

	private static final List<String> INDISCREET = List.of("org.apache.coyote.", "org.apache.tomcat.", "com.azure.",
			"com.microsoft.aad.", "org.postgresql.", "sun.net.", "jdk.", "java.net.http.",
			"io.opentelemetry.exporter.");

	private static final List<String> STRANGERS = List.of("org.apache.catalina.", "org.apache.coyote.",
			"org.apache.tomcat.", "org.springframework.web.", "org.springframework.http.",
			"org.springframework.boot.actuate.", "org.springframework.boot.servlet.",
			"org.springframework.boot.tomcat.", "org.springframework.boot.web.", "org.springframework.boot.webmvc.");

	private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

	private final LongSupplier nanoTime;

	private final Map<String, Long> told = new ConcurrentHashMap<>();

	StrangersFilter(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	@Override
	public FilterReply decide(@Nullable Marker marker, Logger logger, Level level, @Nullable String format,
			Object @Nullable [] parameters, @Nullable Throwable error) {
		if (!level.isGreaterOrEqual(logger.getEffectiveLevel())) {
			return FilterReply.NEUTRAL;
		}
		if (!level.isGreaterOrEqual(Level.WARN)) {
			return isOneOf(INDISCREET, logger.getName()) ? FilterReply.DENY : FilterReply.NEUTRAL;
		}
		boolean asked = format == null && error == null;
		boolean told = !asked && repeatsStrangers(logger.getName()) && !isDue(logger.getName());
		return told ? FilterReply.DENY : FilterReply.NEUTRAL;
	}

	private boolean isDue(String name) {
		long now = this.nanoTime.getAsLong();
		Long last = this.told.putIfAbsent(name, now);
		return last == null || now - last >= INTERVAL && this.told.replace(name, last, now);
	}

	/**
	 * Tells whether a logger may repeat what strangers have sent.
	 */
	static boolean repeatsStrangers(String name) {
		return isOneOf(STRANGERS, name);
	}

	private static boolean isOneOf(List<String> prefixes, String name) {
		for (String prefix : prefixes) {
			if (name.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}
