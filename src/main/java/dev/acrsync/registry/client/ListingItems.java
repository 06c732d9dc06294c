package dev.acrsync.registry.client;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import dev.acrsync.untrusted.BodyReader;
import dev.acrsync.untrusted.JsonFields;
import dev.acrsync.untrusted.JsonList;

/**
 * What a listing lists, and who visits it.
 *
 * @param list where the items are on a page
 * @param types the media types of a first page; another answer is none
 * @param visitor is shown each item, and returns false to stop
 * @param turning tells whether the next page is to be read
 */
record ListingItems(JsonList list, List<String> types, Predicate<JsonFields> visitor, BooleanSupplier turning) {

	/** ACR gives a hundred; some registries all that they have, whatever is asked for. */
	private static final int MOST = 20_000;

	private static final String ANY = "";

	static ListingItems of(String field, Set<String> wanted, Predicate<JsonFields> visitor) {
		return new ListingItems(new JsonList(field, wanted, MOST), List.of(ANY), visitor, () -> true);
	}

	ListingItems ofType(String... mediaTypes) {
		return new ListingItems(this.list, List.of(mediaTypes), this.visitor, this.turning);
	}

	ListingItems ofAnyType() {
		return ofType(ANY);
	}

	ListingItems turning(BooleanSupplier condition) {
		return new ListingItems(this.list, this.types, this.visitor, condition);
	}

	BodyReader<Optional<JsonList.VisitEnd>> reader() {
		return (headers, body) -> isPage(headers) ? Optional.of(this.list.visit(body, this.visitor)) : Optional.empty();
	}

	private boolean isPage(HttpHeaders headers) {
		String type = headers.firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
		return this.types.stream().anyMatch(type::startsWith);
	}

}
