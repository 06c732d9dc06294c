package dev.acrsync.eventgrid;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.intake.EventJson;
import dev.acrsync.intake.EventParser;
import dev.acrsync.intake.EventVerdict;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
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
	 * Reads a message, and decides on its events. An event that cannot be read is
	 * refused, and takes no other with it.
	 * @throws IOException if it does not come to its end
	 */
	GridMessage read(Source source, EventDoor door, InputStream message) throws IOException {
		List<EventVerdict> verdicts = new ArrayList<>();
		ElementReader elements = new ElementReader(message, MAX_BYTES, MAX_EVENT_BYTES);
		try {
			ElementReader.ElementState state = elements.next();
			while (state != ElementReader.ElementState.END) {
				if (verdicts.size() == MAX_EVENTS) {
					throw new ElementReader.TooLongMessageException();
				}
				verdicts.add(switch (state) {
					case WHOLE -> event(source, door, elements.json(), verdicts.size() + 1);
					case TOO_LARGE -> tooLarge("Event " + (verdicts.size() + 1) + " of the message has more than "
							+ MAX_EVENT_BYTES + " bytes");
					case LOST, END -> GridEventJudge.invalid("The message is not JSON, or breaks off, after "
							+ verdicts.size() + " events: the rest is left");
				});
				state = elements.next();
			}
		}
		catch (ElementReader.TooLongMessageException _) {
			verdicts.add(tooLarge("A message has " + MAX_EVENTS + " events and " + MAX_BYTES
					+ " bytes at most: what came after " + verdicts.size() + " events is left"));
		}
		if (verdicts.isEmpty()) {
			verdicts.add(GridEventJudge.invalid("The message holds no event"));
		}
		return new GridMessage(verdicts);
	}

	private EventVerdict event(Source source, EventDoor door, byte[] json, int number) {
		try {
			GridEvent event = this.reader.readValue(json);
			return (event != null) ? this.judge.judge(source, door, event)
					: GridEventJudge.invalid("Event " + number + " of the message is not a JSON object");
		}
		catch (DatabindException ex) {
			return (ex.getCause() != null) ? broken(number) : GridEventJudge
				.invalid(EventParser.path(ex.getPath()) + " of event " + number + " has a value of the wrong kind");
		}
		catch (JacksonException _) {
			return broken(number);
		}
	}

	private static EventVerdict broken(int number) {
		return GridEventJudge
			.invalid("Event " + number + " of the message is not JSON, is nested too deeply, or repeats a field");
	}

	private static EventVerdict tooLarge(String detail) {
		return new EventVerdict.RefusedEvent(GridEventJudge.NO_ID, "too-large", detail);
	}

}
