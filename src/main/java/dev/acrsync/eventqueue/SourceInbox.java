package dev.acrsync.eventqueue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.eventgrid.GridReceiver;
import dev.acrsync.eventgrid.MessageReceipt;
import dev.acrsync.intake.RefusedException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.progress.SetAsideMessages;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;
import dev.acrsync.storagequeue.QueueException;
import dev.acrsync.storagequeue.QueueMessage;
import dev.acrsync.storagequeue.SourceQueue;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the messages of one source's queue into the ledger, and removes them when they
 * are on disk. What was not removed comes again, which does no harm. One thread at a time
 * may read.
 */
final class SourceInbox {

	private static final Logger logger = LoggerFactory.getLogger(SourceInbox.class);

	/** How long nobody else is given what was taken. */
	private static final Duration HIDDEN = Duration.ofSeconds(60);

	private static final Duration SHORTEST_REST = Duration.ofMillis(500);

	private static final Duration LONGEST_REST = Duration.ofSeconds(10);

	/** So often a message is tried. */
	private static final int TRIES = 10;

	private static final int EXCERPT = 1_000;

	/** What became of messages that are no events. */
	private static final Set<String> UNREADABLE = Set.of("invalid", "too-large");

	private final SourceQueue queue;

	private final GridReceiver receiver;

	private final Ledger ledger;

	private final SetAsideMessages setAside;

	private final InboxReporter reporter;

	private final ForeignTextSanitizer foreignText;

	private Duration rest = SHORTEST_REST;

	private boolean ledgerAway;

	SourceInbox(SourceQueue queue, InboxEvents events, InboxReporter reporter, ForeignTextSanitizer foreignText) {
		this.queue = queue;
		this.receiver = events.receiver();
		this.ledger = events.ledger();
		this.setAside = events.setAside();
		this.reporter = reporter;
		this.foreignText = foreignText;
	}

	/**
	 * Takes some messages, if there are any.
	 * @return how long to rest: not at all while messages come
	 */
	Duration read(Source source) {
		try {
			if (this.ledgerAway) {
				// What is taken and not dealt with counts as tried.
				this.ledger.probe();
				this.ledgerAway = false;
			}
			List<QueueMessage> messages = this.queue.take(source, HIDDEN);
			this.reporter.works(source);
			handle(source, messages);
			this.reporter.sample(source, () -> this.queue.look(source));
			return rest(!messages.isEmpty());
		}
		catch (QueueException ex) {
			this.reporter.troubled(source, ex);
		}
		catch (LedgerUnavailableException | RefusedException ex) {
			this.ledgerAway = true;
			logger.warn("The queue of {} is left alone, since nothing can be written down: {}", source.name(),
					ex.getMessage());
		}
		return rest(false);
	}

	private Duration rest(boolean busy) {
		Duration next = this.rest.multipliedBy(2);
		this.rest = busy ? SHORTEST_REST : (next.compareTo(LONGEST_REST) < 0) ? next : LONGEST_REST;
		return busy ? Duration.ZERO : this.rest;
	}

	private void handle(Source source, List<QueueMessage> messages) throws QueueException, RefusedException {
		List<QueueMessage> done = new ArrayList<>();
		List<QueueMessage> tried = new ArrayList<>();
		for (QueueMessage message : messages) {
			if (message.dequeues() > TRIES) {
				setAside(source, message,
						"it was taken %d times, and never dealt with".formatted(message.dequeues() - 1));
				done.add(message);
			}
			else {
				tried.add(message);
			}
		}
		done.addAll(receive(source, tried));
		if (!done.isEmpty()) {
			// What cannot be removed comes again.
			this.queue.remove(source, done);
		}
	}

	/**
	 * Returns those that are on disk.
	 */
	private List<QueueMessage> receive(Source source, List<QueueMessage> messages) throws RefusedException {
		if (messages.isEmpty()) {
			return messages;
		}
		try {
			return receiveAll(source, messages);
		}
		catch (RuntimeException ex) {
			if (messages.size() == 1) {
				logger.error("Message {} of the queue of {} met a fault of ours, and comes again",
						messages.getFirst().id(), source.name(), ex);
				return List.of();
			}
		}
		// One bad message must not take the others with it.
		List<QueueMessage> done = new ArrayList<>();
		for (QueueMessage message : messages) {
			done.addAll(receive(source, List.of(message)));
		}
		return done;
	}

	private List<QueueMessage> receiveAll(Source source, List<QueueMessage> messages) throws RefusedException {
		List<InputStream> bodies = messages.stream()
			.<InputStream>map((message) -> new ByteArrayInputStream(message.body()))
			.toList();
		List<MessageReceipt> receipts = this.receiver.receive(source, EventDoor.QUEUE, bodies);
		for (int i = 0; i < messages.size(); i++) {
			if (receipts.get(i).outcomes().keySet().stream().anyMatch(UNREADABLE::contains)) {
				setAside(source, messages.get(i), "it is no event, or not one alone");
			}
		}
		return messages;
	}

	private void setAside(Source source, QueueMessage message, String reason) {
		String body = new String(message.body(), StandardCharsets.UTF_8);
		this.setAside.add(new SetAsideMessages.SetAsideMessage(source.name(), message.id(), message.insertedAt(),
				message.dequeues(), reason,
				this.foreignText.line(body.substring(0, Math.min(body.length(), EXCERPT)))));
		logger.warn("Message {} of the queue of {} is set aside: {}", message.id(), source.name(), reason);
	}

}
