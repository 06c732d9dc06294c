package dev.acrsync.eventgrid;

import java.util.Map;
import java.util.TreeMap;

import dev.acrsync.intake.EventReporter;
import dev.acrsync.intake.EventVerdict;
import dev.acrsync.intake.WebhookAnswer;
import dev.acrsync.records.EventDoor;

/**
 * Tells what became of the events that came together: of a number of them in a line each,
 * and of the rest in one line.
 */
final class BatchReport {

	private static final int LINES = 100;

	private final Map<String, Integer> rest = new TreeMap<>();

	private final EventReporter reporter;

	private final String source;

	private final EventDoor door;

	private int logged;

	BatchReport(EventReporter reporter, String source, EventDoor door) {
		this.reporter = reporter;
		this.source = source;
		this.door = door;
	}

	String answered(WebhookAnswer answer) {
		if (this.reporter.count(this.source, this.door, answer)) {
			if (this.logged++ < LINES) {
				this.reporter.log(this.source, this.door, answer);
			}
			else {
				this.rest.merge(answer.outcome(), 1, Integer::sum);
			}
		}
		return answer.outcome();
	}

	String refused(EventVerdict.RefusedEvent refused) {
		this.reporter.refused(this.source, this.door, refused);
		return refused.reason();
	}

	void end() {
		if (!this.rest.isEmpty()) {
			this.reporter.logRest(this.source, this.door, this.rest);
		}
	}

}
