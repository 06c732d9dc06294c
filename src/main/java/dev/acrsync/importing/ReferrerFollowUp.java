package dev.acrsync.importing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.ledger.FollowUp;
import dev.acrsync.ledger.FollowUps;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.LedgerUnavailableException;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Push;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Brings along what is pushed after its image, and without a tag of its own, as
 * signatures are: it looks at the sources again, and has an image that lacks something
 * imported once more. Two looks a second, each on a thread of its own.
 */
class ReferrerFollowUp implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ReferrerFollowUp.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final int TOGETHER = 2;

	/** Of so many referrers it is looked whether the target has them. */
	private static final int MOST = 20;

	private final Settings settings;

	private final Ledger ledger;

	private final ImportRecords records;

	private final FollowUps followUps;

	private final Registries registries;

	private final Thread thread = Thread.ofVirtual().name("referrer-follow-up").unstarted(this::run);

	private volatile boolean active;

	ReferrerFollowUp(Settings settings, Ledger ledger, ImportRecords records, FollowUps followUps,
			Registries registries) {
		this.settings = settings;
		this.ledger = ledger;
		this.records = records;
		this.followUps = followUps;
		this.registries = registries;
	}

	@Override
	public void start() {
		this.active = true;
		this.thread.start();
	}

	private void run() {
		while (this.active) {
			guarded(() -> this.followUps.take(TOGETHER)
				.forEach((it) -> Thread.ofVirtual().name("referrer-look").start(() -> guarded(() -> look(it)))));
			try {
				Thread.sleep(INTERVAL);
			}
			catch (InterruptedException ex) {
				this.active = false;
			}
		}
	}

	private static void guarded(Runnable look) {
		try {
			look.run();
		}
		catch (LedgerUnavailableException | DataAccessException ex) {
			logger.warn("What was pushed after its image cannot be looked for now: {}", ex.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error("Looking for what was pushed after its image met a fault of ours, and goes on", ex);
		}
	}

	/**
	 * Looks at all that is due.
	 */
	void lookAtAll() {
		for (List<FollowUp> due = this.followUps.take(TOGETHER); !due.isEmpty(); due = this.followUps.take(TOGETHER)) {
			due.forEach(this::look);
		}
	}

	private void look(FollowUp followUp) {
		Optional<Source> source = this.settings.source(followUp.source());
		if (source.isEmpty()) {
			this.followUps.end(followUp);
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
			.filter((it) -> lacksAny(it, referrers(source, it, followUp.digest())))
			.ifPresent(this::importAgain);
		this.followUps.lookAgain(followUp);
	}

	private List<Digest> referrers(Source source, ImportRecord record, Digest subject) {
		ReferrerRule rule = source.rules().referrers(record.repository(), record.tag());
		List<Digest> referrers = new ArrayList<>();
		if (rule.enabled()) {
			Listing _ = this.registries.listReferrers(source.registry(), record.repository(), subject, (referrer) -> {
				if (rule.includes(referrer.artifactType()) && referrers.size() < MOST) {
					referrers.add(referrer.digest());
				}
			});
		}
		return referrers;
	}

	/**
	 * Looks what a manifest refers to, and brings it along where that is in the target.
	 * Where it is being brought, it is looked at again itself.
	 */
	private void lookAtManifest(Source source, FollowUp followUp) {
		switch (this.registries.readSubject(source.registry(), followUp.repository(), followUp.digest())) {
			case TagReading.Found(Digest subject) -> {
				this.records.newest(source.name(), followUp.repository(), subject)
					.stream()
					.filter((it) -> source.rules().referrers(it.repository(), it.tag()).enabled())
					.filter((it) -> lacksAny(it, List.of(followUp.digest())))
					.forEach(this::importAgain);
				this.followUps.end(followUp);
			}
			case Absent() -> this.followUps.end(followUp);
			case Unreadable _ -> this.followUps.lookAgain(followUp);
		}
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

	@Override
	public void stop() {
		this.active = false;
		this.thread.interrupt();
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

}
