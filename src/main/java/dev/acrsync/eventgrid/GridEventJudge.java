package dev.acrsync.eventgrid;

import java.util.Optional;
import java.util.regex.Pattern;

import dev.acrsync.intake.EventJudge;
import dev.acrsync.intake.EventParser;
import dev.acrsync.intake.EventVerdict;
import dev.acrsync.intake.InvalidEventException;
import dev.acrsync.records.EventDoor;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an event of Event Grid: looks at what its envelope tells, and
 * leaves the rest to the {@link EventJudge}.
 */
final class GridEventJudge {

	static final String NO_ID = "without an id";

	private static final String VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";

	private static final String PUSHED = "Microsoft.ContainerRegistry.ImagePushed";

	private static final Pattern KIND = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

	private static final Pattern CODE = Pattern.compile("[\\x21-\\x7E]{1,512}");

	private final EventJudge judge;

	GridEventJudge(EventJudge judge) {
		this.judge = judge;
	}

	/**
	 * Decides on an event of a source.
	 */
	EventVerdict judge(Source source, EventDoor door, GridEvent event) {
		String id = EventParser.id(event.id()).orElse(NO_ID);
		try {
			String kind = EventParser.required("eventType", event.kind());
			if (!VALIDATION.equals(kind) && !PUSHED.equals(kind)) {
				return new EventVerdict.HarmlessEvent(id, "ignored",
						Optional.of((KIND.matcher(kind).matches() ? "'" + kind + "'" : "an unknown type")
								+ " asks for no import, only '" + PUSHED + "' does"));
			}
			Optional<ResourceId> own = source.door().eventGrid().resourceId();
			if (own.isPresent() && event.registry().filter(own.get()::isSameAs).isEmpty()) {
				return mismatch(id,
						"The event is of " + event.registry().map(ResourceId::toString).orElse("no registry")
								+ ", and source '" + source.name() + "' is " + own.get());
			}
			GridEvent.GridData data = EventParser.required("data", event.data());
			return VALIDATION.equals(kind) ? validation(id, data.validationCode())
					: pushed(source, door, event, data, own.isPresent());
		}
		catch (InvalidEventException ex) {
			return new EventVerdict.RefusedEvent(id, "invalid", String.valueOf(ex.getMessage()));
		}
	}

	private static EventVerdict validation(String id, @Nullable String code) throws InvalidEventException {
		if (!CODE.matcher(EventParser.required("data.validationCode", code)).matches()) {
			throw new InvalidEventException("Field 'data.validationCode' is not valid");
		}
		return new EventVerdict.ValidationEvent(id, String.valueOf(code));
	}

	private EventVerdict pushed(Source source, EventDoor door, GridEvent event, GridEvent.GridData data,
			boolean ofSource) throws InvalidEventException {
		if (data.connectedRegistry() != null) {
			return new EventVerdict.HarmlessEvent(EventParser.id(event.id()).orElse(NO_ID), "ignored",
					Optional.of("the push was made at a connected registry"));
		}
		if (data.host().isEmpty() && !ofSource) {
			return mismatch(EventParser.id(event.id()).orElse(NO_ID),
					"The event names no host of its registry: set acr-sync.sources." + source.name()
							+ ".event-grid.resource-id"
							+ event.registry().map((it) -> " to " + it + " if that is the vendor's").orElse(""));
		}
		return this.judge.judge(source, door, EventParser.event(event.event(data, source.registry().host().value())));
	}

	private static EventVerdict mismatch(String id, String detail) {
		return new EventVerdict.RefusedEvent(id, "registry-mismatch", detail);
	}

	static EventVerdict invalid(String detail) {
		return new EventVerdict.RefusedEvent(NO_ID, "invalid", detail);
	}

}
