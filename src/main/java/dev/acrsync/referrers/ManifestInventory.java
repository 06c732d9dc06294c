package dev.acrsync.referrers;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.pace.RequestUrgency;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.resumption.KnownManifests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what the manifests of a repository name of others, by a list of all of them, of
 * which each is read once in its life: a registry tells far more manifests in a minute
 * than what refers to one.
 */
public final class ManifestInventory {

	/**
	 * So many reads cost as much as a listing of what refers to one manifest.
	 */
	public static final int READS = 20;

	/**
	 * How many manifests a page has.
	 */
	public static final int PAGE = 100;

	/**
	 * How many manifests are learnt of one repository: some megabytes.
	 */
	public static final int MOST = 25_000;

	/**
	 * More than these take a place of those that are for large repositories.
	 */
	public static final int FEW = 1_000;

	private static final Logger logger = LoggerFactory.getLogger(ManifestInventory.class);

	private static final int TOGETHER = 200;

	private static final int AT_ONCE = 8;

	private final KnownManifests known;

	private final boolean remembers;

	/**
	 * Makes one.
	 * @param remembers whether what is read is written down
	 */
	public ManifestInventory(KnownManifests known, boolean remembers) {
		this.known = known;
		this.remembers = remembers;
	}

	/**
	 * Lists a repository, and reads what is not known of it. What was known before the
	 * list was begun, and is not in it, is forgotten.
	 * @param worth how many requests it may cost
	 */
	public ManifestStock take(String source, RepositoryName repository, ManifestReader reader, long worth) {
		try {
			return (this.known.isMoreThan(FEW, source, repository) && !reader.mayKeepMany()) ? new Busy()
					: learn(source, repository, reader, worth);
		}
		catch (RuntimeException ex) {
			if (!DamagedRowException.isCauseOf(ex)) {
				throw ex;
			}
			logger.error("What is known of the manifests of '{}' at source '{}' is not used: {}", repository, source,
					ex.getMessage());
			return new Untold(false);
		}
	}

	private ManifestStock learn(String source, RepositoryName repository, ManifestReader reader, long worth) {
		Map<Digest, ManifestLinks> manifests = this.known.of(source, repository);
		Set<Digest> listed = new HashSet<>();
		ListingResult end = reader.list((int) Math.min(MOST, worth * PAGE), listed::add);
		if (!(end instanceof ListingResult.Complete)) {
			return switch (end) {
				case ListingResult.Stopped() -> new TooLarge(2L * worth);
				case Unreadable unreadable -> new Untold(unreadable.isOutage());
				default -> new Untold(false);
			};
		}
		Set<Digest> gone = new HashSet<>(manifests.keySet());
		gone.removeAll(listed);
		manifests.keySet().removeAll(gone);
		List<Digest> unknown = listed.stream().filter((digest) -> !manifests.containsKey(digest)).toList();
		long cost = unknown.size() + listed.size() / PAGE;
		if (cost > worth) {
			return new TooLarge(cost);
		}
		Optional<Untold> untold = read(source, repository, reader, unknown, manifests);
		if (this.remembers) {
			this.known.forget(source, repository, gone);
		}
		return untold.isPresent() ? untold.get() : new CompleteStock(manifests);
	}

	private Optional<Untold> read(String source, RepositoryName repository, ManifestReader reader, List<Digest> unknown,
			Map<Digest, ManifestLinks> manifests) {
		for (int from = 0; from < unknown.size(); from += TOGETHER) {
			List<Digest> some = unknown.subList(from, Math.min(unknown.size(), from + TOGETHER));
			Map<Digest, ManifestReading> readings = read(reader, some);
			Map<Digest, ManifestLinks> read = new HashMap<>();
			readings.forEach((digest, reading) -> {
				if (reading instanceof ManifestReading.Linked(ManifestLinks links)) {
					read.put(digest, links);
				}
			});
			manifests.putAll(read);
			if (this.remembers) {
				this.known.remember(source, repository, read);
			}
			if (readings.size() < some.size() || isUntold(readings)) {
				return Optional.of(new Untold(untold(readings).allMatch(Unreadable::isOutage)));
			}
		}
		return Optional.empty();
	}

	private static boolean isUntold(Map<Digest, ManifestReading> readings) {
		return untold(readings).findAny().isPresent();
	}

	private static Stream<Unreadable> untold(Map<Digest, ManifestReading> readings) {
		return readings.values().stream().filter(Unreadable.class::isInstance).map(Unreadable.class::cast);
	}

	/**
	 * Reads some at once, and none any more once one is not told.
	 */
	private static Map<Digest, ManifestReading> read(ManifestReader reader, List<Digest> manifests) {
		RequestUrgency urgency = RequestUrgency.current();
		Map<Digest, ManifestReading> readings = new ConcurrentHashMap<>();
		// Closing waits for all, and interrupts them if we are interrupted.
		try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE,
				Thread.ofVirtual().name("manifest-", 0).factory())) {
			threads.invokeAll(manifests.stream().map((manifest) -> Executors.callable(() -> {
				if (!isUntold(readings)) {
					try (RequestUrgency.UrgentWork _ = urgency.begin()) {
						readings.put(manifest, reader.read(manifest));
					}
				}
			})).toList()).forEach(Future::resultNow);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
		return readings;
	}

	/**
	 * What a repository has.
	 */
	public sealed interface ManifestStock {

	}

	/**
	 * All of it is known.
	 *
	 * @param manifests what its manifests name
	 */
	public record CompleteStock(Map<Digest, ManifestLinks> manifests) implements ManifestStock {
	}

	/**
	 * To learn it costs more than it is worth.
	 *
	 * @param cost how many requests, as far as is known
	 */
	public record TooLarge(long cost) implements ManifestStock {
	}

	/**
	 * Too many others are learnt now.
	 */
	public record Busy() implements ManifestStock {
	}

	/**
	 * The registry has no such list, or does not tell all.
	 *
	 * @param passes whether it may tell soon
	 */
	public record Untold(boolean passes) implements ManifestStock {
	}

	/**
	 * Reads the manifests of one repository.
	 */
	public interface ManifestReader {

		/**
		 * Tells whether more than a few may be kept in memory now.
		 */
		boolean mayKeepMany();

		/**
		 * Visits the digests of all manifests, if they are no more than that.
		 */
		ListingResult list(int most, Consumer<Digest> visitor);

		/**
		 * Reads a manifest, while others may be read by other threads.
		 */
		ManifestReading read(Digest manifest);

	}

}
