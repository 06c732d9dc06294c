package dev.acrsync.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.Source;

import org.springframework.dao.DataAccessException;

/**
 * Checks that events come by the doors that a source has.
 */
final class DoorCheck {

	private final SourceCalls calls;

	DoorCheck(SourceCalls calls) {
		this.calls = calls;
	}

	DoctorCheck of(Source source) {
		return new DoctorCheck("the doors of source " + source.name(), CheckPrerequisite.NETWORK, DoctorCheck.DATABASE,
				() -> look(source));
	}

	/**
	 * Finds nothing where the database cannot be read: its own check tells that.
	 */
	private List<Finding> look(Source source) {
		boolean named = !source.door().eventGrid().subscriptions().isEmpty();
		CheckedRegistry side = CheckedRegistry.of(source);
		if (named && source.door().secrets().isEmpty()) {
			return List.of(Finding.warning(side.subject(),
					"It has event subscriptions and no webhook.secrets: Event Grid's events are answered with 401",
					"Set %s.webhook.secrets[0], and have the vendor send it as a delivery header"
						.formatted(side.key())));
		}
		try {
			return (named || isUsed(source)) ? List.of(look(side, source)) : List.of();
		}
		catch (DataAccessException _) {
			return List.of();
		}
	}

	/**
	 * Who brings the secret need not name its subscription.
	 */
	private boolean isUsed(Source source) {
		return source.doors(this.calls.calledLast(source.name())).contains(EventDoor.EVENT_GRID.label());
	}

	private Finding look(CheckedRegistry side, Source source) {
		Optional<Instant> event = last(source, "event");
		Optional<Instant> unreadable = last(source, "unreadable");
		Optional<Instant> refused = last(source, "refused");
		if (unreadable.isPresent() && isAfter(unreadable, event)) {
			return Finding.warning(side.subject(),
					"What Event Grid sent last, at %s, could not be read".formatted(unreadable.get()),
					"Look for acr_sync.outcome=invalid in the log: it names the field");
		}
		if (refused.isPresent() && isAfter(refused, event)) {
			return Finding.warning(side.subject(),
					"What Event Grid sent last, at %s, was not let in".formatted(refused.get()),
					"Look for acr_sync.door=event-grid in the log: it says why. Narrow the subscription, or add a rule");
		}
		String names = String.join(", ", source.door().eventGrid().subscriptions());
		List<String> asks = new ArrayList<>();
		last(source, "ping").ifPresent((at) -> asks.add("it was validated at " + at));
		return event.map((at) -> Finding.ok(side.subject(), "Event Grid sent its last event at " + at))
			.orElseGet(() -> Finding.warning(side.subject(),
					"No event has come by Event Grid's subscription %s yet%s".formatted(names,
							asks.isEmpty() ? "" : ": " + asks.getFirst()),
					"Have the vendor push a tag, and run 'az eventgrid system-topic event-subscription show "
							+ "--system-topic-name <topic> --resource-group <group> --name <subscription> "
							+ "--include-full-endpoint-url true' and '… event-subscription list-delivery-attributes': "
							+ "the URL ends with /webhooks/%s, and the header carries the secret. docs/doors.md"
								.formatted(source.name())));
	}

	private static boolean isAfter(Optional<Instant> one, Optional<Instant> other) {
		return other.isEmpty() || one.orElseThrow().isAfter(other.get());
	}

	private Optional<Instant> last(Source source, String kind) {
		return this.calls.read()
			.stream()
			.filter((it) -> it.source().equals(source.name()) && it.door().equals(EventDoor.EVENT_GRID.label())
					&& it.kind().equals(kind))
			.map(SourceCalls.SourceCall::at)
			.findFirst();
	}

}
