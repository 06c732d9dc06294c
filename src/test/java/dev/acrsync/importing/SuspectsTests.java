package dev.acrsync.importing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import dev.acrsync.breaker.RegistryBreakers;
import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.copyoperation.TargetConcurrency;
import dev.acrsync.image.Digest;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportOutcome;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.records.ImportState;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.ImportSettings;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon comes back what was under way when a process was killed, on whichever database
 * a subclass brings. The clock goes on by seconds.
 */
abstract class SuspectsTests {

	private static final int UNDER_WAY = 100;

	private static final Digest A = TestPushes.digest('a');

	private static final Duration STEP = Duration.ofSeconds(5);

	private static final Duration TAKES = Duration.ofSeconds(5);

	/**
	 * One that lapses at once, so that nobody has to wait where the database has a clock.
	 */
	private static final Duration LEASE = Duration.ofMillis(1);

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final Instant begun = this.clock.instant();

	private final Settings settings = settings();

	private final Map<Claim, Instant> ends = new LinkedHashMap<>();

	private final Set<String> done = new TreeSet<>();

	private final List<Integer> atOnce = new ArrayList<>();

	private final Map<Integer, Integer> firstAtOnce = new LinkedHashMap<>();

	@AutoClose
	private TestLedger ledger;

	private RunningImports running;

	private WorkClaimer claimer;

	private int processes;

	/**
	 * Returns the URL of the database of this test.
	 */
	abstract String url();

	@BeforeEach
	void open() {
		this.ledger = new TestLedger(url(), this.clock);
		this.ledger.ledger()
			.acceptAll(IntStream.range(0, UNDER_WAY).mapToObj((i) -> TestPushes.push("v" + i, A)).toList());
		assertThat(this.ledger.claim("prod", UNDER_WAY, "killed", List.of(), LEASE)).hasSize(UNDER_WAY);
		restart();
	}

	@Test
	void whatWasUnderWayAtAKillComesBackAfterAMinuteAndMoreAndMoreOfItAtOnce() {
		goOnUntilDone("none", TAKES, UNDER_WAY);
		assertThat(this.processes).isEqualTo(1);
		assertThat(this.atOnce.subList(0, 4)).containsExactly(1, 2, 4, 8);
		assertThat(passed()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
	}

	@Test
	void whatTakesLongKeepsTheOthersWaitingForNoMoreThanItsProbation() {
		goOnUntilDone("none", Duration.ofMinutes(10), UNDER_WAY);
		assertThat(passed()).isLessThan(Duration.ofMinutes(15));
	}

	@ParameterizedTest
	@CsvSource({ "v10,PT10M", "v77,PT5S" })
	void whatEndsTheProcessIsFoundAmongAHundredAtSixFurtherDeaths(String poison, Duration takes) {
		goOnUntilDone(poison, takes, UNDER_WAY - 1);
		assertThat(this.processes - 1).isBetween(3, 6);
		assertThat(this.done).doesNotContain(poison);
		assertThat(this.firstAtOnce.values()).as("at once at first, of what has died as often").containsOnly(1);
	}

	private void goOnUntilDone(String poison, Duration takes, int number) {
		while (this.done.size() < number) {
			assertThat(passed()).as("%s are done", this.done.size()).isLessThan(Duration.ofHours(3));
			goOn(poison, takes);
		}
	}

	private void goOn(String poison, Duration takes) {
		this.clock.goOn(STEP);
		this.ends.entrySet().removeIf((entry) -> ends(entry.getKey(), entry.getValue()));
		this.claimer.trust();
		List<Claim> taken = this.claimer.of(this.settings.targets().get("prod"));
		taken.forEach((claim) -> {
			this.running.add(claim, new Thread());
			this.ends.put(claim, this.clock.instant().plus(takes));
		});
		if (!taken.isEmpty()) {
			this.atOnce.add(taken.size());
			this.firstAtOnce.putIfAbsent(taken.getFirst().deaths(), taken.size());
		}
		if (taken.stream().anyMatch((claim) -> poison.equals(tag(claim)))) {
			restart();
		}
	}

	private boolean ends(Claim claim, Instant end) {
		boolean ends = !end.isAfter(this.clock.instant());
		if (ends) {
			this.ledger.ledger().finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
			this.running.remove(claim);
			this.done.add(tag(claim));
		}
		return ends;
	}

	/**
	 * Another process takes over from one that has ended without a word.
	 */
	private void restart() {
		this.processes++;
		this.ends.clear();
		this.running = new RunningImports();
		TargetConcurrency concurrency = new TargetConcurrency(UNDER_WAY, Set.of("prod"), new SimpleMeterRegistry(),
				this::nanos);
		// As it is after a while: that it grows itself is not what is tested.
		for (int i = 0; i < UNDER_WAY; i++) {
			IntStream.range(0, UNDER_WAY).forEach((it) -> concurrency.begun("prod", "grown-" + it));
			IntStream.range(0, UNDER_WAY).forEach((it) -> concurrency.ended("prod", "grown-" + it));
		}
		String instance = "process-" + this.processes;
		this.claimer = new WorkClaimer(instance, this.settings, this.ledger.ledger(), concurrency,
				new RegistryGate(this.settings,
						new RegistryBreakers(this.settings, new SimpleMeterRegistry(), this::nanos),
						TestBudgets.of(this.clock)),
				this.running, LEASE, this::nanos);
		this.ledger.ledger().takeOver();
		this.clock.goOn(LEASE.plus(LEASE));
		this.ledger.ledger().recover(instance, List.of(), LEASE, Duration.ZERO);
	}

	private long nanos() {
		return this.clock.millis() * 1_000_000;
	}

	private Duration passed() {
		return Duration.between(this.begun, this.clock.instant());
	}

	private static String tag(Claim claim) {
		return claim.record().push().image().tag().value();
	}

	private static Settings settings() {
		Settings some = TestImporting.settings();
		ImportSettings imports = new ImportSettings(UNDER_WAY, some.imports().deadline(), some.imports().initialDelay(),
				some.imports().maxDelay(), some.imports().giveUpAfter());
		return TestSettings.like(some).imports(imports).settings();
	}

}
