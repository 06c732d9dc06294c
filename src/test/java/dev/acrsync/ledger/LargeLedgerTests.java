package dev.acrsync.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.Push;
import dev.acrsync.records.TargetImage;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.storedages.Retention;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * No statement holds the embedded database's only writer for long, however large the
 * ledger is. {@code -Dacr-sync.ledger-rows=2000000} makes it as large as it may become;
 * the log says how long each step held it.
 */
class LargeLedgerTests {

	private static final Logger logger = LoggerFactory.getLogger(LargeLedgerTests.class);

	private static final int ROWS = Integer.getInteger("acr-sync.ledger-rows", 200_000);

	/** Of the processor's time, which a busy machine does not prolong. */
	private static final Duration MOST = Duration.ofMillis(100);

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final RepositoryName MANY = new RepositoryName("many");

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final Map<String, WriterHold> holds = new LinkedHashMap<>();

	@TempDir
	Path directory;

	private volatile String step = "";

	@BeforeEach
	void fill() throws IOException, SQLException {
		open().close();
		long begun = System.nanoTime();
		LargeDatabase.fill(file(), ROWS, this.clock.instant());
		logger.info("{} imports, {} MiB, filled in {}", ROWS, Files.size(file()) >> 20,
				Duration.ofNanos(System.nanoTime() - begun));
		this.holds.clear();
	}

	private Path file() {
		return this.directory.resolve("ledger.db");
	}

	private TestLedger open() {
		return new TestLedger("jdbc:sqlite:" + file(), this.clock, this::watched);
	}

	@Test
	void noStepHoldsTheWriterForLong() throws Exception {
		try (TestLedger opened = open()) {
			step("take over", opened.ledger()::takeOver);
			step("probe", opened.ledger()::probe);
			importing(opened);
			operations(opened);
			comparing(opened);
			reading(opened);
			step("judge sightings", () -> {
				while (!opened.announcements().missed().isEmpty()) {
					logger.trace("some more");
				}
			});
			Retention retention = new Retention(opened.ledger(), Duration.ofDays(90), opened.ages());
			AtomicInteger removed = new AtomicInteger();
			step("remove what is old", () -> {
				while (removed.get() != removed.addAndGet(retention.removeSome())) {
					logger.trace("some more");
				}
			});
			assertThat(removed).hasValueGreaterThan(ROWS / 100);
		}
		this.holds
			.forEach((name, hold) -> logger.info("{}: {} transactions, at most {} ms, of which {} ms of processor",
					name, hold.transactions(), hold.longest().toMillis(), hold.processor().toMillis()));
		assertThat(this.holds).allSatisfy((_, hold) -> assertThat(hold.processor()).isLessThan(MOST));
	}

