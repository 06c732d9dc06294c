package dev.acrsync.doctor;

import java.util.Comparator;
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

	private static final String PING = "ping";

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
		List<SourceCalls.SourceCall> calls = this.calls.read()
			.stream()
			.filter((it) -> it.source().equals(source.name()) && it.door().equals(EventDoor.EVENT_GRID.label()))
			.toList();
		Optional<SourceCalls.SourceCall> latest = calls.stream()
			.filter((it) -> !it.kind().equals(PING))
			.max(Comparator.comparing(SourceCalls.SourceCall::at).thenComparing((it) -> it.kind().equals("event")));
		return latest.map((it) -> tell(side, it))
			.orElseGet(() -> Finding.warning(side.subject(),
					"No event has come by Event Grid's subscription %s yet%s".formatted(
							String.join(", ", source.door().eventGrid().subscriptions()),
							calls.stream().findFirst().map((ping) -> ": it was validated at " + ping.at()).orElse("")),
					"Have the vendor push a tag, and run 'az eventgrid system-topic event-subscription show "
							+ "--system-topic-name <topic> --resource-group <group> --name <subscription> "
							+ "--include-full-endpoint-url true' and '… event-subscription list-delivery-attributes': "
							+ "the URL ends with /webhooks/%s, and the header carries the secret. docs/doors.md"
								.formatted(source.name())));
	}

	private static Finding tell(CheckedRegistry side, SourceCalls.SourceCall latest) {
		return switch (latest.kind()) {
			case "unreadable" -> Finding.warning(side.subject(),
					"What Event Grid sent last, at %s, could not be read".formatted(latest.at()),
					"Look for acr_sync.outcome=invalid in the log: it names the field");
			case "refused" -> Finding.warning(side.subject(),
					"What Event Grid sent last, at %s, was not let in".formatted(latest.at()),
					"Look for acr_sync.door=event-grid in the log: it says why. Narrow the subscription, or add a rule");
			default -> Finding.ok(side.subject(), "Event Grid sent its last event at " + latest.at());
		};
	}

}
