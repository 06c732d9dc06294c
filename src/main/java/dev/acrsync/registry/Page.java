package dev.acrsync.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Registry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One page of a listing.
 *
 * @param registry whose it is
 * @param address where it was got
 * @param answer what was got
 */
record Page(Registry registry, URI address, Answer answer) {

	private static final Pattern LINK = Pattern.compile("<([^<>]{0,8192})>([^<]{0,8192})");

	private static final Pattern NEXT = Pattern.compile(
			";\\s*rel\\s*=\\s*(?:next(?=[\\s;,]|$)|\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\")", Pattern.CASE_INSENSITIVE);

	private static final JsonMapper JSON = JsonMapper.builder().build();

	int status() {
		return this.answer.status();
	}

	boolean hasType(String mediaType) {
		return this.answer.header("Content-Type")
			.filter((type) -> type.toLowerCase(Locale.ROOT).startsWith(mediaType))
			.isPresent();
	}

	/**
	 * Tells whether the registry itself says that it has no such thing, and not somebody
	 * who does not know the address.
	 */
	boolean saysUnknown(String code) {
		return status() == Answer.NOT_FOUND && json().path("errors")
			.valueStream()
			.anyMatch((error) -> error.path("code").asString("").equals(code));
	}

	/**
	 * Returns the items of the page. A registry may leave an empty list out, or write
	 * null.
	 * @throws UnreadableException if it is no page
	 */
	JsonNode items(String field) throws UnreadableException {
		JsonNode page = json();
		JsonNode items = page.path(field);
		if (!items.isArray() && !items.isNull() && !(items.isMissingNode() && page.has("imageName"))) {
			throw broken("without a list of '%s'".formatted(field));
		}
		return items;
	}

	/**
	 * Returns an object of the page.
	 * @throws UnreadableException if there is none
	 */
	JsonNode object(String field) throws UnreadableException {
		JsonNode object = json().path(field);
		if (!object.isObject()) {
			throw broken("without a '%s'".formatted(field));
		}
		return object;
	}

	/**
	 * Returns where the next page is, as
	 * <a href="https://www.rfc-editor.org/rfc/rfc8288">RFC 8288</a> writes it.
	 * @throws UnreadableException if that is not at the registry itself
	 */
	Optional<URI> next() throws UnreadableException {
		Optional<String> link = this.answer.headers()
			.allValues("Link")
			.stream()
			.flatMap((header) -> LINK.matcher(header).results())
			.filter((candidate) -> NEXT.matcher(candidate.group(2)).find())
			.map((candidate) -> candidate.group(1))
			.findFirst();
		return link.isEmpty() ? Optional.empty() : Optional.of(own(link.get()));
	}

	private URI own(String link) throws UnreadableException {
		try {
			URI next = this.address.resolve(link);
			if (Origin.isOwn(this.registry, next) && next.getRawFragment() == null) {
				return next;
			}
		}
		catch (IllegalArgumentException _) {
			// An address that cannot be read is not the registry's own either
		}
		throw broken("with a next page at '%s', which is not its own: no credentials were sent"
			.formatted(Printable.text(link)));
	}

	private JsonNode json() {
		try {
			return JSON.readTree(this.answer.body());
		}
		catch (JacksonException _) {
			return JSON.missingNode();
		}
	}

	UnreadableException broken(String how) {
		return new UnreadableException(Cause.UNEXPECTED,
				"Registry '%s' answers at %s %s".formatted(this.registry.host(), this.address.getRawPath(), how));
	}

}
