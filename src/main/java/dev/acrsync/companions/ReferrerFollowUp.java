package dev.acrsync.companions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import dev.acrsync.database.RepeatedStep;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.referrers.ImageReferrer;
import dev.acrsync.referrers.ReferrerWalk;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.resumption.FollowUp;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings along what is pushed after its image, and without an event of its own that tells
 * so, as signatures are: it looks at the sources again, and has an image that lacks
 * something imported once more. Each look is on a thread of its own; how fast they go is
 * up to what the registries take, and each source has its own.
 */
final class ReferrerFollowUp {

	static final String NAME = "referrer-follow-up";

	static final Duration INTERVAL = Duration.ofSeconds(1);

	/** So many looks wait for one source at once. */
	static final int AT_ONCE = 32;

	private static final Logger logger = LoggerFactory.getLogger(ReferrerFollowUp.class);

	private final Settings settings;

	private final Ledger ledger;

	private final ImportRecords records;

	private final FollowUps followUps;

	private final Registries registries;

	private final LateReferrers late;

	private final Map<String, Semaphore> room = new ConcurrentHashMap<>();

	ReferrerFollowUp(Settings settings, Ledger ledger, ImportRecords records, FollowUps followUps,
			Registries registries, CosignTags cosignTags) {
		this.settings = settings;
		this.ledger = ledger;
		this.records = records;
		this.followUps = followUps;
		this.registries = registries;
		this.late = new LateReferrers(settings, registries, cosignTags);
	}

	/**
	 * Looks at some of what is due. What is of a source that this replica does not know
	 * is left to one that does.
	 * @return the threads that look
	 */
	List<Thread> look() {
		List<Thread> threads = new ArrayList<>();
		for (String name : this.followUps.dueSources()) {
			// A page of the ledger that is damaged may be one source's alone.
			RepeatedStep.guarded(NAME + " of source '" + name + "'", () -> this.settings.source(name)
				.ifPresentOrElse((source) -> threads.addAll(look(source)), () -> this.followUps.endUnknown(name)));
		}
		return threads;
	}

	private List<Thread> look(Source source) {
		Semaphore places = this.room.computeIfAbsent(source.name(), (_) -> new Semaphore(AT_ONCE));
		int free = places.drainPermits();
		List<FollowUp> taken = List.of();
		try {
			taken = (free > 0) ? this.followUps.take(source.name(), free) : taken;
		}
		finally {
			places.release(free - taken.size());
		}
		return taken.stream().map((it) -> RepeatedStep.aside(NAME, () -> {
			try {
				look(source, it);
			}
			finally {
				places.release();
			}
		})).toList();
	}

	private void look(Source source, FollowUp followUp) {
		if (followUp.tagged() ? isOverForImage(source, followUp) : isOverForManifest(source, followUp)) {
			this.followUps.end(followUp);
		}
		else {
			this.followUps.lookAgain(followUp);
		}
	}

	private boolean isOverForImage(Source source, FollowUp followUp) {
		Optional<ImportRecord> record = this.records.newest(followUp.id())
			.filter((it) -> it.push().isInto(source.name(), followUp.repository()));
		record.filter((it) -> it.progress().hasBrought(followUp.digest()))
			.filter((it) -> this.late.of(source, it, followUp.digest()) == LateReferrers.ReferrerLack.SOMETHING)
			.ifPresent(this::importAgain);
		return record.isEmpty();
	}

	/**
	 * Looks what a manifest refers to, and brings it along where that is in the target.
	 * Where it is being brought, it is looked at again itself. What is not seen yet may
	 * be behind its event.
	 */
	private boolean isOverForManifest(Source source, FollowUp followUp) {
		RepositoryName repository = followUp.repository();
		Digest manifest = followUp.digest();
		List<ImportRecord> images = List.of();
		for (int depth = 0; images.isEmpty() && depth < ReferrerWalk.DEPTH; depth++) {
			if (!(this.registries.readSubject(source.registry(), repository,
					manifest) instanceof TagReading.Found(Digest subject))) {
				return false;
			}
			if (subject.equals(manifest)) {
				return true;
			}
			images = this.records.newest(source.name(), repository, subject);
			manifest = subject;
		}
		ImageReferrer referrer = new ImageReferrer(followUp.digest(), Optional.empty(), "a manifest without a tag");
		boolean told = true;
		for (ImportRecord image : images) {
			if (source.rules().referrers(repository, image.push().image().tag()).enabled()) {
				LateReferrers.ReferrerLack lack = this.late.of(image, List.of(referrer));
				told = told && lack != LateReferrers.ReferrerLack.UNTOLD;
				if (lack == LateReferrers.ReferrerLack.SOMETHING) {
					importAgain(image);
				}
			}
		}
		return told;
	}

	private void importAgain(ImportRecord record) {
		logger.info("What refers to {} was pushed after it: it is imported once more", record.target().image());
		this.ledger.accept(AllowedPush.again(record, record.push().event(), ImportOrigin.RECHECK));
	}

}
