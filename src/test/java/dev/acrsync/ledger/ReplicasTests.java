package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

import static dev.acrsync.ledger.TestPushes.digest;
import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Several replicas on one PostgreSQL, which is made to commit late and out of order while
 * they accept and work on pushes of the same few tags, lose claims, and have their clocks
 * set.
 */
class ReplicasTests {

	private static final int REPLICAS = 3;

	private static final int WRITERS = 6;

	private static final int PUSHES = 40;

	private static final int TAGS = 8;

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

	private final List<SettableClock> clocks = IntStream.range(0, REPLICAS)
		.mapToObj((_) -> new SettableClock(START.toString()))
		.toList();

	private final List<TestLedger> replicas = new ArrayList<>();

	/** Who works on a tag now, by tag. */
	private final ConcurrentMap<String, String> working = new ConcurrentHashMap<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger duplicates = new AtomicInteger();

	private final AtomicInteger succeeded = new AtomicInteger();

	private final AtomicInteger superseded = new AtomicInteger();

	private final AtomicInteger crashed = new AtomicInteger();

	private final AtomicInteger fenced = new AtomicInteger();

	private final AtomicInteger retried = new AtomicInteger();

	private final AtomicInteger removed = new AtomicInteger();

	private final AtomicBoolean accepting = new AtomicBoolean(true);

	private final AtomicBoolean failed = new AtomicBoolean();

	private PostgresServer server;

