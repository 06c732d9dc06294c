package dev.acrsync.untrusted;

import java.io.InputStream;
import java.util.Set;
import java.util.function.Predicate;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;

/**
 * Visits the items of the list that an object has, while they are read.
 *
 * @param field the list's name
 * @param wanted the fields of an item to read
 * @param most how many items it may have
 */
public record JsonList(String field, Set<String> wanted, int most) {

	/**
	 * Says how it went.
	 * @throws JacksonIOException if the text cannot be read
	 */
	public VisitEnd visit(InputStream json, Predicate<JsonFields> visitor) throws TooLongException {
		boolean named = false;
		boolean found = false;
		try (JsonParser parser = JsonFields.parser(json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return VisitEnd.BROKEN;
			}
			while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = parser.currentName();
				JsonToken value = parser.nextToken();
				if (name.equals(this.field) && value == JsonToken.START_ARRAY) {
					found = true;
					if (!items(parser, visitor)) {
						return VisitEnd.STOPPED;
					}
				}
				found |= name.equals(this.field) && value == JsonToken.VALUE_NULL;
				named |= name.equals("imageName");
				parser.skipChildren();
			}
			// A registry may leave an empty list out, or write null
			return (found || named) ? VisitEnd.COMPLETE : VisitEnd.BROKEN;
		}
		catch (JacksonIOException ex) {
			throw ex;
		}
		catch (JacksonException _) {
			return VisitEnd.BROKEN;
		}
	}

	private boolean items(JsonParser parser, Predicate<JsonFields> visitor) throws TooLongException {
		for (int items = 1; parser.nextToken() != JsonToken.END_ARRAY; items++) {
			if (items > this.most) {
				throw new TooLongException("more than %d items".formatted(this.most));
			}
			if (!visitor.test(JsonFields.read(parser, this.wanted))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * How a visit ended.
	 */
	public enum VisitEnd {

		/**
		 * All was visited.
		 */
		COMPLETE,

		/**
		 * The visitor had enough.
		 */
		STOPPED,

		/**
		 * It is no such list, or breaks off.
		 */
		BROKEN

	}

}
