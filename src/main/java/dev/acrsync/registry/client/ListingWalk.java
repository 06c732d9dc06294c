package dev.acrsync.registry.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingResult.Complete;
import dev.acrsync.registry.ListingResult.Stopped;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.registry.login.DataPlane;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.untrusted.JsonFields;
import dev.acrsync.untrusted.JsonList;

/**
 * Goes through one listing page by page, and keeps nothing of them.
 */
final class ListingWalk {

	private static final int MAX_PAGES = 10_000;

	private static final int MAX_PAGE = 4 * 1024 * 1024;

	private static final int MAX_OBJECT = 64 * 1024;

	private static final Set<String> UNKNOWN = Set.of("TAG_UNKNOWN", "MANIFEST_UNKNOWN", "NAME_UNKNOWN");

	private final DataPlane dataPlane;

	private final RegistryAccess registry;

	private final String accept;

	ListingWalk(DataPlane dataPlane, RegistryAccess registry, String accept) {
		this.dataPlane = dataPlane;
		this.registry = registry;
		this.accept = accept;
	}

	/**
	 * Gets a page, whatever its status is, and visits its items if it has some.
	 */
	ListingPage get(TokenScope scope, String path, ListingItems items) throws UnreadableException {
		URI address = this.registry.endpoint().resolve(path);
		RegistryResponse<Optional<JsonList.VisitEnd>> answer = this.dataPlane.send(this.registry, scope,
				request(address), MAX_PAGE, items.reader());
		return new ListingPage(this.registry, address, unthrottled(scope, answer));
	}

	/**
	 * Gets one object; nothing where the registry says that it does not know it.
	 * @param name the field that holds it
	 */
	Optional<JsonFields> object(TokenScope scope, String path, String name, Set<String> wanted)
			throws UnreadableException {
		URI address = this.registry.endpoint().resolve(path);
		RegistryResponse<JsonFields> answer = unthrottled(scope, this.dataPlane.send(this.registry, scope,
				request(address), MAX_OBJECT, (_, body) -> JsonFields.read(body, wanted)));
		if (answer.status() == RegistryResponse.NOT_FOUND
				&& answer.errors().stream().anyMatch((error) -> UNKNOWN.contains(error.code()))) {
			return Optional.empty();
		}
		JsonFields object = answer.content().orElseThrow(() -> this.dataPlane.refused(this.registry, scope, answer));
		if (object.get(name).isEmpty()) {
			throw broken(address, "without a '%s'".formatted(name));
		}
		return Optional.of(object);
	}

	/**
	 * Visits the items of the pages that follow this one.
	 * @throws UnreadableException if a page is not one, or if there is no end
	 */
	ListingResult from(TokenScope scope, ListingPage first, ListingItems items) throws UnreadableException {
		ListingPage page = first;
		URI mark = page.address();
		for (int pages = 1; pages <= MAX_PAGES; pages++) {
			if (page.status() != RegistryResponse.OK) {
				throw this.dataPlane.refused(this.registry, scope, page.answer());
			}
			switch (page.end().orElse(JsonList.VisitEnd.BROKEN)) {
				case STOPPED -> {
					return new Stopped();
				}
				case BROKEN -> throw broken(page.address(), "without a list of '%s'".formatted(items.list().field()));
				case COMPLETE -> {
				}
			}
			Optional<URI> next = page.next();
			if (next.isEmpty()) {
				return new Complete();
			}
			if (next.get().equals(mark)) {
				throw broken(page.address(), "with pages in a circle");
			}
			if (Integer.bitCount(pages) == 1) {
				mark = next.get();
			}
			if (!items.turning().getAsBoolean()) {
				return new Stopped();
			}
			page = get(scope, next.get().toString(), items.ofAnyType());
		}
		throw broken(page.address(), "with more than %d pages".formatted(MAX_PAGES));
	}

	private HttpRequest.Builder request(URI address) {
		return HttpRequest.newBuilder(address).header("Accept", this.accept);
	}

	private <T> RegistryResponse<T> unthrottled(TokenScope scope, RegistryResponse<T> answer)
			throws UnreadableException {
		if (answer.status() == RegistryResponse.THROTTLED) {
			throw this.dataPlane.refused(this.registry, scope, answer);
		}
		return answer;
	}

	private UnreadableException broken(URI address, String how) {
		return ListingPage.broken(this.registry, address, how);
	}

}
