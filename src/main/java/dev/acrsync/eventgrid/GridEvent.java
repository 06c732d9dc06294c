package dev.acrsync.eventgrid;

import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.acrsync.intake.WireEvent;
import dev.acrsync.settings.ResourceId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * One event as Event Grid sends it, in its own schema or as a CloudEvent, every field of
 * which may be absent. See the <a href=
 * "https://learn.microsoft.com/azure/event-grid/event-schema-container-registry">event
 * schema</a>.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record GridEvent(@Nullable String id, @Nullable String topic, @Nullable String source, @Nullable String eventType,
		@Nullable String type, @Nullable String eventTime, @Nullable String time,
		@JsonDeserialize(using = GridDataDeserializer.class) @Nullable GridData data) {

	@Nullable String kind() {
		return (this.eventType != null) ? this.eventType : this.type;
	}

	/**
	 * Returns the registry that the event is of, if it names one.
	 */
	Optional<ResourceId> registry() {
		try {
			return Optional.of(ResourceId.parse(String.valueOf((this.topic != null) ? this.topic : this.source)));
		}
		catch (IllegalArgumentException _) {
			return Optional.empty();
		}
	}

	/**
	 * Returns the registry's own event, with what only the envelope has.
	 * @param host the registry's host where the event names none
	 */
	WireEvent event(GridData data, String host) {
		return new WireEvent((data.id() != null) ? data.id() : this.id,
				(data.timestamp() != null) ? data.timestamp() : (this.eventTime != null) ? this.eventTime : this.time,
				Objects.requireNonNullElse(data.action(), "push"), data.target(),
				new WireEvent.WireRequest(data.host().orElse(host)));
	}

	/**
	 * What the registry says, or Event Grid itself.
	 *
	 * @param connectedRegistry set where the push was not made at the registry itself
	 * @param validationCode what proves that an endpoint wants a subscription's events
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record GridData(@Nullable String id, @Nullable String timestamp, @Nullable String action,
			WireEvent.@Nullable WireTarget target, WireEvent.@Nullable WireRequest request,
			@Nullable ConnectedRegistry connectedRegistry, @Nullable String validationCode) {

		Optional<String> host() {
			return Optional.ofNullable(this.request).map(WireEvent.WireRequest::host).filter((it) -> !it.isEmpty());
		}

	}

	/**
	 * A registry on premises, which has its own copies.
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record ConnectedRegistry(@Nullable String name) {
	}

}