	private void importing(TestLedger opened) throws Exception {
		Ledger ledger = opened.ledger();
		step("accept the same tag again and again",
				() -> ledger.acceptAll(IntStream.range(0, 2_000)
					.mapToObj((i) -> hot(new Digest("sha256:%064x".formatted(10L * ROWS + i))))
					.toList()));
		step("accept", () -> ledger
			.acceptAll(IntStream.range(0, 2_000).mapToObj((i) -> push("new" + i, TestPushes.digest('a'))).toList()));
		step("accept again", () -> ledger
			.acceptAll(IntStream.range(0, 2_000).mapToObj((i) -> push("new" + i, TestPushes.digest('a'))).toList()));
		List<Claim> claims = new ArrayList<>();
		step("claim", () -> {
			for (int i = 0; i < 20; i++) {
				List<Claim> some = opened.claim("prod", 100, "me", claims, LEASE);
				assertThat(some).hasSize(100);
				claims.addAll(some);
			}
		});
		assertThat(claims).extracting((claim) -> claim.record().push().image().repository().value()).contains("hot");
		step("renew", () -> claims.subList(0, 200).forEach((claim) -> ledger.renew(claim, LEASE)));
		step("saw", () -> claims.subList(0, 200).forEach((claim) -> ledger.saw(claim, TestPushes.digest('b'))));
		Instant later = this.clock.instant().plusSeconds(600);
		ImportProgress.RecordedFailure trouble = new ImportProgress.RecordedFailure("source-unavailable",
				"x".repeat(500));
		step("defer", () -> claims.subList(0, 200).forEach((claim) -> ledger.defer(claim, trouble, LEASE, later)));
		step("postpone", () -> claims.subList(200, 400).forEach((claim) -> ledger.postpone(claim, trouble, later)));
		step("pause", () -> claims.subList(400, 600).forEach((claim) -> ledger.pause(claim, later)));
		step("release", () -> claims.subList(600, 800).forEach(ledger::release));
		step("begin and end an operation", () -> claims.subList(800, 900).forEach((claim) -> {
			OperationRecord operation = operation(claim);
			assertThat(opened.operations().begin(claim, operation)).isTrue();
			opened.operations().locate(operation, "https://management.azure.com/" + "x".repeat(500), later);
			opened.operations().end(operation, OperationEnd.UNKNOWN, false);
		}));
		step("finish",
				() -> claims.subList(800, 1_000)
					.forEach((claim) -> ledger.finish(claim,
							ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest()))));
		step("retry",
				() -> ledger.retry(opened.records()
					.find(Optional.of(ImportState.FAILED), Optional.empty(), Optional.empty(), 200)
					.records()));
	}

	private AllowedPush hot(Digest digest) {
		RepositoryName hot = new RepositoryName("hot");
		AllowedPush push = push("latest", digest);
		TargetImage target = push.targets().getFirst();
		return new AllowedPush(
				new Push(push.push().event(), push.push().origin(), push.push().door(), push.push().source(),
						new TaggedImage(push.push().image().registry(), hot, new Tag("latest")), digest,
						push.push().pushedAt(), push.push().trace()),
				List.of(new TargetImage(target.destination(),
						new TaggedImage(target.image().registry(), hot, new Tag("latest")))));
	}

	private OperationRecord operation(Claim claim) {
		ImportRecord record = claim.record();
		return OperationRecord.begun(record.id(), record.target().image().toString(), record.push().digest(),
				Optional.of(record.push().image().tag()), record.id(), this.clock.instant(),
				this.clock.instant().plusSeconds(1_800));
	}

	private void operations(TestLedger opened) throws Exception {
		this.clock.goOn(Duration.ofMinutes(1));
		step("look again at tags",
				() -> opened.operations().rechecks((_) -> true).forEach(opened.operations()::settled));
	}

	private void comparing(TestLedger opened) throws Exception {
		ComparisonLease.ComparisonProgress progress = new ComparisonLease.ComparisonProgress(1, 2, 3,
				ComparisonLease.ReferrerLookCounts.NONE);
		step("begin and end a pass", () -> {
			opened.passes().take("me", LEASE);
			opened.passes().renew("me", LEASE, progress);
			opened.passes().end("me", progress, Optional.empty());
		});
		step("record what is missing",
				() -> opened.checks().record(check(IntStream.range(0, LargeDatabase.many(ROWS)))));
		this.clock.goOn(Duration.ofHours(1));
		step("record that nothing is missing", () -> opened.checks().record(check(IntStream.empty())));
		step("record that repositories are gone",
				() -> opened.checks().recordRepositories("contoso", Set.of(), Optional.empty()));
	}

	/**
	 * What reads beside the writer, for each of a few images, does not go through all.
	 */
	private void reading(TestLedger opened) {
		List<TaggedImage> images = IntStream.range(0, 400)
			.mapToObj((i) -> new TaggedImage(new RegistryHost("customer.azurecr.io"), new RepositoryName("team/app-0"),
					new Tag("v" + i)))
			.toList();
		read("whose tags these are", () -> assertThat(opened.checks().owners(images)).isNotEmpty());
		read("the newest imports", () -> assertThat(opened.checks().newestImports(images)).isNotEmpty());
		ImportRecord newest = opened.records().newest("customer.azurecr.io/team/app-0:v0").orElseThrow();
		read("what was pushed last", () -> assertThat(opened.records().latestPushed(newest)).isNotNull());
		List<CompletenessSums.UnsettledImports> waiting = new ArrayList<>();
		opened.completeness(this.clock)
			.visitUnsettled(Map.of("contoso", LargeDatabase.RULES), waiting::clear, waiting::add);
		assertThat(waiting).hasSizeLessThan(ROWS / 100)
			.anyMatch((some) -> some.count().images() > LargeDatabase.many(ROWS) / 2);
	}

	private void read(String name, Runnable reads) {
		this.step = name;
		watch(() -> {
			reads.run();
			return true;
		});
	}

	private ComparisonRecord check(IntStream missing) {
		List<ComparisonRecord.ImageDifference> differences = missing
			.mapToObj((i) -> new ComparisonRecord.ImageDifference(0, "prod", image("v" + i), TestPushes.digest('c'),
					ImageStatus.MISSING, this.clock.instant()))
			.toList();
		return new ComparisonRecord("contoso", MANY, "rules", this.clock.instant(), Set.of("prod"),
				List.of(new ComparisonRecord.RuleTally(0, "prod", differences.size(), 0)), differences, List.of(),
				List.of());
	}

	private static TaggedImage image(String tag) {
		return new TaggedImage(new RegistryHost("customer.azurecr.io"), MANY, new Tag(tag));
	}

	private void step(String name, Runnable statements) throws Exception {
		step(name, () -> {
			statements.run();
			return true;
		});
	}

	private <T> T step(String name, Callable<T> statements) throws Exception {
		this.step = name;
		return statements.call();
	}

	/**
	 * Sees how long each transaction of the writer takes.
	 */
	private TransactionOperations watched(TransactionOperations transactions) {
		return new TransactionOperations() {
			@Override
			public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
				return watch(() -> transactions.execute(action));
			}
		};
	}

	private <T extends @Nullable Object> T watch(Supplier<T> statements) {
		long begun = System.nanoTime();
		long processor = this.threads.getCurrentThreadCpuTime();
		T result = statements.get();
		WriterHold hold = new WriterHold(1, Duration.ofNanos(System.nanoTime() - begun),
				Duration.ofNanos(this.threads.getCurrentThreadCpuTime() - processor));
		this.holds.merge(this.step, hold, WriterHold::or);
		return result;
	}

	/**
	 * For how long the writer was held at most.
	 */
	private record WriterHold(int transactions, Duration longest, Duration processor) {

		WriterHold or(WriterHold other) {
			return new WriterHold(this.transactions + other.transactions, max(this.longest, other.longest),
					max(this.processor, other.processor));
		}

		private static Duration max(Duration one, Duration other) {
			return (one.compareTo(other) > 0) ? one : other;
		}

	}

}
