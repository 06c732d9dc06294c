package dev.acrsync.webhook;

import java.util.Set;

import dev.acrsync.figures.SourceCalls;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import org.springframework.http.HttpStatus;

/**
 * Counts and logs what came in, and says so of the current span. Its labels come from the
 * configuration and from this class alone.
 */
final class EventReporter {

	/**
	 * The label for a source that is not configured.
	 */
	static final String UNKNOWN = "unknown";

	private static final Logger logger = LoggerFactory.getLogger(EventReporter.class);

	private static final Set<String> OUTCOMES = Set.of("accepted", "duplicate", "pong", "ignored", "unauthorized",
			"repository-not-allowed", "tag-not-allowed", "registry-mismatch", "invalid", "too-large",
			"unsupported-media-type", "rate-limited", "method-not-allowed", "unavailable");

	/** What is refused before it is known whose it is. */
	private static final Set<String> STRANGERS = Set.of("unauthorized", "method-not-allowed");

	private final MeterRegistry meters;

	private final Tracing tracing;

	private final EventLines lines;

	private final SourceCalls calls;

	EventReporter(MeterRegistry meters, Settings settings, Tracing tracing, EventLines lines, SourceCalls calls) {
		this.meters = meters;
		this.tracing = tracing;
		this.lines = lines;
		this.calls = calls;
		for (String outcome : OUTCOMES) {
			settings.sources().keySet().forEach((source) -> counter(source, outcome));
		}
		counter(UNKNOWN, "unauthorized");
	}

	void answered(String source, WebhookAnswer answer) {
		counter(source, answer.outcome()).increment();
		this.calls.called(source, "webhook", "pong".equals(answer.outcome()) ? "ping" : "event");
		String imports = (answer.imports() != null)
				? answer.imports().stream().map(WebhookAnswer.AnsweredImport::id).toList().toString() : "[]";
		tag(source, answer.outcome());
		this.tracing.tag("event.id", answer.event());
		this.tracing.tag("acr_sync.imports", imports);
		this.lines.tell();
		if (answer.imports() == null && !this.lines.allows(source, answer.outcome())) {
			return;
		}
		logger.atInfo()
			.addKeyValue("event.id", answer.event())
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.outcome", answer.outcome())
			.addKeyValue("acr_sync.imports", imports)
			.log("Event {} of {}: {}{}", answer.event(), source, answer.outcome(), details(answer));
	}

	void refused(String source, RefusedException refused) {
		WebhookRefusal refusal = refused.refusal();
		String cause = (refused.getCause() != null) ? " (" + refused.getCause().getMessage() + ")" : "";
		counter(source, refusal.reason()).increment();
		if (!STRANGERS.contains(refusal.reason())) {
			this.calls.called(source, "webhook", "event");
		}
		tag(source, refusal.reason());
		if (refusal.status().is5xxServerError()) {
			this.tracing.failed(refusal.reason(), refusal.detail());
		}
		this.lines.tell();
		Level level = level(refusal.status());
		if (level == Level.WARN && !this.lines.allows(source, refusal.reason())) {
			return;
		}
		logger.atLevel(level)
			.addKeyValue("acr_sync.source", source)
			.addKeyValue("acr_sync.outcome", refusal.reason())
			.log("Event of {} refused with {}: {}{}", source, refusal.status().value(), refusal.detail(), cause);
	}

	private void tag(String source, String outcome) {
		this.tracing.tag("acr_sync.source", source);
		this.tracing.tag("acr_sync.outcome", outcome);
	}

	/**
	 * Strangers must not be able to fill the log: the counter tells of them.
	 */
	private static Level level(HttpStatus status) {
		return switch (status) {
			case UNAUTHORIZED, METHOD_NOT_ALLOWED -> Level.DEBUG;
			case SERVICE_UNAVAILABLE -> Level.ERROR;
			default -> Level.WARN;
		};
	}

	private Counter counter(String source, String outcome) {
		return Counter.builder("acr.sync.events")
			.description("Webhooks that were answered")
			.tags("source", source, "outcome", outcome)
			.register(this.meters);
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
