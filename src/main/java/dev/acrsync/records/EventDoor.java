package dev.acrsync.records;

import java.util.Locale;

/**
 * The way by which we were told of a push.
 */
public enum EventDoor {

	/**
	 * The registry's own webhook called.
	 */
	WEBHOOK,

	/**
	 * Event Grid called.
	 */
	EVENT_GRID,

	/**
	 * Event Grid put it into a queue that we read.
	 */
	QUEUE,

	/**
	 * We watched the registry.
	 */
	WATCH;

	/**
	 * Returns the name that the outside sees, such as {@code event-grid}.
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static EventDoor of(String label) {
		return valueOf(label.replace('-', '_').toUpperCase(Locale.ROOT));
	}

}
