package dev.acrsync.webhook;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.RefusedException;
import dev.acrsync.intake.WebhookAnswer;
import dev.acrsync.intake.WebhookReceiver;
import dev.acrsync.intake.WebhookRefusal;
import dev.acrsync.listeners.HeldConnection;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.tracing.TraceParent;
import dev.acrsync.tracing.Tracing;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * The inbound door: checks a request in the order that costs a stranger most and us
 * least, and hands what is left to the {@link WebhookReceiver}.
 */
@RestController
class WebhookController {

	private static final int MAX_BODY = 64 * 1024;

	private final Settings settings;

	private final PresentedSecrets secrets;

	private final EventGridDoor eventGrid;

	private final WebhookReceiver receiver;

	private final EventReporter reporter;

	private final JsonMapper json;

	private final Tracing tracing;

	WebhookController(Settings settings, PresentedSecrets secrets, EventGridDoor eventGrid, WebhookReceiver receiver,
			EventReporter reporter, JsonMapper json, Tracing tracing) {
		this.settings = settings;
		this.secrets = secrets;
		this.eventGrid = eventGrid;
		this.receiver = receiver;
		this.reporter = reporter;
		this.json = json;
		this.tracing = tracing;
	}

	@RequestMapping(path = { "/webhooks/{name}", "/webhooks/{name}/" },
			method = { RequestMethod.POST, RequestMethod.GET, RequestMethod.HEAD, RequestMethod.PUT,
					RequestMethod.PATCH, RequestMethod.DELETE, RequestMethod.OPTIONS })
	ResponseEntity<?> receive(@PathVariable String name, HttpServletRequest request) {
		String label = this.settings.source(name).map(Source::name).orElse(EventReporter.UNKNOWN);
		EventDoor door = EventGridDoor.isSender(request) ? EventDoor.EVENT_GRID : EventDoor.WEBHOOK;
		try {
			Optional<ResponseEntity<?>> handshake = this.eventGrid.handshake(label, request);
			if (handshake.isPresent()) {
				return handshake.get();
			}
			requirePost(request);
			Optional<Source> source = this.secrets.authenticate(name, request);
			return source.isPresent() ? traced(source.get(), door, request)
					: this.eventGrid.handshakeByName(name, request).orElseThrow(WebhookController::unauthorized);
		}
		catch (RefusedException ex) {
			return refused(label, door, ex, request);
		}
	}

	/**
	 * A stranger makes no span.
	 */
	private ResponseEntity<?> traced(Source source, EventDoor door, HttpServletRequest request) {
		Optional<TraceParent> sender = TraceParent.of(request.getHeader("traceparent"));
		try (Tracing.Step _ = this.tracing.begin(Tracing.StepKind.SERVER, "POST /webhooks/{source}", sender)) {
			ResponseEntity<?> response = answer(source, door, request);
			this.tracing.tag("http.request.method", "POST");
			this.tracing.tag("http.route", "/webhooks/{source}");
			this.tracing.tag("http.response.status_code", response.getStatusCode().value());
			return response;
		}
	}

	private ResponseEntity<?> answer(Source source, EventDoor head, HttpServletRequest request) {
		EventDoor door = head;
		try {
			if (door == EventDoor.WEBHOOK) {
				requireJson(request);
			}
			BufferedInputStream body = new BufferedInputStream(request.getInputStream());
			if (door == EventDoor.EVENT_GRID || EventGridDoor.isArray(body)) {
				door = EventDoor.EVENT_GRID;
				return this.eventGrid.answer(source, request, body);
			}
			return answer(source, request, body(request, body));
		}
		catch (RefusedException ex) {
			return refused(source.name(), door, ex, request);
		}
		catch (IOException ex) {
			return refused(source.name(), door, unreadable(ex), request);
		}
		catch (RuntimeException ex) {
			this.tracing.failed(ex.getClass().getName(), ex.getClass().getSimpleName());
			throw ex;
		}
	}

	private ResponseEntity<?> answer(Source source, HttpServletRequest request, byte[] body) throws RefusedException {
		HeldConnection.trust(request, source.name());
		WebhookAnswer answer = this.receiver.receive(source, body);
		this.reporter.answered(source.name(), answer);
		return ResponseEntity.status("accepted".equals(answer.outcome()) ? HttpStatus.ACCEPTED : HttpStatus.OK)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(source.door().showTargets() ? answer : answer.withoutTargets()));
	}

	private ResponseEntity<?> refused(String label, EventDoor door, RefusedException refused,
			HttpServletRequest request) {
		this.reporter.refused(label, door, refused);
		return ProblemResponses.response(refused.refusal(), request.getRequestURI());
	}

	private static void requirePost(HttpServletRequest request) throws RefusedException {
		if (!"POST".equals(request.getMethod())) {
			throw new RefusedException(
					new WebhookRefusal(HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "A webhook is a POST"));
		}
	}

	private static RefusedException unauthorized() {
		return new RefusedException(new WebhookRefusal(HttpStatus.UNAUTHORIZED, "unauthorized",
				"Send the header 'Authorization: Bearer <secret>' with a secret of this source"));
	}

	private static void requireJson(HttpServletRequest request) throws RefusedException {
		try {
			if (MediaType.APPLICATION_JSON
				.includes(MediaType.parseMediaType(String.valueOf(request.getContentType())))) {
				return;
			}
		}
		catch (InvalidMediaTypeException ex) {
			// Answered below.
		}
		throw new RefusedException(new WebhookRefusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type",
				"Send 'Content-Type: application/json'"));
	}

	private static byte[] body(HttpServletRequest request, InputStream stream) throws RefusedException, IOException {
		if (request.getContentLengthLong() <= MAX_BODY) {
			byte[] body = stream.readNBytes(MAX_BODY + 1);
			if (body.length <= MAX_BODY) {
				return body;
			}
		}
		throw new RefusedException(
				new WebhookRefusal(HttpStatus.CONTENT_TOO_LARGE, "too-large", "An event has 65536 bytes at most"));
	}

	private static RefusedException unreadable(IOException cause) {
		return new RefusedException(
				new WebhookRefusal(HttpStatus.BAD_REQUEST, "invalid", "The body could not be read to its end"), cause);
	}

}
