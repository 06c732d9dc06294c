package dev.acrsync.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.acrsync.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Lets as many lines a minute be logged of a source's events that made no import as it
 * may send pushes, and sums up the rest in one line a minute: the holder of its secret
 * must not be able to fill the log.
 */
final class EventLines {

	private static final Logger logger = LoggerFactory.getLogger(EventLines.class);

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private static final Set<String> HARMLESS = Set.of("pong", "ignored");

	private final Map<String, UnloggedEvents> sums = new TreeMap<>();

	private final Settings settings;

	private final RateLimits limits;

	private final Clock clock;

	EventLines(Settings settings, Clock clock) {
		this.settings = settings;
		this.limits = new RateLimits(clock);
		this.clock = clock;
	}

	/**
	 * Tells whether an event may have a line of its own. If not, it is summed up.
	 */
	synchronized boolean allows(String source, String outcome) {
		boolean allowed = this.settings.source(source).flatMap(this.limits::exceeded).isEmpty();
		if (!allowed) {
			this.sums.computeIfAbsent(source, (_) -> new UnloggedEvents(this.clock.instant(), new TreeMap<>()))
				.outcomes()
				.merge(outcome, 1L, Long::sum);
		}
		return allowed;
	}

	/**
	 * Has told what was summed up for a minute.
	 */
	synchronized void tell() {
		Instant now = this.clock.instant();
		Instant due = now.minus(INTERVAL);
		this.sums.entrySet().removeIf((entry) -> {
			Instant since = entry.getValue().since();
			boolean told = !since.isAfter(due) || since.isAfter(now);
			if (told) {
				tell(entry.getKey(), entry.getValue());
			}
			return told;
		});
	}

	private static void tell(String source, UnloggedEvents sum) {
		logger.atLevel(HARMLESS.containsAll(sum.outcomes().keySet()) ? Level.INFO : Level.WARN)
			.addKeyValue("acr_sync.source", source)
			.log("Further events of {} that made no import, since {}: {}", source, sum.since(), sum.outcomes());
	}

	/**
	 * How often each outcome was not logged.
	 */
	private record UnloggedEvents(Instant since, Map<String, Long> outcomes) {
	}

}
