package dev.acrsync.intake;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.logging.SparseLog;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts and logs what came in, and says so of the current span. Its labels come from the
 * configuration and from this class alone.
 */
public final class EventReporter {

	/**
	 * The label for a source that is not configured.
	 */
	public static final String UNKNOWN = "unknown";

	private static final Logger logger = LoggerFactory.getLogger(EventReporter.class);

	private static final Set<String> OUTCOMES = Set.of("accepted", "duplicate", "pong", "ignored", "unauthorized",
			"repository-not-allowed", "tag-not-allowed", "registry-mismatch", "invalid", "too-large",
			"unsupported-media-type", "rate-limited", "method-not-allowed", "unavailable", "busy", "unread",
			"validated");

	private static final Set<String> PINGS = Set.of("pong", "validated");

	private static final Set<String> UNREADABLE = Set.of("invalid", "too-large");

	/** What is refused before it is known whose it is. */
	private static final Set<String> STRANGERS = Set.of("unauthorized", "method-not-allowed");

	private final SparseLog askedByName = new SparseLog(System::nanoTime);

	private final MeterRegistry meters;

	private final Tracing tracing;

	private final EventLines lines;

	private final SourceCalls calls;

	EventReporter(MeterRegistry meters, Settings settings, Tracing tracing, EventLines lines, SourceCalls calls) {
		this.meters = meters;
		this.tracing = tracing;
		this.lines = lines;
		this.calls = calls;
		for (EventDoor door : List.of(EventDoor.WEBHOOK, EventDoor.EVENT_GRID)) {
			for (String outcome : OUTCOMES) {
				settings.sources().keySet().forEach((source) -> counter(source, door, outcome));
			}
			counter(UNKNOWN, door, "unauthorized");
		}
	}

	/**
	 * Tells what a webhook was answered.
	 */
	public void answered(String source, WebhookAnswer answer) {
		tag(source, answer.outcome());
		this.tracing.tag("event.id", answer.event());
		this.tracing.tag("acr_sync.imports", imports(answer));
		if (count(source, EventDoor.WEBHOOK, answer)) {
			log(source, EventDoor.WEBHOOK, answer);
		}
	}

	/**
	 * Counts an answer.
	 * @return whether it may have a line of the log
	 */
	public boolean count(String source, EventDoor door, WebhookAnswer answer) {
		counter(source, door, answer.outcome()).increment();
		this.calls.called(source, door.label(), PINGS.contains(answer.outcome()) ? "ping" : "event");
		this.lines.tell();
		return answer.imports() != null || this.lines.allows(source, answer.outcome());
	}

	public void log(String source, EventDoor door, WebhookAnswer answer) {
		logger.atInfo()
			.addKeyValue("event.id", answer.event())
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.door", door.label())
			.addKeyValue("acr_sync.outcome", answer.outcome())
			.addKeyValue("acr_sync.imports", imports(answer))
			.log("Event {} of {}: {}{}", answer.event(), source, answer.outcome(), details(answer));
	}

	/**
	 * Tells how many answers had no line of their own, since very many came at once.
	 */
	public void logRest(String source, EventDoor door, Map<String, Integer> outcomes) {
		logger.atInfo()
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.door", door.label())
			.log("Further events of {} that came with these: {}", source, outcomes);
	}

	/**
	 * Tells of an event that was not let in, and whose sender is not told so.
	 */
	public void refused(String source, EventDoor door, EventVerdict.RefusedEvent refused) {
		counter(source, door, refused.reason()).increment();
		this.calls.called(source, door.label(), UNREADABLE.contains(refused.reason()) ? "unreadable" : "refused");
		this.lines.tell();
		if (this.lines.allows(source, refused.reason())) {
			logger.atWarn()
				.addKeyValue("event.id", refused.event())
				.addKeyValue("acr_sync.source", source)
				.addKeyValue("acr_sync.door", door.label())
				.addKeyValue("acr_sync.outcome", refused.reason())
				.log("Event {} of {} by {} is not let in: {}", refused.event(), source, door.label(), refused.detail());
		}
	}

	/**
	 * Tells of a request that got no further than its door.
	 */
	public void refused(String source, EventDoor door, RefusedException refused) {
		WebhookRefusal refusal = refused.refusal();
		String cause = (refused.getCause() != null) ? " (" + refused.getCause().getMessage() + ")" : "";
		counter(source, door, refusal.reason()).increment();
		if (!STRANGERS.contains(refusal.reason())) {
			this.calls.called(source, door.label(), "event");
		}
		tag(source, refusal.reason());
		if (refusal.status().is5xxServerError()) {
			this.tracing.failed(refusal.reason(), refusal.detail());
		}
		this.lines.tell();
		Level level = level(refusal);
		if (level == Level.WARN && !this.lines.allows(source, refusal.reason())) {
			return;
		}
		logger.atLevel(level)
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.door", door.label())
			.addKeyValue("acr_sync.outcome", refusal.reason())
			.log("Event of {} refused with {}: {}{}", source, refusal.status().value(), refusal.detail(), cause);
	}

	/**
	 * Counts a question of a stranger, which was answered as anybody's.
	 */
	public void asked(String source, EventDoor door) {
		counter(source, door, "validated").increment();
	}

	/**
	 * Counts a question whose asker knew a subscription's name and no secret: a name can
	 * be guessed, so it is no sign of life, and has few lines of the log.
	 */
	public void askedByName(String source, EventDoor door) {
		asked(source, door);
		this.askedByName.happened((count) -> logger.atInfo()
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.door", door.label())
			.addKeyValue("acr_sync.outcome", "validated")
			.log("A subscription of {} was validated by its name, without the secret ({} since the last such line)",
					source, count));
	}

	private void tag(String source, String outcome) {
		this.tracing.tag("acr_sync.source", source);
		this.tracing.tag("acr_sync.outcome", outcome);
	}

	/**
	 * Strangers must not be able to fill the log: the counter tells of them.
	 */
	private static Level level(WebhookRefusal refusal) {
		if (STRANGERS.contains(refusal.reason())) {
			return Level.DEBUG;
		}
		return "unavailable".equals(refusal.reason()) ? Level.ERROR : Level.WARN;
	}

	private Counter counter(String source, EventDoor door, String outcome) {
		return Counter.builder("acr.sync.events")
			.description("Events that were answered")
			.tags("source", source, "door", door.label(), "outcome", outcome)
			.register(this.meters);
	}

	private static String imports(WebhookAnswer answer) {
		return (answer.imports() != null)
				? answer.imports().stream().map(WebhookAnswer.AnsweredImport::id).toList().toString() : "[]";
	}

	private static String details(WebhookAnswer answer) {
		if (answer.reason() != null) {
			return ", " + answer.reason();
		}
		return (answer.imports() == null) ? ""
				: ", " + String.join(", ",
						answer.imports()
							.stream()
							.map((it) -> it.source() + " -> " + it.target() + " (import " + it.id() + ")")
							.toList());
	}

}
