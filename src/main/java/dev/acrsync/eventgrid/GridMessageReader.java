package dev.acrsync.eventgrid;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;

import dev.acrsync.intake.EventJson;
import dev.acrsync.intake.EventParser;
import dev.acrsync.intake.EventVerdict;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;

/**
 * Reads a message of Event Grid, one event after the other: an array of them or a single
 * one, in its own schema or as CloudEvents.
 */
final class GridMessageReader {

	/** Event Grid sends a megabyte at most. */
	private static final int MAX_BYTES = 8 * 1024 * 1024;

	private static final int MAX_EVENT_BYTES = 64 * 1024;

	private static final int MAX_EVENTS = 5_000;

	private final ObjectReader reader = EventJson.BATCH_MAPPER.readerFor(GridEvent.class);

	private final GridEventJudge judge;

	GridMessageReader(GridEventJudge judge) {
		this.judge = judge;
	}

	/**
	 * Reads a message, and decides on its events. What cannot be read is refused, and
	 * takes nothing with it that came before.
	 * @throws IOException if it does not come to its end
	 */
	GridMessage read(Source source, EventDoor door, InputStream message) throws IOException {
		GridMessage read = new GridMessage(new ArrayList<>());
		BoundedMessage body = new BoundedMessage(message);
		try (MappingIterator<GridEvent> events = this.reader.readValues(body)) {
			while (events.hasNextValue()) {
				if (read.verdicts().size() == MAX_EVENTS) {
					throw new TooLongMessageException();
				}
				read.verdicts().add(next(source, door, events));
				body.nextEvent();
			}
			body.transferTo(OutputStream.nullOutputStream());
		}
		catch (TooLongMessageException _) {
			read.verdicts().add(tooLong());
		}
		catch (JacksonException ex) {
			read.verdicts().add(broken(ex));
		}
		if (read.verdicts().isEmpty()) {
			read.verdicts().add(GridEventJudge.invalid("The message holds no event"));
		}
		return read;
	}

	private EventVerdict next(Source source, EventDoor door, MappingIterator<GridEvent> events) {
		try {
			GridEvent event = events.nextValue();
			return (event != null) ? this.judge.judge(source, door, event)
					: GridEventJudge.invalid("The event is not a JSON object");
		}
		catch (DatabindException ex) {
			if (ex.getCause() != null) {
				// It is the message that ends here, and not only this event.
				throw ex;
			}
			return GridEventJudge.invalid(EventParser.path(ex.getPath()) + " has a value of the wrong kind");
		}
	}

	private static EventVerdict broken(JacksonException failure) throws IOException {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof TooLongMessageException) {
				return tooLong();
			}
			if (cause instanceof IOException unreadable) {
				throw unreadable;
			}
		}
		return GridEventJudge.invalid("The message is not JSON, is nested too deeply, or repeats a field");
	}

	private static EventVerdict tooLong() {
		return new EventVerdict.RefusedEvent(GridEventJudge.NO_ID, "too-large",
				"An event has " + MAX_EVENT_BYTES + " bytes, and a message " + MAX_EVENTS + " events and " + MAX_BYTES
						+ " bytes at most: the rest is left");
	}

	/**
	 * A message up to what it, and each of its events, may have.
	 */
	private static final class BoundedMessage extends FilterInputStream {

		/** The parser reads ahead. */
		private static final int AHEAD = 8 * 1024;

		private int left = MAX_BYTES;

		private int eventLeft = MAX_EVENT_BYTES;

		BoundedMessage(InputStream message) {
			super(message);
		}

		void nextEvent() {
			this.eventLeft = MAX_EVENT_BYTES + AHEAD;
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) == 1) ? one[0] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			int count = super.read(bytes, offset, Math.min(length, Math.min(this.left, this.eventLeft) + 1));
			this.left -= Math.max(0, count);
			this.eventLeft -= Math.max(0, count);
			if (this.left < 0 || this.eventLeft < 0) {
				throw new TooLongMessageException();
			}
			return count;
		}

		/** The rest may still have to be read by whoever answers. */
		@Override
		public void close() {
		}

	}

	/**
	 * A message has more than it may.
	 */
	private static final class TooLongMessageException extends IOException {

		private static final long serialVersionUID = 1L;

	}

}
