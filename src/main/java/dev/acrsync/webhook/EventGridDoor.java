package dev.acrsync.webhook;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.acrsync.eventgrid.GridMessageHandler;
import dev.acrsync.eventgrid.MessageReceipt;
import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.RefusedException;
import dev.acrsync.listeners.HeldConnection;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import jakarta.servlet.http.HttpServletRequest;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * What Event Grid asks for at a webhook's URL: its handshakes, and the answers that keep
 * it from dropping what should come again. See
 * <a href="https://learn.microsoft.com/azure/event-grid/delivery-and-retry">delivery and
 * retry</a>.
 */
final class EventGridDoor {

	private static final String EVENT_TYPE = "aeg-event-type";

	private static final Set<String> CLOUD_EVENTS = Set.of("application/cloudevents+json",
			"application/cloudevents-batch+json");

	private static final Pattern ORIGIN = Pattern.compile("[a-zA-Z0-9.:_-]{1,253}");

	private static final int MAX_HANDSHAKE = 64 * 1024;

	private static final int MAX_LEADING = 1024;

	/** A connection whose body is not read is given up after ten seconds. */
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	/** One message at a time is read of a source that may hold thousands of events. */
	private final Map<String, Semaphore> batches = new ConcurrentHashMap<>();

	private final Settings settings;

	private final GridMessageHandler receiver;

	private final EventReporter reporter;

	private final JsonMapper json;

	EventGridDoor(Settings settings, GridMessageHandler receiver, EventReporter reporter, JsonMapper json) {
		this.settings = settings;
		this.receiver = receiver;
		this.reporter = reporter;
		this.json = json;
	}

	/**
	 * Tells whether the head of a request says that it is Event Grid's.
	 */
	static boolean isSender(HttpServletRequest request) {
		String type = String.valueOf(request.getContentType());
		return request.getHeader(EVENT_TYPE) != null
				|| CLOUD_EVENTS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
	}

	/**
	 * Tells whether a body is an array of objects, which no webhook sends.
	 */
	static boolean isArray(BufferedInputStream body) throws IOException {
		body.mark(MAX_LEADING);
		int first = nonBlank(body);
		boolean array = first == '[' && nonBlank(body) == '{';
		body.reset();
		return array;
	}

	private static int nonBlank(BufferedInputStream body) throws IOException {
		for (int i = 0; i < MAX_LEADING / 2; i++) {
			int read = body.read();
			if (read < 0 || !Character.isWhitespace(read)) {
				return read;
			}
		}
		return -1;
	}

	/**
	 * Answers whether events may be sent, as CloudEvents ask: the same for every source,
	 * whether there is one or not. It grants nothing, since events need the secret.
	 */
	Optional<ResponseEntity<?>> handshake(String label, HttpServletRequest request) {
		String origin = String.valueOf(request.getHeader("WebHook-Request-Origin"));
		if (!"OPTIONS".equals(request.getMethod()) || request.getHeader("WebHook-Request-Origin") == null
				|| !ORIGIN.matcher(origin).matches()) {
			return Optional.empty();
		}
		this.reporter.asked(label, EventDoor.EVENT_GRID);
		return Optional.of(ResponseEntity.ok()
			.header("WebHook-Allowed-Origin", origin)
			.header("WebHook-Allowed-Rate", "*")
			.header(HttpHeaders.ALLOW, "POST")
			.build());
	}

	/**
	 * Answers whether events may be sent, as Event Grid asks in its own schema without
	 * the secret: only for a subscription whose name was written down.
	 */
	Optional<ResponseEntity<?>> handshakeByName(String name, HttpServletRequest request) {
		Optional<Source> source = this.settings.source(name)
			.filter((it) -> "SubscriptionValidation".equalsIgnoreCase(request.getHeader(EVENT_TYPE)))
			.filter((it) -> it.door()
				.eventGrid()
				.isSubscription(String.valueOf(request.getHeader("aeg-subscription-name"))));
		if (source.isEmpty()) {
			return Optional.empty();
		}
		try {
			byte[] body = request.getInputStream().readNBytes(MAX_HANDSHAKE);
			return this.receiver.validationCode(source.get(), new ByteArrayInputStream(body)).map(this::validated);
		}
		catch (IOException _) {
			return Optional.empty();
		}
	}

	/**
	 * Answers a message whose sender has shown the right secret. All that is decided is
	 * answered alike, since whatever else would be sent again, or dropped, as it is.
	 */
	ResponseEntity<?> answer(Source source, HttpServletRequest request, InputStream body) throws RefusedException {
		MessageReceipt receipt = bounded(source, request, body);
		return receipt.validationCode()
			.<ResponseEntity<?>>map(this::validated)
			.orElseGet(() -> ok(new DeliveryAnswer(receipt.events(), receipt.outcomes())));
	}

	private MessageReceipt bounded(Source source, HttpServletRequest request, InputStream body)
			throws RefusedException {
		long length = request.getContentLengthLong();
		if (length >= 0 && length <= MAX_HANDSHAKE) {
			return receive(source, request, body);
		}
		Semaphore batch = this.batches.computeIfAbsent(source.name(), (_) -> new Semaphore(1, true));
		try {
			if (!batch.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				throw RefusedException.later("busy", "Another batch of this source is being written down", null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw RefusedException.later("busy", "The service is stopping", ex);
		}
		try {
			return receive(source, request, body);
		}
		finally {
			batch.release();
		}
	}

	private MessageReceipt receive(Source source, HttpServletRequest request, InputStream body)
			throws RefusedException {
		MessageReceipt receipt = this.receiver.receive(source, EventDoor.EVENT_GRID, List.of(body)).getFirst();
		HeldConnection.trust(request, source.name());
		return receipt;
	}

	private ResponseEntity<?> validated(String code) {
		return ok(Map.of("validationResponse", code));
	}

	private ResponseEntity<byte[]> ok(Object answer) {
		return ResponseEntity.status(HttpStatus.OK)
			.contentType(MediaType.APPLICATION_JSON)
			.body(this.json.writeValueAsBytes(answer));
	}

	/**
	 * The body of an answer, which Event Grid does not read.
	 *
	 * @param events how many were decided on
	 * @param outcomes how many of them had which outcome
	 */
	record DeliveryAnswer(int events, Map<String, Integer> outcomes) {
	}

}
