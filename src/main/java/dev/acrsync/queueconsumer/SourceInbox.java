package dev.acrsync.queueconsumer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.eventgrid.GridMessageHandler;
import dev.acrsync.eventgrid.MessageReceipt;
import dev.acrsync.intake.RateLimits;
import dev.acrsync.intake.RefusedException;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.EventDoor;
import dev.acrsync.resumption.MessageTrials;
import dev.acrsync.resumption.SetAsideMessages;
import dev.acrsync.settings.Source;
import dev.acrsync.storagequeue.QueueException;
import dev.acrsync.storagequeue.QueueMessage;
import dev.acrsync.storagequeue.SourceQueue;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import org.jspecify.annotations.Nullable;
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

	/** So often a message is tried together with others. */
	private static final int TOGETHER = 3;

	/** So often a message that meets a fault of ours is tried. */
	private static final int TRIES = 10;

	/** So often the process may go while a message is tried alone. */
	private static final int DEATHS = 2;

	/** So much is kept of a message that is set aside: any event is shorter. */
	private static final int KEPT = 16_384;

	/** What became of messages that are no events. */
	private static final Set<String> UNREADABLE = Set.of("invalid", "too-large");

	private final SourceQueue queue;

	private final GridMessageHandler receiver;

	private final RateLimits rateLimits;

	private final Ledger ledger;

	private final SetAsideMessages setAside;

	private final MessageTrials trials;

	private final InboxReporter reporter;

	private final ForeignTextSanitizer foreignText;

	private Duration rest = SHORTEST_REST;

	private boolean ledgerAway;

	SourceInbox(SourceQueue queue, InboxEvents events, InboxReporter reporter, ForeignTextSanitizer foreignText) {
		this.queue = queue;
		this.receiver = events.receiver();
		this.rateLimits = events.rateLimits();
		this.ledger = events.ledger();
		this.setAside = events.setAside();
		this.trials = events.trials();
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
			Optional<Duration> owed = this.rateLimits.owed(source);
			if (owed.isPresent()) {
				// Others have their turn at the ledger: what waits in a queue can wait.
				this.reporter.sample(source, () -> this.queue.look(source));
				return shorter(owed.get(), LONGEST_REST);
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
		this.rest = busy ? SHORTEST_REST : shorter(this.rest.multipliedBy(2), LONGEST_REST);
		return busy ? Duration.ZERO : this.rest;
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	/**
	 * Deals with messages: with those that were given out again and again one by one,
	 * after all others are removed. One under which the process goes must not take others
	 * with it for long.
	 */
	private void handle(Source source, List<QueueMessage> messages) throws QueueException, RefusedException {
		receiveAndRemove(source, messages.stream().filter((message) -> message.dequeues() <= TOGETHER).toList());
		for (QueueMessage suspect : messages.stream().filter((message) -> message.dequeues() > TOGETHER).toList()) {
			receiveAlone(source, suspect);
		}
	}

	/**
	 * Deals with a message so that it is known afterwards whether the process went
	 * meanwhile.
	 */
	private void receiveAlone(Source source, QueueMessage message) throws QueueException, RefusedException {
		int deaths = this.trials.begin(source.name(), message.id());
		try {
			if (deaths < DEATHS) {
				receiveAndRemove(source, List.of(message));
			}
			else {
				setAside(source, message,
						"it was taken %d times, and the process ended each time that it was tried alone"
							.formatted(message.dequeues()));
				this.queue.remove(source, List.of(message));
			}
		}
		catch (QueueException | RefusedException | RuntimeException ex) {
			this.trials.end(source.name(), message.id());
			throw ex;
		}
		this.trials.end(source.name(), message.id());
	}

	private void receiveAndRemove(Source source, List<QueueMessage> messages) throws QueueException, RefusedException {
		List<QueueMessage> done = new ArrayList<>();
		try {
			if (!messages.isEmpty()) {
				receive(source, messages, done);
			}
		}
		finally {
			if (!done.isEmpty()) {
				// What cannot be removed comes again.
				this.queue.remove(source, done);
			}
		}
	}

	/**
	 * Takes messages together, or one by one if that does not go.
	 * @param done takes those that are on disk
	 * @throws RefusedException if nothing can be written down
	 */
	private void receive(Source source, List<QueueMessage> messages, List<QueueMessage> done) throws RefusedException {
		List<MessageReceipt> receipts;
		try {
			receipts = this.receiver.receive(source, EventDoor.QUEUE, bodies(messages));
		}
		catch (RefusedException ex) {
			if (messages.size() == 1 || isOutage(ex)) {
				throw ex;
			}
			receiveEach(source, messages, done);
			return;
		}
		catch (LedgerUnavailableException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			if (messages.size() == 1) {
				failed(source, messages.getFirst(), ex, done);
			}
			else {
				receiveEach(source, messages, done);
			}
			return;
		}
		List<QueueMessage> unreadable = new ArrayList<>();
		for (int i = 0; i < messages.size(); i++) {
			boolean read = receipts.get(i).outcomes().keySet().stream().noneMatch(UNREADABLE::contains);
			(read ? done : unreadable).add(messages.get(i));
		}
		for (QueueMessage message : unreadable) {
			setAside(source, message, "it is no event, or not one alone");
			done.add(message);
		}
	}

	private static List<InputStream> bodies(List<QueueMessage> messages) {
		return messages.stream().<InputStream>map((message) -> new ByteArrayInputStream(message.body())).toList();
	}

	private static boolean isOutage(RefusedException refusal) {
		return refusal.getCause() instanceof LedgerUnavailableException reason && reason.isOutage();
	}

	/**
	 * Takes one message after the other: a bad one must not take the others with it.
	 * @throws RefusedException if nothing can be written down, as far as can be told
	 */
	private void receiveEach(Source source, List<QueueMessage> messages, List<QueueMessage> done)
			throws RefusedException {
		Optional<RefusedException> refusal = Optional.empty();
		for (QueueMessage message : messages) {
			try {
				receive(source, List.of(message), done);
			}
			catch (RefusedException ex) {
				if (isOutage(ex)) {
					throw ex;
				}
				logger.warn("Message {} of the queue of {} cannot be written down, and comes again: {}", message.id(),
						source.name(), reason(ex));
				refusal = Optional.of(ex);
			}
		}
		if (done.isEmpty() && refusal.isPresent()) {
			throw refusal.get();
		}
	}

	private static @Nullable String reason(RefusedException refusal) {
		return (refusal.getCause() != null) ? refusal.getCause().getMessage() : refusal.getMessage();
	}

	private void failed(Source source, QueueMessage message, RuntimeException failure, List<QueueMessage> done) {
		logger.error("Message {} of the queue of {} met a fault of ours", message.id(), source.name(), failure);
		if (message.dequeues() > TRIES) {
			setAside(source, message, "it was taken %d times, and met a fault of ours".formatted(message.dequeues()));
			done.add(message);
		}
	}

	private void setAside(Source source, QueueMessage message, String reason) {
		this.setAside.add(new SetAsideMessages.SetAsideMessage(source.name(), message.id(), message.insertedAt(),
				message.dequeues(), reason,
				this.foreignText.line(new String(message.body(), StandardCharsets.UTF_8), KEPT)));
		logger.warn("Message {} of the queue of {} is set aside: {}", message.id(), source.name(), reason);
	}

}
