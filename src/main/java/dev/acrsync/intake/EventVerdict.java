package dev.acrsync.intake;

import java.util.Optional;

import dev.acrsync.ledger.AllowedPush;

/**
 * What is to become of an event.
 */
public sealed interface EventVerdict {

	/**
	 * A push that the rules let in.
	 */
	record WantedEvent(AllowedPush allowed) implements EventVerdict {
	}

	/**
	 * A manifest without a tag, which asks for no import but may belong to an image.
	 */
	record NotedEvent(RegistryEvent.Untagged manifest) implements EventVerdict {
	}

	/**
	 * Nothing is asked for.
	 *
	 * @param event the event's id
	 * @param outcome {@code pong} or {@code ignored}
	 * @param reason why it is ignored
	 */
	record HarmlessEvent(String event, String outcome, Optional<String> reason) implements EventVerdict {
	}

	/**
	 * Event Grid asks whether its events are wanted.
	 *
	 * @param event the event's id
	 * @param code what it wants to have repeated
	 */
	record ValidationEvent(String event, String code) implements EventVerdict {
	}

	/**
	 * It is not let in.
	 *
	 * @param event the event's id
	 * @param reason a stable word for machines
	 * @param detail a sentence for people, which repeats nothing that was not checked
	 */
	record RefusedEvent(String event, String reason, String detail) implements EventVerdict {
	}

}
