package dev.acrsync.comparison;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

import dev.acrsync.database.DamagedRowException;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.inventory.ComparisonBudget;
import dev.acrsync.inventory.PacedRegistries;
import dev.acrsync.inventory.RepositoryScope;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through all repositories of all sources: the sources side by side, each in
 * its own time, and of each one repository at a time, so that no more than one of them is
 * in memory. A source whose time is over is gone on with by the next comparison.
 */
final class ComparisonRun {

	/**
	 * How many repositories in a row may get no answer before the others are not asked.
	 */
	private static final int OUTAGES = 3;

	private final Settings settings;

	private final RepositoryScopes scopes;

	private final RepositoryComparer check;

	private final ReferrerLookFactory looks;

	private final ComparisonReading reading;

	private final Clock clock;

	ComparisonRun(Settings settings, RepositoryScopes scopes, RepositoryComparer check, ReferrerLookFactory looks,
			ComparisonReading reading, Clock clock) {
		this.settings = settings;
		this.scopes = scopes;
		this.check = check;
		this.looks = looks;
		this.reading = reading;
		this.clock = clock;
	}

	/**
	 * Compares everything, as far as the time goes.
	 * @throws CancellationException if the thread was interrupted
	 * @throws RuntimeException what went wrong with one source, when all others are done
	 */
	void run(ComparisonVisitor visitor) {
		List<SourceComparison> runs = new TreeMap<>(this.settings.sources()).values()
			.stream()
			.map((source) -> new SourceComparison(source, visitor))
			.toList();
		try {
			runs.forEach(SourceComparison::begin);
			for (SourceComparison run : runs) {
				run.await();
			}
		}
		catch (InterruptedException _) {
			runs.forEach(SourceComparison::stop);
			Thread.currentThread().interrupt();
			throw new CancellationException("The comparison was stopped");
		}
		runs.stream().flatMap((run) -> Optional.ofNullable(run.failure).stream()).reduce((first, other) -> {
			first.addSuppressed(other);
			return first;
		}).ifPresent((failure) -> {
			throw failure;
		});
	}

	/**
	 * What registries are read by, and for how long.
	 *
	 * @param registries the registries
	 * @param time how long a source may be read
	 * @param nanos a clock that nobody sets
	 * @param large lets so many sources at a time keep many tags
	 */
	record ComparisonReading(Registries registries, Duration time, LongSupplier nanos, Semaphore large) {

		ComparisonReading(Registries registries, Duration time, LongSupplier nanos) {
			this(registries, time, nanos, new Semaphore(ComparisonBudget.MOST_LARGE, true));
		}

		PacedRegistries begin() {
			return new PacedRegistries(this.registries, new ComparisonBudget(this.nanos, this.time, this.large));
		}

	}

	/**
	 * Goes through one source.
	 */
	private final class SourceComparison {

		private final Source source;

		private final ComparisonVisitor visitor;

		private final PacedRegistries registries = ComparisonRun.this.reading.begin();

		private final Thread thread;

		private volatile @Nullable RuntimeException failure;

		SourceComparison(Source source, ComparisonVisitor visitor) {
			this.source = source;
			this.visitor = visitor;
			this.thread = Thread.ofVirtual().name("pass-" + source.name()).unstarted(this::run);
		}

		void begin() {
			this.thread.start();
		}

		/**
		 * Waits until it is done, and ends what is being read when its time is over.
		 */
		void await() throws InterruptedException {
			Duration left = this.registries.budget().left();
			if (!left.isPositive() || !this.thread.join(left)) {
				this.registries.budget().end();
				this.thread.join();
			}
		}

		void stop() {
			this.registries.budget().stop(this.thread);
		}

		private void run() {
			try {
				compare();
			}
			catch (RuntimeException ex) {
				this.failure = ex;
			}
			finally {
				this.registries.budget().becomeSmall();
			}
		}

		private void compare() {
			RepositoryScope scope = ComparisonRun.this.scopes.of(this.source, this.registries);
			requireNotStopped();
			SourceVisitor found = this.visitor.found(scope);
			ReferrerLook look = ComparisonRun.this.looks.begin(scope, this.registries);
			int outages = 0;
			Optional<RepositoryName> last = Optional.empty();
			for (RepositoryName repository : scope.remaining().toList()) {
				RepositoryComparison comparison = (outages < OUTAGES) ? check(repository, scope)
						: RepositoryComparison.unreadable(this.source, repository, scope.rules(),
								ComparisonRun.this.clock.instant(),
								"Registry '" + this.source.registry().host() + "' does not answer", true);
				requireNotStopped();
				// Nobody comes further than the first that takes all of the time.
				if (this.registries.budget().isOver() && last.isPresent()) {
					break;
				}
				ReferrerLookResult lookResult = look.at(comparison);
				requireNotStopped();
				outages = comparison.outage() ? outages + 1 : 0;
				found.checked(comparison, lookResult);
				this.registries.budget().becomeSmall();
				last = Optional.of(repository);
			}
			if (this.registries.budget().isOver() && last.isPresent()) {
				found.cut(last.get());
			}
			else {
				found.ended(look.isRoundOver());
			}
		}

		/**
		 * One repository's damaged rows do not keep the others from being compared.
		 */
		private RepositoryComparison check(RepositoryName repository, RepositoryScope scope) {
			try {
				return ComparisonRun.this.check.check(this.source, repository, this.registries);
			}
			catch (RuntimeException ex) {
				if (!DamagedRowException.isCauseOf(ex)) {
					throw ex;
				}
				return RepositoryComparison.unreadable(this.source, repository, scope.rules(),
						ComparisonRun.this.clock.instant(),
						"The ledger is damaged where it is written down: see docs/durability.md", false);
			}
		}

		private static void requireNotStopped() {
			if (Thread.currentThread().isInterrupted()) {
				throw new CancellationException("The comparison was stopped");
			}
		}

	}

	/**
	 * Is told of all that is found, by a thread for each source.
	 */
	interface ComparisonVisitor {

		/**
		 * These are the repositories of a source that will be compared.
		 */
		SourceVisitor found(RepositoryScope scope);

	}

	/**
	 * Is told of what is found in one source.
	 */
	interface SourceVisitor {

		/**
		 * One of its repositories was compared.
		 */
		void checked(RepositoryComparison comparison, ReferrerLookResult lookResult);

		/**
		 * All of them were compared, in this comparison and those before.
		 * @param roundOver whether the next look at what refers to its images begins anew
		 */
		void ended(boolean roundOver);

		/**
		 * The time was over.
		 * @param last the repository that was compared last
		 */
		void cut(RepositoryName last);

	}

}
