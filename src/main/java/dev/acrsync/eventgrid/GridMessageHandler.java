package dev.acrsync.eventgrid;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.acrsync.intake.EventJudge;
import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.EventVerdict;
import dev.acrsync.intake.ManifestNotes;
import dev.acrsync.intake.PushWriter;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.intake.RefusedException;
import dev.acrsync.intake.WebhookAnswer;
import dev.acrsync.intake.WebhookRefusal;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;

import org.springframework.http.HttpStatus;

/**
 * Takes messages of Event Grid, whichever door they came by, to what became of them.
 */
public final class GridMessageHandler {

	private final GridMessageReader reader;

	private final RateLimits rateLimits;

	private final PushWriter writer;

	private final ManifestNotes notes;

	private final EventReporter reporter;

	GridMessageHandler(EventJudge judge, RateLimits rateLimits, PushWriter writer, ManifestNotes notes,
			EventReporter reporter) {
		this.reader = new GridMessageReader(new GridEventJudge(judge));
		this.rateLimits = rateLimits;
		this.writer = writer;
		this.notes = notes;
		this.reporter = reporter;
	}

	/**
	 * Decides on the events of messages, each of them one event or an array of them, and
	 * has all pushes that follow written down. What it returns is on disk, counted and
	 * logged; what cannot be read and what is not allowed is so too.
	 * @param source whose messages they are, which was proved
	 * @param door by which they came
	 * @param messages their bodies, which are read and not closed
	 * @return what became of each
	 * @throws RefusedException if not all was written down, so that all of them should
	 * come again: what was is a duplicate then
	 */
	public List<MessageReceipt> receive(Source source, EventDoor door, List<InputStream> messages)
			throws RefusedException {
		List<GridMessage> read = new ArrayList<>();
		for (InputStream message : messages) {
			read.add(read(source, door, message));
		}
		List<AllowedPush> pushes = read.stream().flatMap(GridMessage::pushes).toList();
		if (door == EventDoor.EVENT_GRID && !pushes.isEmpty()) {
			requireRate(source);
		}
		List<Receipt> receipts = this.writer.write(pushes);
		this.rateLimits.owe(source, receipts.stream().filter((it) -> !it.duplicate()).count());
		this.notes.note(source, read.stream().flatMap(GridMessage::manifests).toList());
		Iterator<Receipt> each = receipts.iterator();
		BatchReport report = new BatchReport(this.reporter, source.name(), door);
		List<MessageReceipt> told = read.stream().map((message) -> report(message, each, report)).toList();
		report.end();
		return told;
	}

	/**
	 * Returns what Event Grid wants to have repeated, if a message asks whether events of
	 * a source are wanted, and for nothing else.
	 */
	public Optional<String> validationCode(Source source, InputStream message) throws IOException {
		GridMessage read = this.reader.read(source, EventDoor.EVENT_GRID, message);
		Optional<String> code = read.validationCode().filter((_) -> read.verdicts().size() == 1);
		if (code.isPresent()) {
			this.reporter.askedByName(source.name(), EventDoor.EVENT_GRID);
		}
		return code;
	}

	private GridMessage read(Source source, EventDoor door, InputStream message) throws RefusedException {
		try {
			return this.reader.read(source, door, message);
		}
		catch (IOException ex) {
			throw RefusedException.later("unread", "The body could not be read to its end", ex);
		}
	}

	/**
	 * A batch has more events than a source may send in a minute: it is let in whole, and
	 * the next ones wait.
	 */
	private void requireRate(Source source) throws RefusedException {
		Optional<Duration> wait = this.rateLimits.owed(source);
		if (wait.isPresent()) {
			throw new RefusedException(new WebhookRefusal(HttpStatus.SERVICE_UNAVAILABLE, "rate-limited",
					"Source '" + source.name() + "' may send " + source.door().rateLimit() + " pushes a minute", wait));
		}
	}

	private static MessageReceipt report(GridMessage message, Iterator<Receipt> receipts, BatchReport report) {
		Map<String, Integer> outcomes = new TreeMap<>();
		for (EventVerdict verdict : message.verdicts()) {
			String outcome = switch (verdict) {
				case EventVerdict.WantedEvent(var allowed) ->
					report.answered(WebhookAnswer.of(allowed.push(), receipts.next()));
				case EventVerdict.NotedEvent(var manifest) -> report.answered(WebhookAnswer.of(manifest));
				case EventVerdict.HarmlessEvent harmless -> report.answered(WebhookAnswer.of(harmless));
				case EventVerdict.ValidationEvent(var event, var _) ->
					report.answered(new WebhookAnswer(event, "validated", null, null));
				case EventVerdict.RefusedEvent refused -> report.refused(refused);
			};
			outcomes.merge(outcome, 1, Integer::sum);
		}
		return new MessageReceipt(message.verdicts().size(), outcomes, message.validationCode());
	}

}
