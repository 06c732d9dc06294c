package dev.acrsync.comparisonrecords;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.settings.QueueAddress;
import dev.acrsync.settings.Source;

/**
 * Says by which doors a source should have told of a push, and where to look when none
 * did.
 */
final class SilentDoors {

	private final SourceCalls calls;

	SilentDoors(SourceCalls calls) {
		this.calls = calls;
	}

	List<String> of(Source source) {
		return source.doors(this.calls.calledLast(source.name()));
	}

	/**
	 * Says that nothing came by any of them.
	 */
	String warning(Source source, Optional<Instant> newest) {
		return "No event has come by %s %s".formatted(
				of(source).stream().map((door) -> name(source, door)).collect(Collectors.joining(" or ")),
				newest.map((at) -> "since " + at).orElse("so far, as far as is known"));
	}

	private static String name(Source source, String door) {
		return switch (door) {
			case "webhook" -> "the vendor's webhook";
			case "event-grid" -> "Event Grid's subscription";
			default -> "the queue " + queue(source);
		};
	}

	/**
	 * Says of one where to look.
	 */
	String advice(Source source, String door) {
		String registry = source.registry().host().resourceName();
		return switch (door) {
			case "webhook" ->
				("The webhook at %s that calls /webhooks/%s most likely lost it; the newest event of it came %s. At the "
						+ "vendor, look at 'az acr webhook list-events --registry %s --name <webhook>', at the webhook's "
						+ "status, at its scope, and at its location")
					.formatted(source.registry().host(), source.name(), newest(source), registry);
			case "event-grid" ->
				("Event Grid's subscription to /webhooks/%s did not bring it; the newest event of the source "
						+ "came %s. At the vendor, look at 'az eventgrid system-topic event-subscription show', at its filters, "
						+ "and at what it has dead-lettered")
					.formatted(source.name(), newest(source));
			default ->
				("Nothing of it was in the queue %s. At the vendor, look at the event subscription that ends there; "
						+ "here, at acr_sync_inbox_readable and acr_sync_inbox_set_aside")
					.formatted(queue(source));
		};
	}

	/**
	 * Returns when an event of it came last, as far as is known.
	 */
	Optional<Instant> newestEvent(Source source) {
		return this.calls.read()
			.stream()
			.filter((it) -> it.source().equals(source.name()) && it.kind().equals("event"))
			.map(SourceCalls.SourceCall::at)
			.max(Comparator.naturalOrder());
	}

	private String newest(Source source) {
		return newestEvent(source).map(Instant::toString).orElse("never, as far as is known");
	}

	private static String queue(Source source) {
		return source.pulls().queue().map(QueueAddress::toString).orElse("");
	}

}
