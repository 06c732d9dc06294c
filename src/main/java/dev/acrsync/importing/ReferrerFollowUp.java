package dev.acrsync.importing;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.FollowUp;
import dev.acrsync.ledger.FollowUps;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Push;
import dev.acrsync.ledger.RepeatedStep;
import dev.acrsync.referrers.Attachment;
import dev.acrsync.referrers.AttachmentWalk;
import dev.acrsync.referrers.UntaggedReader;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings along what is pushed after its image, and without a tag of its own, as
 * signatures are: it looks at the sources again, and has an image that lacks something
 * imported once more. Each look is on a thread of its own, and each source has two in a
 * second, or less where one look takes many requests.
 */
final class ReferrerFollowUp {

	static final String NAME = "referrer-follow-up";

	static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(ReferrerFollowUp.class);

	private static final int TOGETHER = 2;

	/** Of so much it is looked whether the target has it. */
	private static final int MOST = 100;

	/** For so long another replica may know a source that this one does not. */
	private static final Duration UNKNOWN = Duration.ofHours(1);

	private final Settings settings;

	private final Ledger ledger;

	private final ImportRecords records;

	private final FollowUps followUps;

	private final Registries registries;

	private final Clock clock;

	/** By how many lists the looks at a source are ahead of its pace. */
	private final Map<String, Integer> ahead = new ConcurrentHashMap<>();

	ReferrerFollowUp(Settings settings, Ledger ledger, ImportRecords records, FollowUps followUps,
			Registries registries, Clock clock) {
		this.settings = settings;
		this.ledger = ledger;
		this.records = records;
		this.followUps = followUps;
		this.registries = registries;
		this.clock = clock;
	}

	/**
	 * Looks at some of what is due.
	 * @return the threads that look
	 */
	List<Thread> look() {
		this.ahead.replaceAll((_, lists) -> lists - TOGETHER);
		this.ahead.values().removeIf((lists) -> lists <= 0);
		return this.followUps.dueSources()
			.stream()
			.filter((source) -> !this.ahead.containsKey(source))
			.flatMap((source) -> this.followUps.take(source, TOGETHER).stream())
			.map((it) -> RepeatedStep.aside(NAME, () -> look(it)))
			.toList();
	}

	private void look(FollowUp followUp) {
		Optional<Source> source = this.settings.source(followUp.source());
		if (source.isEmpty()) {
			if (followUp.since().isBefore(this.clock.instant().minus(UNKNOWN))) {
				this.followUps.end(followUp);
			}
		}
		else if (followUp.tagged()) {
			lookAtImage(source.get(), followUp);
		}
		else {
			lookAtManifest(source.get(), followUp);
		}
	}

	private void lookAtImage(Source source, FollowUp followUp) {
		Optional<ImportRecord> record = this.records.newest(followUp.id())
			.filter((it) -> it.source().equals(source.name()) && it.repository().equals(followUp.repository()));
		if (record.isEmpty()) {
			this.followUps.end(followUp);
			return;
		}
		record.filter((it) -> it.importedDigest().filter(followUp.digest()::equals).isPresent())
			.filter((it) -> lacksAny(source, it, followUp.digest()))
			.ifPresent(this::importAgain);
		this.followUps.lookAgain(followUp);
	}

	private boolean lacksAny(Source source, ImportRecord record, Digest image) {
		UntaggedReader reader = new UntaggedReader(this.registries, source.registry(), record.repository());
		AttachmentWalk walk = new AttachmentWalk(reader, source.rules().referrers(record.repository(), record.tag()),
				image);
		boolean lacking = false;
		int left = MOST;
		for (List<Attachment> level = walk.next(); !lacking && !level.isEmpty(); level = walk.next()) {
			lacking = lacksAny(record, level.stream().map(Attachment::digest).limit(left).toList());
			left = Math.max(0, left - level.size());
		}
		this.ahead.merge(source.name(), reader.listed() - 1, Integer::sum);
		return lacking;
	}

	/**
	 * Looks what a manifest refers to, and brings it along where that is in the target.
	 * Where it is being brought, it is looked at again itself.
	 */
	private void lookAtManifest(Source source, FollowUp followUp) {
		List<Digest> manifests = new ArrayList<>(List.of(followUp.digest()));
		List<ImportRecord> images = List.of();
		while (images.isEmpty() && manifests.size() <= AttachmentWalk.DEPTH) {
			RepositoryName repository = followUp.repository();
			switch (this.registries.readSubject(source.registry(), repository, manifests.getLast())) {
				case TagReading.Found(Digest subject) -> {
					images = this.records.newest(source.name(), repository, subject);
					manifests.add(subject);
				}
				case Absent() -> {
					this.followUps.end(followUp);
					return;
				}
				case Unreadable _ -> {
					this.followUps.lookAgain(followUp);
					return;
				}
			}
		}
		images.stream()
			.filter((it) -> source.rules().referrers(it.repository(), it.tag()).enabled())
			.filter((it) -> lacksAny(it, List.of(followUp.digest())))
			.forEach(this::importAgain);
		this.followUps.end(followUp);
	}

	private boolean lacksAny(ImportRecord record, List<Digest> referrers) {
		Optional<Target> target = this.settings.target(record.target().destination().target());
		return !record.state().isOpen() && record.importedDigest().isPresent() && target.isPresent()
				&& referrers.stream()
					.anyMatch((referrer) -> this.registries.read(target.get().registry(),
							record.target().image().repository(), referrer) instanceof Absent);
	}

	private void importAgain(ImportRecord record) {
		logger.info("What refers to {} was pushed after it: it is imported once more", record.target().image());
		this.ledger.accept(new Push(record.event(), Origin.RECONCILE, record.source(), record.registry(),
				record.repository(), record.tag(), record.importedDigest().orElse(record.digest()), record.pushedAt(),
				List.of(record.target()), record.trace()));
	}

}
