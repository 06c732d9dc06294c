package dev.acrsync.registry;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

import dev.acrsync.registry.Listing.Complete;
import dev.acrsync.registry.Listing.Stopped;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Registry;
import tools.jackson.databind.JsonNode;

/**
 * Goes through one listing page by page, one page in memory at a time. It waits when the
 * registry wants it to, for a short time and not often.
 */
final class Walk {

	private static final int MAX_PAGES = 10_000;

	private static final int MAX_BODY = 4 * 1024 * 1024;

	private static final int MAX_WAITS = 2;

	private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

	private final DataPlane dataPlane;

	private final Patience patience;

	private final Registry registry;

	private final String accept;

	private int waits;

	Walk(DataPlane dataPlane, Patience patience, Registry registry, String accept) {
		this.dataPlane = dataPlane;
		this.patience = patience;
		this.registry = registry;
		this.accept = accept;
	}

	/**
	 * Gets the first page, whatever its status is.
	 */
	Page first(Scope scope, String path) throws UnreadableException {
		return get(scope, this.registry.endpoint().resolve(path));
	}

	/**
	 * Visits the items of this page and of those that follow it.
	 * @throws UnreadableException if a page is not one, or if there is no end
	 */
	Listing from(Scope scope, Page first, String field, Predicate<JsonNode> visitor) throws UnreadableException {
		Page page = first;
		URI mark = page.address();
		for (int pages = 1; pages <= MAX_PAGES; pages++) {
			if (page.status() != Answer.OK) {
				throw this.dataPlane.refused(this.registry, scope, page.answer());
			}
			for (JsonNode item : page.items(field)) {
				if (!visitor.test(item)) {
					return new Stopped();
				}
			}
			Optional<URI> next = page.next();
			if (next.isEmpty()) {
				return new Complete();
			}
			if (next.get().equals(mark)) {
				throw page.broken("with pages in a circle");
			}
			if (Integer.bitCount(pages) == 1) {
				mark = next.get();
			}
			page = get(scope, next.get());
		}
		throw page.broken("with more than %d pages".formatted(MAX_PAGES));
	}

	private Page get(Scope scope, URI address) throws UnreadableException {
		while (true) {
			try {
				HttpRequest.Builder request = HttpRequest.newBuilder(address).header("Accept", this.accept);
				Answer answer = this.dataPlane.send(this.registry, scope, request, MAX_BODY);
				if (answer.status() != Answer.THROTTLED) {
					return new Page(this.registry, address, answer);
				}
				throw this.dataPlane.refused(this.registry, scope, answer);
			}
			catch (UnreadableException ex) {
				await(ex);
			}
		}
	}

	private void await(UnreadableException refusal) throws UnreadableException {
		Unreadable reading = refusal.reading();
		Optional<Duration> wait = reading.retryAfter().filter((time) -> time.compareTo(LONGEST_WAIT) <= 0);
		if (reading.cause() != Cause.THROTTLED || wait.isEmpty() || this.waits == MAX_WAITS) {
			throw refusal;
		}
		this.waits++;
		try {
			this.patience.waitFor(wait.get());
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw refusal;
		}
	}

}
