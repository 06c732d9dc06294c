package dev.acrsync.registry.client;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.untrusted.HttpOrigin;
import dev.acrsync.untrusted.JsonList;

/**
 * One page of a listing, whose items have been visited.
 *
 * @param registry whose it is
 * @param address where it was got
 * @param answer what was got: how the visit ended, or nothing if it is no page at all
 */
record ListingPage(RegistryAccess registry, URI address, RegistryResponse<Optional<JsonList.VisitEnd>> answer) {

	private static final Pattern LINK = Pattern.compile("<([^<>]{0,8192})>([^<]{0,8192})");

	private static final Pattern NEXT = Pattern.compile(
			";\\s*rel\\s*=\\s*(?:next(?=[\\s;,]|$)|\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\")", Pattern.CASE_INSENSITIVE);

	int status() {
		return this.answer.status();
	}

	/**
	 * Tells whether something else than a page was answered, and answered well.
	 */
	boolean isOfAnotherType() {
		return status() == RegistryResponse.OK && end().isEmpty();
	}

	/**
	 * Returns how the visit of its items ended.
	 */
	Optional<JsonList.VisitEnd> end() {
		return this.answer.content().flatMap((end) -> end);
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
			// Java's own resolution loses the last part of the path before a query
			URI next = this.address.resolve(link.startsWith("?") ? this.address.getRawPath() + link : link);
			if (HttpOrigin.isOwn(this.registry, next) && next.getRawFragment() == null) {
				return next;
			}
		}
		catch (IllegalArgumentException _) {
			// An address that cannot be read is not the registry's own either
		}
		throw broken(this.registry, this.address,
				"with a next page at '%s', which is not its own: no credentials were sent"
					.formatted(this.answer.foreignText().line(link)));
	}

	/**
	 * Says that what was got is not what it should be.
	 */
	static UnreadableException broken(RegistryAccess registry, URI address, String how) {
		return new UnreadableException(UnreadableCause.UNEXPECTED,
				"Registry '%s' answers at %s %s".formatted(registry.host(), address.getRawPath(), how));
	}

}