	@BeforeEach
	void start() throws Exception {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		this.server = PostgresServer.start();
		String url = this.server.createDatabase();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<TestLedger>> opened = this.clocks.stream()
				.map((clock) -> executor.submit(() -> new TestLedger(url, clock)))
				.toList();
			for (Future<TestLedger> replica : opened) {
				this.replicas.add(replica.get());
			}
		}
	}

	@AfterEach
	void stop() {
		this.replicas.forEach(TestLedger::close);
		if (this.server != null) {
			this.server.close();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loseAndDoubleNothingHoweverLateTheyCommit(boolean removing) throws Exception {
		commitLate();
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> writers = new ArrayList<>();
			List<Future<?>> others = new ArrayList<>();
			for (int replica = 0; replica < REPLICAS; replica++) {
				TestLedger opened = this.replicas.get(replica);
				SettableClock clock = this.clocks.get(replica);
				for (int writer = 0; writer < WRITERS; writer++) {
					Random random = new Random(100L * replica + writer);
					writers.add(executor.submit(guarded(() -> accept(opened.ledger(), random))));
				}
				for (int worker = 0; worker < 3; worker++) {
					String instance = "replica-" + replica + "-" + worker;
					Random random = new Random(1_000L * replica + worker);
					others.add(executor.submit(guarded(() -> workUntilAllIsDone(opened, instance, random))));
				}
				Random steps = new Random(replica);
				others.add(executor.submit(guarded(() -> setClock(clock, steps))));
			}
			others.add(executor.submit(guarded(() -> retryUntilNothingIsParked(this.replicas.getFirst()))));
			if (removing) {
				others.add(executor.submit(guarded(() -> remove(this.replicas.getLast().ledger()))));
			}
			for (Future<?> writer : writers) {
				writer.get();
			}
			this.accepting.set(false);
			for (Future<?> other : others) {
				other.get();
			}
		}
		System.out.printf(
				"Replicas: accepted=%s duplicates=%s succeeded=%s superseded=%s crashed=%s fenced=%s retried=%s removed=%s%n",
				this.accepted, this.duplicates, this.succeeded, this.superseded, this.crashed, this.fenced,
				this.retried, this.removed);
		assertThat(this.crashed).as("crashed").hasPositiveValue();
		assertThat(this.retried).as("retried").hasPositiveValue();
		assertThat(this.succeeded.get() + this.superseded.get()).as("brought to an end, each once")
			.isEqualTo(this.accepted.get());
		assertThat(unfinished()).as("unfinished").isZero();
		assertThat(newestUnfinished()).as("tags whose newest import is not the one that was done").isZero();
		assertThat(this.server.log()).doesNotContain("deadlock").doesNotContain("ERROR:");
		if (!removing) {
			assertThat(count("select count(*) from imports")).isEqualTo(this.accepted.get());
			assertThat(count("select sum(wanted) from work")).isEqualTo(this.accepted.get() + this.retried.get());
		}
	}

	@Test
	void aReplicaThatVanishesInTheMiddleOfAWriteDelaysTheOthersForSecondsOnly() {
		Ledger survivor = this.replicas.getLast().ledger();
		survivor.accept(push("v1", digest('a')));
		TestLedger vanished = this.replicas.getFirst();
		assertThatExceptionOfType(TransactionException.class).as("ended by the database")
			.isThrownBy(() -> vanished.inTransaction(() -> {
				vanished.jdbc().sql("select target_image from work for update").query().listOfRows();
				long since = System.nanoTime();
				assertThatExceptionOfType(LedgerUnavailableException.class)
					.isThrownBy(() -> survivor.accept(push("v1", digest('b'))));
				assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(10));
				assertThat(survivor.accept(push("v2", digest('b'))).duplicate()).isFalse();
				Receipt receipt = untilAccepted(survivor);
				assertThat(receipt.imports()).hasSize(1);
				assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(25));
			}));
	}

	private static Receipt untilAccepted(Ledger ledger) {
		while (true) {
			try {
				return ledger.accept(push("v1", digest('b')));
			}
			catch (LedgerUnavailableException ex) {
				// Tried again, as a person would.
			}
		}
	}

	/**
	 * Statements are held up, and commits once more when nothing but the commit is left,
	 * so that they overtake each other.
	 */
	private void commitLate() {
		JdbcClient jdbc = this.replicas.getFirst().jdbc();
		jdbc.sql("""
				create function linger() returns trigger as $$
				begin
					perform pg_sleep(random() * 0.004);
					return new;
				end $$ language plpgsql
				""").update();
		jdbc.sql("create trigger linger before update on work for each row when (random() < 0.1) "
				+ "execute function linger()")
			.update();
		jdbc.sql("create constraint trigger linger after insert or update on imports deferrable initially deferred "
				+ "for each row when (random() < 0.1) execute function linger()")
			.update();
	}

	/**
	 * Lets all the others end when one fails.
	 */
	private Runnable guarded(Runnable task) {
		return () -> {
			try {
				task.run();
			}
			catch (RuntimeException | AssertionError ex) {
				this.failed.set(true);
				throw ex;
			}
		};
	}

	private boolean goesOn() {
		return !this.failed.get() && (this.accepting.get() || unfinished() > 0);
	}

	private void accept(Ledger ledger, Random random) {
		for (int i = 0; i < PUSHES; i++) {
			AllowedPush push = push("v" + random.nextInt(TAGS), digest("0123456789abcdef".charAt(random.nextInt(16))));
			(ledger.accept(push).duplicate() ? this.duplicates : this.accepted).incrementAndGet();
		}
	}

	private void workUntilAllIsDone(TestLedger replica, String instance, Random random) {
		List<Claim> held = List.of();
		while (goesOn()) {
			List<Claim> claims = replica.claim("prod", 1 + random.nextInt(3), instance, held, LEASE);
			claims.forEach((claim) -> work(replica, claim, random));
		}
	}

	private void work(TestLedger replica, Claim claim, Random random) {
		String tag = claim.record().push().image().tag().value();
		this.superseded.addAndGet(claim.superseded());
		assertThat(this.working.putIfAbsent(tag, claim.owner())).as("who else works on " + tag).isNull();
		pause(random.nextInt(4));
		boolean crash = random.nextInt(8) == 0;
		if (!crash) {
			assertThat(replica.ledger().renew(claim, LEASE)).as("renewed").isTrue();
		}
		assertThat(this.working.remove(tag, claim.owner())).isTrue();
		if (crash) {
			this.crashed.incrementAndGet();
			replica.jdbc()
				.sql("update work set lease_until = 0 where target_image = :image and lease_owner = :owner")
				.param("image", claim.record().target().image().toString())
				.param("owner", claim.owner())
				.update();
			pause(random.nextInt(10));
			if (random.nextBoolean()) {
				return;
			}
		}
		if (random.nextInt(10) == 0) {
			boolean deferred = isHeld(() -> replica.ledger()
				.defer(claim, new ImportProgress.RecordedFailure("throttled", "wait"), Duration.ZERO, Instant.EPOCH));
			this.fenced.addAndGet(deferred ? 0 : 1);
		}
		else {
			boolean fails = random.nextInt(10) == 0;
			ImportOutcome outcome = fails ? ImportOutcome.withoutImage(ImportState.FAILED, "no-role", "assign it")
					: ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest());
			boolean finished = isHeld(() -> replica.ledger().finish(claim, outcome));
			assertThat(finished || crash).as("finished by its owner").isTrue();
			this.fenced.addAndGet(finished ? 0 : 1);
			this.succeeded.addAndGet((finished && !fails) ? 1 : 0);
		}
	}

	private void retryUntilNothingIsParked(TestLedger replica) {
		while (goesOn()) {
			List<ImportRecord> parked = replica.records()
				.find(Optional.of(ImportState.FAILED), Optional.empty(), Optional.empty(), 3)
				.records();
			this.retried.addAndGet(parked.isEmpty() ? 0 : replica.ledger().retry(parked));
			pause(5);
		}
	}

	private void remove(Ledger ledger) {
		while (goesOn()) {
			this.removed.addAndGet(ledger.removeFinished(Instant.now(), 20));
			pause(5);
		}
	}

	private void setClock(SettableClock clock, Random random) {
		while (goesOn()) {
			Duration off = Duration.between(START, clock.instant());
			clock.goOn(this.accepting.get() ? Duration.ofMinutes(random.nextInt(20) - 10L).minus(off)
					: Duration.ofMinutes(1));
			pause(20);
		}
	}

	private long unfinished() {
		return count("""
				select (select count(*) from work where done < wanted)
					+ (select count(*) from imports where state in ('pending', 'importing', 'failed'))
				""");
	}

	private long newestUnfinished() {
		return count("""
				select count(*) from work w join imports i on i.id = w.import_id
				where w.done <> w.wanted or i.state <> 'succeeded' or i.generation <> w.wanted
					or i.generation <> (select max(generation) from imports where target_image = w.target_image)
				""");
	}

	private long count(String sql) {
		return this.replicas.getFirst().jdbc().sql(sql).query(Long.class).single();
	}

	private static boolean isHeld(Runnable change) {
		try {
			change.run();
			return true;
		}
		catch (LeaseLostException ex) {
			return false;
		}
	}

	private static void pause(int milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
