package dev.acrsync.sandbox;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A queue of Azure Storage over https, as azurite 3.37.0 answers on the wire. It takes
 * messages from anybody, and gives them to whoever has a token for Azure Storage.
 */
public final class StandInQueue implements AutoCloseable {

	private static final String PATH = "/sandboxqueues/pushes";

	private static final String XML = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";

	private static final Pattern TEXT = Pattern.compile("<MessageText>(.*)</MessageText>", Pattern.DOTALL);

	private static final int MOST = 32;

	private final Predicate<String> tokens;

	private final LoopbackServer server;

	private final List<StoredMessage> messages = new ArrayList<>();

	private boolean countHidden;

	private Optional<StandInAnswer> refusal = Optional.empty();

	/**
	 * Starts it.
	 * @param tokens which tokens are for Azure Storage
	 */
	public StandInQueue(int port, Predicate<String> tokens) {
		this.tokens = tokens;
		this.server = LoopbackServer.https(port, this::answer);
	}

	/**
	 * Returns the queue's URL.
	 */
	public URI url() {
		return this.server.endpoint().resolve(PATH);
	}

	/**
	 * Puts a message in, as Event Grid does: in Base64.
	 */
	public void put(String body) {
		putAsIs(Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Puts a message in without any encoding.
	 */
	public synchronized void putAsIs(String text) {
		this.messages.add(new StoredMessage(text));
	}

	/**
	 * Puts a message in that was taken so often already.
	 */
	public synchronized void putPoison(String text, int dequeues) {
		StoredMessage message = new StoredMessage(text);
		message.dequeues = dequeues;
		this.messages.add(message);
	}

	/**
	 * Returns how many messages there are.
	 */
	public synchronized int size() {
		return this.messages.size();
	}

	/**
	 * Ends the time for which messages are hidden that were taken.
	 */
	public synchronized void showAll() {
		this.messages.forEach((message) -> message.visibleAt = Instant.EPOCH);
	}

	/**
	 * Tells nobody any more how many messages there are, as for who may only process
	 * them.
	 */
	public synchronized void hideCount() {
		this.countHidden = true;
	}

	/**
	 * Refuses everybody.
	 */
	public synchronized void refuse(int status, String code) {
		this.refusal = Optional.of(error(status, code));
	}

	/**
	 * Refuses nobody any more.
	 */
	public synchronized void admit() {
		this.refusal = Optional.empty();
	}

	/**
	 * Answers everything badly.
	 */
	public void answerBadly(BadAnswer answer) {
		this.server.answerBadly((_) -> true, answer);
	}

	/**
	 * Answers as it should again.
	 */
	public void answerWell() {
		this.server.answerWell();
	}

	public void down() {
		this.server.down();
	}

	public void up() {
		this.server.up();
	}

	/**
	 * Returns how often it was asked.
	 */
	public long requests() {
		return this.server.requests();
	}

	private synchronized StandInAnswer answer(StandInRequest request) {
		if (request.method().equals("POST") && request.path().equals(PATH + "/messages")) {
			Matcher text = TEXT.matcher(request.text());
			if (!text.find()) {
				return error(400, "InvalidXmlDocument");
			}
			putAsIs(text.group(1)
				.replace("&lt;", "<")
				.replace("&gt;", ">")
				.replace("&quot;", "\"")
				.replace("&amp;", "&"));
			return StandInAnswer.of(201);
		}
		if (request.authorization("Bearer").filter(this.tokens).isEmpty()
				|| request.header("x-ms-version").filter((it) -> it.compareTo("2017-11-09") >= 0).isEmpty()) {
			return error(403, "AuthenticationFailed");
		}
		if (this.refusal.isPresent()) {
			return this.refusal.get();
		}
		if (!request.path().startsWith(PATH)) {
			return error(404, "QueueNotFound");
		}
		if (request.method().equals("DELETE")) {
			return remove(request.path().substring(request.path().lastIndexOf('/') + 1), request.query("popreceipt"));
		}
		if (request.query("comp").equals("metadata")) {
			return this.countHidden ? error(403, "AuthorizationPermissionMismatch") : StandInAnswer.of(200)
				.with("x-ms-approximate-messages-count", Integer.toString(this.messages.size()));
		}
		return list(request);
	}

	private StandInAnswer list(StandInRequest request) {
		boolean peek = request.query("peekonly").equals("true");
		int most = request.query("numofmessages").isEmpty() ? 1 : Integer.parseInt(request.query("numofmessages"));
		if (most < 1 || most > MOST) {
			return error(400, "OutOfRangeQueryParameterValue");
		}
		Instant now = Instant.now();
		StringBuilder list = new StringBuilder();
		this.messages.stream().filter((message) -> !message.visibleAt.isAfter(now)).limit(most).forEach((message) -> {
			if (!peek) {
				message.take(now.plus(Duration.ofSeconds(Long.parseLong(request.query("visibilitytimeout")))));
			}
			list.append(message.xml(peek));
		});
		return StandInAnswer
			.text(200, XML
					+ (list.isEmpty() ? "<QueueMessagesList/>" : "<QueueMessagesList>" + list + "</QueueMessagesList>"))
			.with("Content-Type", "application/xml");
	}

	private StandInAnswer remove(String id, String popReceipt) {
		Optional<StoredMessage> found = this.messages.stream().filter((message) -> message.id.equals(id)).findFirst();
		if (found.isEmpty()) {
			return error(404, "MessageNotFound");
		}
		if (!found.get().popReceipt.equals(popReceipt)) {
			return error(400, "PopReceiptMismatch");
		}
		this.messages.remove(found.get());
		return StandInAnswer.of(204);
	}

	private static StandInAnswer error(int status, String code) {
		return StandInAnswer
			.text(status,
					XML + "\n<Error>\n  <Code>%s</Code>\n  <Message>It is so.\nRequestId:%s</Message>\n</Error>"
						.formatted(code, UUID.randomUUID()))
			.with("Content-Type", "application/xml")
			.with("x-ms-error-code", code);
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * A message that is kept.
	 */
	private static final class StoredMessage {

		private static final DateTimeFormatter TIME = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

		private final String id = UUID.randomUUID().toString();

		private final Instant insertedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);

		private final String text;

		private Instant visibleAt = Instant.EPOCH;

		private String popReceipt = "";

		private int dequeues;

		StoredMessage(String text) {
			this.text = text;
		}

		void take(Instant until) {
			this.visibleAt = until;
			this.dequeues++;
			this.popReceipt = Base64.getEncoder()
				.encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
		}

		String xml(boolean peek) {
			return "<QueueMessage><MessageId>%s</MessageId><InsertionTime>%s</InsertionTime><ExpirationTime>%s</ExpirationTime>%s<DequeueCount>%d</DequeueCount><MessageText>%s</MessageText></QueueMessage>"
				.formatted(this.id, TIME.format(this.insertedAt), TIME.format(this.insertedAt.plus(Duration.ofDays(7))),
						peek ? ""
								: "<PopReceipt>%s</PopReceipt><TimeNextVisible>%s</TimeNextVisible>"
									.formatted(this.popReceipt, TIME.format(this.visibleAt)),
						this.dequeues, this.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
		}

	}

}
