package dev.acrsync.watching;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.comparisonrecords.PushSightings;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.records.ComparisonRecord.PushSighting;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.storedages.PastInstants;
import dev.acrsync.tracing.Tracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands in what was moved as an event would, and remembers what an event should still
 * tell of.
 */
final class PushRecorder {

	private static final Logger logger = LoggerFactory.getLogger(PushRecorder.class);

	/** How far the clocks of a registry and of ours are believed to be apart. */
	private static final Duration APART = Duration.ofMinutes(5);

	/** How long an event may still come. */
	private static final Duration GRACE = Duration.ofMinutes(2);

	private final Settings settings;

	private final Ledger ledger;

	private final PushSightings sightings;

	private final Tracing tracing;

	private final Clock clock;

	PushRecorder(Settings settings, Ledger ledger, PushSightings sightings, Tracing tracing, Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.sightings = sightings;
		this.tracing = tracing;
		this.clock = clock;
	}

	/**
	 * Hands in those that rules let in.
	 * @param moved the newest first
	 * @return how many nobody had told of
	 */
	int record(Source source, RepositoryName repository, List<ListedTag> moved) {
		List<AllowedPush> pushes = moved.reversed()
			.stream()
			.flatMap((tag) -> push(source, repository, tag).stream())
			.toList();
		if (pushes.isEmpty()) {
			return 0;
		}
		List<Receipt> receipts = this.ledger.acceptAll(pushes);
		List<AllowedPush> found = new ArrayList<>();
		for (int i = 0; i < pushes.size(); i++) {
			if (!receipts.get(i).duplicate()) {
				found.add(pushes.get(i));
				told(pushes.get(i).push(), receipts.get(i));
			}
		}
		if (!source.doors().isEmpty()) {
			this.sightings.add(found.stream().map(this::sighting).toList());
		}
		return found.size();
	}

	private Optional<AllowedPush> push(Source source, RepositoryName repository, ListedTag tag) {
		return (source.rules().decide(repository, tag.tag()) instanceof Decision.Allowed allowed)
				? Optional.of(push(source, repository, tag, allowed)) : Optional.empty();
	}

	private AllowedPush push(Source source, RepositoryName repository, ListedTag tag, Decision.Allowed allowed) {
		List<TargetImage> targets = TargetImage.of(allowed.destinations(),
				(target) -> this.settings.target(target).orElseThrow().registry().host(), tag.tag(),
				source.rules().reference(allowed.rule()));
		String event = UUID.randomUUID().toString();
		TaggedImage image = new TaggedImage(source.registry().host(), repository, tag.tag());
		try (Tracing.Step _ = this.tracing.step("watch")) {
			this.tracing.tag("event.id", event);
			this.tracing.tag("acr_sync.source", image.toString());
			return new AllowedPush(new Push(event, ImportOrigin.WATCH, Optional.of(EventDoor.WATCH), source.name(),
					image, tag.digest().orElseThrow(), TagsByMove.movedAt(tag), this.tracing.current()), targets);
		}
	}

	private static void told(Push push, Receipt receipt) {
		List<String> imports = receipt.imports().stream().map(Receipt.ReceiptEntry::id).toList();
		logger.atInfo()
			.addKeyValue("event.id", push.event())
			.addKeyValue("acr_sync.source", push.source())
			.addKeyValue("acr_sync.door", EventDoor.WATCH.label())
			.addKeyValue("acr_sync.imports", imports.toString())
			.log("Watching {} found {}, pushed at {} (imports {})", push.source(),
					push.image().repository().with(push.image().tag(), push.digest()), push.pushedAt(), imports);
	}

	private PushSighting sighting(AllowedPush allowed) {
		Push push = allowed.push();
		Instant now = this.clock.instant();
		Instant pushedAt = PastInstants.notAfter(now, push.pushedAt());
		return new PushSighting(push.source(), push.image().repository(), push.image().tag(), push.digest(),
				allowed.targets().getFirst().image(), pushedAt.minus(APART), now.plus(GRACE));
	}

}
