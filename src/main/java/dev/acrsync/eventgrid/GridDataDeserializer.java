package dev.acrsync.eventgrid;

import dev.acrsync.intake.EventJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads the data of an event, which Event Grid sends as an object or, of Azure Container
 * Registry, as a text that holds one.
 */
final class GridDataDeserializer extends ValueDeserializer<GridEvent.GridData> {

	@Override
	public GridEvent.@Nullable GridData deserialize(JsonParser parser, DeserializationContext context) {
		if (!parser.hasToken(JsonToken.VALUE_STRING)) {
			return context.readValue(parser, GridEvent.GridData.class);
		}
		String text = parser.getString();
		try {
			return EventJson.MAPPER.readValue(text, GridEvent.GridData.class);
		}
		catch (JacksonException _) {
			return context.reportInputMismatch(GridEvent.GridData.class, "the text holds no event");
		}
	}

}
