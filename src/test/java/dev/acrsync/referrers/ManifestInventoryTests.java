package dev.acrsync.referrers;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.referrers.ManifestInventory.Busy;
import dev.acrsync.referrers.ManifestInventory.CompleteStock;
import dev.acrsync.referrers.ManifestInventory.ManifestReader;
import dev.acrsync.referrers.ManifestInventory.ManifestStock;
import dev.acrsync.referrers.ManifestInventory.TooLarge;
import dev.acrsync.referrers.ManifestInventory.Untold;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.resumption.KnownManifests;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is learnt of a repository's manifests, and what is forgotten.
 */
class ManifestInventoryTests {

	private static final RepositoryName POI = new RepositoryName("tripinsights/poi");

	private static final ManifestLinks NOTHING = new ManifestLinks(Optional.empty(), Optional.empty(), List.of());

	private static final Digest A = TestPushes.digest('a');

	private static final Digest B = TestPushes.digest('b');

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	private KnownManifests known;

	private final FakeRepository repository = new FakeRepository();

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, Clock.systemUTC());
		this.known = this.ledger.manifests();
	}

	@Test
	void forgetsWhatIsGoneButNotWhatAnotherHasReadMeanwhile() {
		this.known.remember("contoso", POI, Map.of(A, NOTHING));
		this.repository.meanwhile = () -> this.known.remember("contoso", POI, Map.of(B, NOTHING));
		assertThat(take(20)).isEqualTo(new CompleteStock(Map.of()));
		assertThat(this.known.of("contoso", POI)).containsOnlyKeys(B);
	}

	@Test
	void readsNothingWhereThatWouldCostMore() {
		for (int i = 0; i < 21; i++) {
			this.repository.manifests.put(new Digest("sha256:%064x".formatted(i)), new ManifestReading.Linked(NOTHING));
		}
		assertThat(take(20)).isEqualTo(new TooLarge(21));
		assertThat(this.known.of("contoso", POI)).isEmpty();
		assertThat(take(21)).isInstanceOf(CompleteStock.class);
		assertThat(this.known.of("contoso", POI)).hasSize(21);
	}

	@Test
	void keepsWhatItHasReadWhereARegistryDoesNotTellAll() {
		this.repository.reading = meeting(2);
		this.repository.manifests.put(A, new ManifestReading.Linked(NOTHING));
		this.repository.manifests.put(B, new Unreadable(UnreadableCause.DISALLOWED, "in quarantine", Optional.empty()));
		assertThat(take(20)).isEqualTo(new Untold(false));
		assertThat(this.known.of("contoso", POI)).containsOnlyKeys(A);
		this.repository.reading = () -> {
		};
		this.repository.manifests.put(B, new Unreadable(UnreadableCause.UNAVAILABLE, "down", Optional.empty()));
		assertThat(take(20)).isEqualTo(new Untold(true));
		this.repository.manifests.put(B, new Absent());
		assertThat(take(20)).isEqualTo(new CompleteStock(Map.of(A, NOTHING)));
	}

	@Test
	void readsEightAtOnce() {
		for (int i = 0; i < 16; i++) {
			this.repository.manifests.put(new Digest("sha256:%064x".formatted(i)), new ManifestReading.Linked(NOTHING));
		}
		this.repository.reading = meeting(8);
		assertThat(take(20)).isInstanceOf(CompleteStock.class);
	}

	@Test
	void asksNoMoreOnceOneIsNotTold() {
		for (int i = 0; i < 200; i++) {
			this.repository.manifests.put(new Digest("sha256:%064x".formatted(i)),
					new Unreadable(UnreadableCause.UNAVAILABLE, "down", Optional.empty()));
		}
		assertThat(take(500)).isEqualTo(new Untold(true));
		assertThat(this.repository.reads).hasValueBetween(1, 8);
	}

	/**
	 * Waits for so many threads.
	 */
	private static Runnable meeting(int threads) {
		CyclicBarrier barrier = new CyclicBarrier(threads);
		return () -> {
			try {
				barrier.await(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	@Test
	void learnsNothingLargeWhileTooManyOthersAreLearnt() {
		Map<Digest, ManifestLinks> many = new LinkedHashMap<>();
		for (int i = 0; i <= ManifestInventory.FEW; i++) {
			many.put(new Digest("sha256:%064x".formatted(i)), NOTHING);
		}
		this.known.remember("contoso", POI, many);
		this.repository.mayKeepMany = false;
		assertThat(take(20)).isEqualTo(new Busy());
		assertThat(this.known.of("contoso", POI)).hasSize(many.size());
	}

	private ManifestStock take(long worth) {
		return new ManifestInventory(this.known, true).take("contoso", POI, this.repository, worth);
	}

	/**
	 * A repository in memory.
	 */
	private static final class FakeRepository implements ManifestReader {

		private final Map<Digest, ManifestReading> manifests = new LinkedHashMap<>();

		private Runnable meanwhile = () -> {
		};

		private Runnable reading = () -> {
		};

		private final AtomicInteger reads = new AtomicInteger();

		private boolean mayKeepMany = true;

		@Override
		public boolean mayKeepMany() {
			return this.mayKeepMany;
		}

		@Override
		public ListingResult list(int most, Consumer<Digest> visitor) {
			this.manifests.keySet().forEach(visitor);
			this.meanwhile.run();
			return new ListingResult.Complete();
		}

		@Override
		public ManifestReading read(Digest manifest) {
			this.reading.run();
			this.reads.incrementAndGet();
			return this.manifests.get(manifest);
		}

	}

}
