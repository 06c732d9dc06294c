package dev.acrsync.eventgrid;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.acrsync.intake.EventVerdict;
import dev.acrsync.intake.RegistryEvent;
import dev.acrsync.ledger.AllowedPush;

/**
 * A message of Event Grid that was read.
 *
 * @param verdicts what is to become of each of its events
 */
record GridMessage(List<EventVerdict> verdicts) {

	Stream<AllowedPush> pushes() {
		return all(EventVerdict.WantedEvent.class).map(EventVerdict.WantedEvent::allowed);
	}

	Stream<RegistryEvent.Untagged> manifests() {
		return all(EventVerdict.NotedEvent.class).map(EventVerdict.NotedEvent::manifest);
	}

	/**
	 * Returns what proves to Event Grid that its events are wanted, if it asks.
	 */
	Optional<String> validationCode() {
		return all(EventVerdict.ValidationEvent.class).map(EventVerdict.ValidationEvent::code).findFirst();
	}

	private <T extends EventVerdict> Stream<T> all(Class<T> kind) {
		return this.verdicts.stream().filter(kind::isInstance).map(kind::cast);
	}

}
