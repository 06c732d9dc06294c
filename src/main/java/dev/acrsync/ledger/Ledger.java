package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariDataSource;
import dev.acrsync.database.DamagedPages;
import dev.acrsync.database.DatabaseDialect;
import dev.acrsync.database.DatabaseFiles;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.database.WritingTransactions;
import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.TargetImage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The durable record of every accepted push. Whatever a method has returned without an
 * exception is fsynced: it survives {@code kill -9} and a loss of power. Every method may
 * be called by many threads at once, and throws {@link LedgerUnavailableException} when
 * the database does not take the write.
 */
public class Ledger implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Ledger.class);

	private static final Duration PATIENCE = Duration.ofSeconds(4);

	/**
	 * So few that an event does not wait long behind them: 5,000 take PostgreSQL seconds.
	 */
	private static final int TOGETHER = 200;

	private final AcceptanceWriter acceptance;

	private final Work work;

	private final DueWork due;

	private final OldImports old;

	private final JdbcClient jdbc;

	private final Clock clock;

	private final GroupCommit writer;

	private final FailedCommits failed = new FailedCommits(System::nanoTime);

	private volatile Runnable dueListener = () -> {
	};

	/** Why the work on a target cannot be claimed, by target. */
	private final Map<String, LedgerUnavailableException> stuck = new ConcurrentHashMap<>();

	/** Why the work on some import cannot go on before the file is mended. */
	private volatile @Nullable RuntimeException damage;

	Ledger(AcceptanceWriter acceptance, DueWork due, Work work, OldImports old, JdbcClient jdbc,
			TransactionOperations transactions, Clock clock) {
		this.acceptance = acceptance;
		this.due = due;
		this.work = work;
		this.old = old;
		this.jdbc = jdbc;
		this.clock = clock;
		this.writer = new GroupCommit((writes) -> transactions.executeWithoutResult((_) -> write(writes)), PATIENCE);
	}

	/**
	 * Puts a ledger on a database.
	 */
	static Ledger on(HikariDataSource dataSource, NamedParameterJdbcTemplate named, JdbcClient jdbc,
			TransactionOperations transactions, DatabaseFiles files, Duration maxDelay, Clock clock) {
		DatabaseDialect dialect = DatabaseDialect.of(dataSource);
		DamagedPages damaged = new DamagedPages();
		return new Ledger(new AcceptanceWriter(named, clock, dialect, damaged),
				new DueWork(jdbc, clock, dialect, damaged, maxDelay), new Work(jdbc, clock, dialect, damaged),
				new OldImports(jdbc, dialect, damaged), jdbc,
				new WritingTransactions(transactions, named.getJdbcOperations(), dataSource, files, damaged), clock);
	}

	private void write(List<LedgerWrite<?>> writes) {
		this.acceptance.lock(writes.stream().flatMap((write) -> write.targets().stream()).toList());
		List<LedgerWrite.AcceptWrite> accepts = writes.stream()
			.filter(LedgerWrite.AcceptWrite.class::isInstance)
			.map(LedgerWrite.AcceptWrite.class::cast)
			.toList();
		if (!accepts.isEmpty()) {
			this.acceptance.accept(accepts);
		}
		for (LedgerWrite<?> write : writes) {
			if (write instanceof LedgerWrite.StatementWrite<?> statements) {
				statements.run();
			}
		}
	}

	/**
	 * Writes down an allowed push, and the work that follows from it.
	 */
	public Receipt accept(AllowedPush push) {
		return acceptTogether(List.of(push)).getFirst();
	}

	/**
	 * Writes down allowed pushes, and the work that follows from them: so many with one
	 * commit that other writes, which go first in between, do not wait long. Where it
	 * throws, some of them may have been written.
	 * @return the receipt of each
	 */
	public List<Receipt> acceptTogether(List<AllowedPush> pushes) {
		pushes.stream()
			.flatMap((push) -> push.targets().stream())
			.map((it) -> it.targetName())
			.distinct()
			.forEach(this::requireWorkable);
		List<Receipt> receipts = new ArrayList<>();
		for (int from = 0; from < pushes.size(); from += TOGETHER) {
			List<AllowedPush> portion = pushes.subList(from, Math.min(from + TOGETHER, pushes.size()));
			List<Receipt> written = this.failed.watch(() -> this.writer.write(new LedgerWrite.AcceptWrite(portion)));
			this.failed.forget();
			receipts.addAll(written);
			if (!written.stream().allMatch(Receipt::duplicate)) {
				this.dueListener.run();
			}
		}
		return receipts;
	}

	/**
	 * Writes down pushes, many with one commit, and the work that follows from them, due
	 * in this order. Where it throws, some of them may have been written.
	 * @return the receipt of each
	 */
	public List<Receipt> acceptAll(List<AllowedPush> pushes) {
		List<Receipt> receipts = new ArrayList<>();
		for (int from = 0; from < pushes.size(); from += TOGETHER) {
			this.writer
				.writeAll(pushes.subList(from, Math.min(from + TOGETHER, pushes.size()))
					.stream()
					.map((push) -> new LedgerWrite.AcceptWrite(List.of(push)))
					.toList())
				.forEach(receipts::addAll);
			this.dueListener.run();
		}
		return receipts;
	}

	/**
	 * Tells a listener from now on when something has become due here. What another
	 * replica accepts, or what becomes due by the clock, is not announced.
	 */
	public void onDue(Runnable listener) {
		this.dueListener = listener;
	}

	/**
	 * Ends the leases that an earlier process has left behind, so that nobody waits for
	 * them to run out: what was under way comes back later and alone, since it may have
	 * been what has ended the process. Does nothing in a database that replicas share:
	 * there the earlier process may be alive. To be called before the first claim.
	 * @return how many there were
	 */
	public int takeOver() {
		return committed(List.of(), this.due::takeOver);
	}

	/**
	 * Makes ready whatever is due, and what others have claimed and work on no more. To
	 * be called before work is claimed.
	 * @param instance a name that no other process has
	 * @param held all that this process works on: it never takes that over from itself,
	 * even where it could not renew the lease, but anything else that it has claimed, as
	 * when it was not told that a claim was committed
	 * @param lease how long a right to work lasts unless it is renewed
	 * @param grace for how long another process has to be seen not to renew
	 */
	public void recover(String instance, Collection<Claim> held, Duration lease, Duration grace) {
		committed(List.of(), () -> {
			this.due.recover(instance, held, lease, grace);
			return true;
		});
	}

	/**
	 * Returns the sources that have something ready for a target.
	 */
	public Set<String> ready(String target) {
		return committed(List.of(), () -> this.due.ready(target).keySet());
	}

	/**
	 * Takes the exclusive right to work on some of the target tags that are ready.
	 * @param target the configured name of the target
	 * @param places how many to take, at most
	 * @param turns of which sources, and how many of each; whose turn it is first where
	 * nothing else decides
	 * @param instance a name that no other process has
	 * @param lease how long the right lasts unless it is renewed
	 */
	public List<Claim> claim(String target, ImportPlaces places, List<SourceQuota> turns, String instance,
			Duration lease) {
		try {
			List<Claim> claims = committed(List.of(), () -> this.due.claim(target, places, turns, instance, lease));
			this.stuck.remove(target);
			return claims;
		}
		catch (LedgerUnavailableException ex) {
			if (DamagedPages.isCauseOf(ex)) {
				this.stuck.put(target, ex);
			}
			throw ex;
		}
	}

	/**
	 * Takes the exclusive right to work on a target tag that was under way when a process
	 * ended without a word, and may be why.
	 * @param target the configured name of the target
	 * @param sources of which sources
	 * @param trial which, and how many of them may be under way at once
	 * @param instance a name that no other process has
	 * @param lease how long the right lasts unless it is renewed
	 */
	public Optional<Claim> claimSuspect(String target, Set<String> sources, SuspectTrial trial, String instance,
			Duration lease) {
		return committed(List.of(), () -> this.due.claimSuspect(target, sources, trial, instance, lease));
	}

	/**
	 * Writes down that a claim whose process has died before does no harm now.
	 * @return false if the lease was lost
	 */
	public boolean trust(Claim claim) {
		return committed(List.of(claim.record().target()), () -> this.work.trust(claim));
	}

	/**
	 * Makes the lease of a claim last longer.
	 * @return false if it was lost
	 */
	public boolean renew(Claim claim, Duration lease) {
		return committed(List.of(claim.record().target()), () -> this.work.renew(claim, lease));
	}

	/**
	 * Writes down which digest the target's tag has, where that is not the one of the
	 * event: from now on an event of that one is not taken for the same again.
	 * @throws LeaseLostException if the lease was lost
	 */
	public void saw(Claim claim, Digest digest) {
		held(claim, () -> this.work.saw(claim, digest));
	}

	/**
	 * Records how an import ended.
	 * @throws LeaseLostException if the lease was lost, and nothing was recorded
	 */
	public void finish(Claim claim, ImportOutcome outcome) {
		held(claim, () -> this.work.finish(claim, outcome));
	}

	/**
	 * Gives a claim back, to be tried again later.
	 * @param waited for how long it is put off by that, with the time that the try took
	 * @throws LeaseLostException if the lease was lost, and nothing was recorded
	 */
	public void defer(Claim claim, ImportProgress.RecordedFailure trouble, Duration waited, Instant dueAt) {
		held(claim, () -> this.work.defer(claim, trouble, waited, dueAt));
	}

	/**
	 * Gives a claim back for which there is nothing to be tried yet.
	 * @throws LeaseLostException if the lease was lost, and nothing was recorded
	 */
	public void postpone(Claim claim, ImportProgress.RecordedFailure reason, Instant dueAt) {
		held(claim, () -> this.work.postpone(claim, reason, dueAt));
	}

	/**
	 * Gives a claim back while Azure works on it, to be taken up again later.
	 * @throws LeaseLostException if the lease was lost
	 */
	public void pause(Claim claim, Instant dueAt) {
		held(claim, () -> this.work.pause(claim, dueAt));
	}

	/**
	 * Gives a claim back as if it had not been taken, for whoever comes next.
	 * @return false if the lease was lost
	 */
	public boolean release(Claim claim) {
		return committed(List.of(claim.record().target()), () -> this.work.release(claim));
	}

	/**
	 * Makes parked imports due again.
	 * @return how many of them were parked until now
	 */
	public int retry(List<ImportRecord> parked) {
		int retried = committed(parked.stream().map(ImportRecord::target).toList(),
				() -> (int) parked.stream().filter(this.work::retry).count());
		this.dueListener.run();
		return retried;
	}

	/**
	 * Removes imports that came to their end, but not parked ones, with all that is kept
	 * of them.
	 * @param before when they ended at the latest
	 * @param limit how many to remove, at most
	 * @return how many were found
	 */
	public int removeFinished(Instant before, int limit) {
		List<OldImports.EndedImport> ended = this.old.find(before, limit);
		return ended.isEmpty() ? 0 : committed(List.of(), () -> {
			this.old.remove(ended, before);
			return ended.size();
		});
	}

	/**
	 * Removes operations that are settled, and whose imports are.
	 * @param before when they ended at the latest
	 * @param limit how many to remove, at most
	 * @return how many there were
	 */
	public int removeOperations(Instant before, int limit) {
		List<String> settled = this.old.findOperations(before, limit);
		return settled.isEmpty() ? 0 : committed(List.of(), () -> this.old.removeOperations(settled));
	}

	/**
	 * Takes note that work could not go on. If that is since the database is damaged
	 * where it cannot be stepped over, nothing is accepted any more until a restart.
	 */
	public void failedToWork(RuntimeException failure) {
		if (this.damage == null && DamagedPages.isCauseOf(failure)) {
			this.damage = failure;
			logger.error("The database is damaged where work needs it, and no push is accepted until it is mended:"
					+ " docs/durability.md ({})", failure.getMessage());
		}
	}

	private void requireWhole() {
		RuntimeException reason = this.damage;
		if (reason != null) {
			throw new LedgerUnavailableException("the database is damaged where work needs it: " + reason.getMessage(),
					reason);
		}
	}

	/**
	 * What cannot be worked on is not accepted.
	 */
	private void requireWorkable(String target) {
		requireWhole();
		LedgerUnavailableException reason = this.stuck.get(target);
		if (reason != null) {
			throw new LedgerUnavailableException(
					"work on target '" + target + "' cannot be claimed: " + reason.getMessage(), reason);
		}
	}

	/**
	 * Writes, to see that writing works, and that what is written can be worked on.
	 */
	public void probe() {
		requireWhole();
		this.failed.requireNone();
		this.stuck.keySet().forEach(this::requireWorkable);
		committed(List.of(), () -> this.jdbc.sql("""
				insert into probe (id, written_at) values (1, :now)
				on conflict (id) do update set written_at = excluded.written_at
				""").param("now", this.clock.millis()).update());
	}

	private void held(Claim claim, BooleanSupplier statements) {
		if (!committed(List.of(claim.record().target()), statements::getAsBoolean)) {
			throw new LeaseLostException(claim);
		}
	}

	/**
	 * Runs statements for who holds a claim, in the writer's next transaction.
	 * @throws LeaseLostException if the lease was lost, and nothing was done
	 */
	public boolean holding(Claim claim, BooleanSupplier statements) {
		return committed(List.of(claim.record().target()),
				() -> this.work.holds(claim) ? Optional.of(statements.getAsBoolean()) : Optional.<Boolean>empty())
			.orElseThrow(() -> new LeaseLostException(claim));
	}

	/**
	 * Runs statements in the writer's next transaction.
	 * @throws LedgerUnavailableException if they were not committed
	 */
	public <T> T committed(Supplier<T> statements) {
		return committed(List.of(), statements);
	}

	/**
	 * Runs statements in one of the writer's next transactions, for which nobody waits.
	 * @throws LedgerUnavailableException if too many wait
	 */
	public void committedLater(Runnable statements) {
		this.writer.writeLater(new LedgerWrite.StatementWrite<>(List.of(), () -> {
			statements.run();
			return true;
		}));
	}

	private <T> T committed(Collection<TargetImage> targets, Supplier<T> statements) {
		return this.failed.watch(() -> this.writer.write(new LedgerWrite.StatementWrite<>(targets, statements)));
	}

	/**
	 * Takes no more writes, and returns when those that wait are committed.
	 */
	@Override
	public void close() {
		this.writer.close();
	}

}
