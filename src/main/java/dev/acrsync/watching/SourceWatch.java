package dev.acrsync.watching;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Gatherers;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.resumption.WatchRecords;
import dev.acrsync.resumption.WatchRecords.WatchTurn;
import dev.acrsync.settings.Source;
import dev.acrsync.storedages.PastInstants;

/**
 * Looks at the newest tags of all repositories of one source, and hands in what was
 * moved. One thread at a time may look.
 */
final class SourceWatch {

	/** How many repositories are asked for at the same time. */
	private static final int AT_ONCE = 4;

	/**
	 * How many repositories in a row may get no answer before the others are not asked.
	 */
	private static final int OUTAGES = 3;

	private static final Duration TURN = Duration.ofSeconds(30);

	private static final Duration RENEW = Duration.ofSeconds(10);

	private final WatchRecords records;

	private final WatchedNames names;

	private final Registries registries;

	private final PushRecorder recorder;

	private final Clock clock;

	private final LongSupplier nanos;

	/** Read by the threads that list. */
	private final Map<RepositoryName, WatchedRepository> known = new ConcurrentHashMap<>();

	private final Map<RepositoryName, RestingRepository> resting = new HashMap<>();

	private long lastTurn;

	private boolean begun;

	private volatile boolean stopped;

	SourceWatch(WatchRecords records, WatchedNames names, Registries registries, PushRecorder recorder, Clock clock,
			LongSupplier nanos) {
		this.records = records;
		this.names = names;
		this.registries = registries;
		this.recorder = recorder;
		this.clock = clock;
		this.nanos = nanos;
	}

	/**
	 * Looks once.
	 * @return what came of it, or nothing if it is another replica's turn
	 */
	Optional<WatchResult> look(Source source) {
		long began = this.nanos.getAsLong();
		if (!this.begun) {
			this.records.begin(source.name(), this.names.fingerprint(source));
			this.begun = true;
		}
		return this.records.take(source.name(), TURN).map((turn) -> {
			remember(turn);
			WatchResult result = look(source, turn);
			Duration rest = rest(source, result.repositories(), this.nanos.getAsLong() - began);
			// Shorter than the rest, so that whoever has looked does not come too early.
			this.records.end(turn, rest.multipliedBy(4).dividedBy(5), result.told());
			return result.resting(rest);
		});
	}

	/**
	 * Takes over what was written down, unless nobody else has had a turn since.
	 */
	private void remember(WatchTurn turn) {
		if (turn.number() != this.lastTurn + 1) {
			this.known.clear();
			this.records.newest(turn.source())
				.forEach((name, tag) -> this.known.put(name, WatchedRepository.of(tag, turn.since())));
		}
		this.lastTurn = turn.number();
	}

	private WatchResult look(Source source, WatchTurn turn) {
		WatchedNames.NamedRepositories named = this.names.of(source);
		if (named.all()) {
			this.records.forgetAllBut(source.name(), named.repositories());
			this.known.keySet().retainAll(named.repositories());
			this.resting.keySet().retainAll(named.repositories());
		}
		WatchResult result = new WatchResult(named.repositories().size());
		named.trouble().ifPresent(result::add);
		AtomicInteger outages = new AtomicInteger();
		Renewal renewal = new Renewal(turn);
		named.repositories()
			.stream()
			.takeWhile((_) -> !this.stopped)
			.filter((repository) -> isAsked(repository, result))
			.gather(Gatherers.mapConcurrent(AT_ONCE, (repository) -> list(source, repository, turn, outages)))
			.takeWhile((_) -> renewal.holds())
			.forEach((listing) -> handleAlone(source, listing, result));
		return result;
	}

	private boolean isAsked(RepositoryName repository, WatchResult result) {
		RestingRepository rests = this.resting.get(repository);
		if (rests == null || rests.looks() == 0) {
			return true;
		}
		this.resting.put(repository, rests.looked());
		result.add(repository, rests.reason());
		return false;
	}

	private RepositoryListing list(Source source, RepositoryName repository, WatchTurn turn, AtomicInteger outages) {
		Instant now = this.clock.instant();
		WatchedRepository before = Optional.ofNullable(this.known.get(repository))
			.orElseGet(() -> WatchedRepository.unseen(PastInstants.notAfter(now, turn.since())));
		TagsByMove tags = before.list(now);
		if (outages.get() >= OUTAGES) {
			return new RepositoryListing(repository, before, tags, Optional.empty());
		}
		ListingResult end = this.registries.listNewestTags(source.registry(), repository, tags);
		boolean outage = end instanceof Unreadable reason && reason.isOutage();
		outages.updateAndGet((count) -> outage ? count + 1 : 0);
		return new RepositoryListing(repository, before, tags, Optional.of(end));
	}

	/**
	 * One that cannot be written down must not keep the others from being looked at. It
	 * is known no further than before, and found again.
	 */
	private void handleAlone(Source source, RepositoryListing listing, WatchResult result) {
		try {
			handle(source, listing, result);
		}
		catch (LedgerUnavailableException ex) {
			if (ex.isOutage()) {
				throw ex;
			}
			result.add(listing.repository(), ex);
		}
	}

	private void handle(Source source, RepositoryListing listing, WatchResult result) {
		RepositoryName repository = listing.repository();
		result.found(this.recorder.record(source, repository, listing.before().moved(listing.tags())));
		ListingResult end = listing.end().orElse(null);
		if (end == null) {
			return;
		}
		if (end instanceof Unreadable reason) {
			result.add(repository, reason);
			this.known.put(repository, listing.before().partlyAfter(listing.tags()));
			if (!reason.isOutage()) {
				this.resting.merge(repository, RestingRepository.first(reason), RestingRepository::again);
			}
			return;
		}
		this.resting.remove(repository);
		WatchedRepository after = listing.before()
			.after(listing.tags(), end instanceof ListingResult.Complete, this.clock.instant());
		after.newest(listing.tags())
			.filter((_) -> !after.mark().equals(listing.before().mark()))
			.ifPresent((newest) -> this.records.know(source.name(), repository, newest));
		this.known.put(repository, after);
	}

	/**
	 * Returns how long to rest, so that no more than half of what the registry takes is
	 * taken by looks.
	 */
	private static Duration rest(Source source, int repositories, long nanos) {
		Duration interval = source.pulls().watch().orElse(Duration.ofDays(1));
		Duration paced = Duration.ofMinutes(2).multipliedBy(repositories).dividedBy(source.registry().use().reads());
		Duration rest = ((paced.compareTo(interval) > 0) ? paced : interval).minusNanos(nanos);
		return (rest.compareTo(Duration.ofSeconds(1)) > 0) ? rest : Duration.ofSeconds(1);
	}

	/**
	 * Leaves out what comes next.
	 */
	void stop() {
		this.stopped = true;
	}

	/**
	 * What was listed of a repository.
	 *
	 * @param before what was known of it
	 * @param end how the listing ended; nothing if nobody was asked
	 */
	private record RepositoryListing(RepositoryName repository, WatchedRepository before, TagsByMove tags,
			Optional<ListingResult> end) {
	}

	/**
	 * Makes a turn last for as long as it is needed.
	 */
	private final class Renewal {

		private final WatchTurn turn;

		private long renewedAt = SourceWatch.this.nanos.getAsLong();

		Renewal(WatchTurn turn) {
			this.turn = turn;
		}

		boolean holds() {
			long now = SourceWatch.this.nanos.getAsLong();
			if (now - this.renewedAt < RENEW.toNanos()) {
				return true;
			}
			this.renewedAt = now;
			return SourceWatch.this.records.renew(this.turn, TURN);
		}

	}

}
