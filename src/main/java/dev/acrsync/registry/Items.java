package dev.acrsync.registry;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a listing lists, and who visits it.
 *
 * @param list where the items are on a page
 * @param type the media type of a first page; another answer is none
 * @param visitor is shown each item, and returns false to stop
 */
record Items(JsonList list, String type, Predicate<JsonFields> visitor) {

	/** ACR gives a hundred; some registries all that they have, whatever is asked for. */
	private static final int MOST = 20_000;

	private static final String ANY = "";

	static Items of(String field, Set<String> wanted, Predicate<JsonFields> visitor) {
		return new Items(new JsonList(field, wanted, MOST), ANY, visitor);
	}

	Items ofType(String mediaType) {
		return new Items(this.list, mediaType, this.visitor);
	}

	Items ofAnyType() {
		return ofType(ANY);
	}

	BodyReader<Optional<JsonList.End>> reader() {
		return (headers, body) -> isPage(headers) ? Optional.of(this.list.visit(body, this.visitor)) : Optional.empty();
	}

	private boolean isPage(HttpHeaders headers) {
		return headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT).startsWith(this.type);
	}

}
