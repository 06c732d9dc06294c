package dev.acrsync.companions;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.ReferrerListings;
import dev.acrsync.registry.Registries;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Source;
import dev.acrsync.storedages.StoredAges;

/**
 * Tells what belongs to an image that a comparison has found, by what all manifests of
 * its repository name: of many images that costs far less than to ask for each. What was
 * listed before the comparison found the image, or too long ago, does not count, and what
 * an event has announced is always asked for.
 */
public final class ListedReferrers {

	private static final Duration AGE = Duration.ofMinutes(10);

	/** Whoever waits for longer asks for its image itself. */
	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int MOST_REPOSITORIES = 10_000;

	private static final int MOST_LARGE = 3;

	private final Registries registries;

	private final KnownManifests manifests;

	private final ManifestInventory inventory;

	private final StoredAges ages;

	private final LongSupplier nanos;

	private final Semaphore large = new Semaphore(MOST_LARGE);

	private final Map<String, LearningEffort> efforts = new ConcurrentHashMap<>();

	public ListedReferrers(Registries registries, KnownManifests manifests, StoredAges ages, LongSupplier nanos) {
		this.registries = registries;
		this.manifests = manifests;
		this.inventory = new ManifestInventory(manifests, true);
		this.ages = ages;
		this.nanos = nanos;
	}

	/**
	 * Returns what tells it of an image; nothing where the registry has to be asked.
	 */
	Optional<ReferrerListings> of(Source source, ImportRecord record) {
		boolean found = !record.push().origin().isUrgent();
		return (found && isKnown(source, record)) ? Optional.of(new LearntSource(source.name())) : Optional.empty();
	}

	private boolean isKnown(Source source, ImportRecord record) {
		LearningEffort effort = effort(source, record.push().image().repository());
		if (isLearnt(effort, record)) {
			return true;
		}
		effort.asked();
		try {
			if (effort.lock().tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
				try {
					return isLearnt(effort, record) || learn(effort, source, record.push().image().repository());
				}
				finally {
					effort.lock().unlock();
				}
			}
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	private boolean isLearnt(LearningEffort effort, ImportRecord record) {
		Duration since = this.ages.atLeast(record.progress().receivedAt());
		return effort.isLearnt((since.compareTo(AGE) < 0) ? since : AGE, this.nanos.getAsLong());
	}

	private boolean learn(LearningEffort effort, Source source, RepositoryName repository) {
		long worth = effort.worth();
		if (worth == 0) {
			return false;
		}
		long begun = this.nanos.getAsLong();
		try (SourceManifestReader reader = new SourceManifestReader(source, repository)) {
			ManifestInventory.ManifestStock stock = this.inventory.take(source.name(), repository, reader, worth);
			effort.ended(stock, begun);
			return stock instanceof ManifestInventory.CompleteStock;
		}
	}

	private LearningEffort effort(Source source, RepositoryName repository) {
		if (this.efforts.size() >= MOST_REPOSITORIES) {
			this.efforts.clear();
		}
		return this.efforts.computeIfAbsent(source.name() + "/" + repository, (_) -> new LearningEffort());
	}

	/**
	 * What was learnt of a source.
	 */
	private final class LearntSource implements ReferrerListings {

		private final String source;

		private LearntSource(String source) {
			this.source = source;
		}

		@Override
		public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
				Consumer<Referrer> visitor) {
			Map<Digest, ManifestLinks> referring;
			try {
				referring = ListedReferrers.this.manifests.referringTo(this.source, repository, subject);
			}
			catch (DamagedRowException _) {
				return ListedReferrers.this.registries.listReferrers(registry, repository, subject, visitor);
			}
			referring.forEach((digest, links) -> visitor.accept(new Referrer(digest, links.artifactType())));
			return new ListingResult.Complete();
		}

		@Override
		public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
				Consumer<Digest> visitor) {
			Optional<ManifestLinks> links;
			try {
				links = ListedReferrers.this.manifests.of(this.source, repository, image);
			}
			catch (DamagedRowException _) {
				links = Optional.empty();
			}
			if (links.isEmpty()) {
				return ListedReferrers.this.registries.listPlatforms(registry, repository, image, visitor);
			}
			links.get().platforms().forEach(visitor);
			return links.get().platforms().isEmpty() ? new Absent() : new ListingResult.Complete();
		}

	}

	/**
	 * Reads a repository of a source.
	 */
	private final class SourceManifestReader implements ManifestInventory.ManifestReader, AutoCloseable {

		private final Source source;

		private final RepositoryName repository;

		private boolean isLarge;

		private SourceManifestReader(Source source, RepositoryName repository) {
			this.source = source;
			this.repository = repository;
		}

		@Override
		public boolean mayKeepMany() {
			this.isLarge = this.isLarge || ListedReferrers.this.large.tryAcquire();
			return this.isLarge;
		}

		@Override
		public ListingResult list(int most, Consumer<Digest> visitor) {
			AtomicInteger visited = new AtomicInteger();
			return ListedReferrers.this.registries.listManifests(this.source.registry(), this.repository,
					new ListingVisitor<>() {

						@Override
						public boolean test(Digest digest) {
							visitor.accept(digest);
							return visited.incrementAndGet() < most;
						}

						@Override
						public boolean mayTurn() {
							return visited.get() < ManifestInventory.FEW || mayKeepMany();
						}

					});
		}

		@Override
		public ManifestReading read(Digest manifest) {
			return ListedReferrers.this.registries.readLinks(this.source.registry(), this.repository, manifest);
		}

		@Override
		public void close() {
			if (this.isLarge) {
				ListedReferrers.this.large.release();
			}
		}

	}

}
