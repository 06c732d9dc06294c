package dev.acrsync.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.MissedEvents;
import dev.acrsync.inventory.RepositoryScopes;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.referrers.ManifestInventory;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Schedule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ComparisonScheduler}, which is stepped.
 */
class ComparisonSchedulerTests {

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private static final Duration SOON = Duration.ofSeconds(10);

	private final SettableClock clock = new SettableClock(START.toString());

	private Duration steps = Duration.ZERO;

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
	}

	@Test
	void beginsAMinuteAfterTheStartAndThenByItsSchedule() {
		ComparisonScheduler scheduler = reconciler("15m");
		this.clock.goOn(Duration.ofSeconds(59));
		scheduler.look();
		assertThat(latest().startedAt()).isEmpty();
		this.clock.goOn(Duration.ofSeconds(1));
		lookAndAwait(scheduler, START.plusSeconds(60));
		this.clock.goOn(Duration.ofMinutes(14));
		scheduler.look();
		assertThat(latest().startedAt()).contains(START.plusSeconds(60));
		this.clock.goOn(Duration.ofMinutes(1));
		lookAndAwait(scheduler, START.plus(Duration.ofMinutes(16)));
	}

	@Test
	void doesNothingByItselfWhenItIsOff() {
		ComparisonScheduler scheduler = reconciler("off");
		this.clock.goOn(Duration.ofDays(2));
		scheduler.look();
		assertThat(latest().startedAt()).isEmpty();
		assertThat(scheduler.nextAt()).isEmpty();
		assertThat(scheduler.begin()).isTrue();
	}

	@Test
	void leavesItToTheReplicaThatHasBegun() {
		ComparisonScheduler scheduler = reconciler("15m");
		this.clock.goOn(Duration.ofSeconds(61));
		this.ledger.passes().take("another replica", Duration.ofMinutes(1));
		assertThat(scheduler.begin()).isFalse();
		scheduler.look();
		assertThat(latest().running()).isTrue();
		assertThat(scheduler.progress()).isEmpty();
		assertThat(scheduler.nextAt()).contains(START.plusSeconds(61).plus(Duration.ofMinutes(15)));
	}

	@Test
	void triesAgainSoonAfterTrouble() {
		ComparisonScheduler scheduler = reconciler("1h");
		assertThat(scheduler.nextAt()).contains(START.plusSeconds(60));
		this.clock.goOn(Duration.ofSeconds(61));
		this.ledger.passes().take("another replica", Duration.ofMinutes(1));
		this.ledger.passes()
			.end("another replica",
					new ComparisonLease.ComparisonProgress(0, 0, 0, ComparisonLease.ReferrerLookCounts.NONE),
					Optional.of("trouble"));
		assertThat(scheduler.nextAt()).contains(START.plusSeconds(61).plus(Duration.ofMinutes(5)));
	}

	@Test
	void isNoLaterThanItsScheduleWhereverTheClockIsSetTo() {
		for (Duration step : List.of(Duration.ofDays(365), Duration.ofDays(-365), Duration.ofDays(1),
				Duration.ofHours(-1), Duration.ofMinutes(-59), Duration.ofSeconds(-45))) {
			ComparisonScheduler scheduler = reconciler("1h");
			step(step);
			this.clock.goOn(Duration.ofSeconds(60));
			lookAndAwait(scheduler, this.clock.instant());
			this.clock.goOn(Duration.ofMinutes(59));
			step(step);
			this.clock.goOn(Duration.ofMinutes(1));
			lookAndAwait(scheduler, this.clock.instant());
		}
	}

	@Test
	void aPassThatBeganAYearAheadNeitherHoldsTheNextOneUpNorItsLease() {
		ComparisonScheduler before = reconciler("1h");
		step(Duration.ofDays(365));
		assertThat(before.begin()).isTrue();
		await().atMost(SOON).until(() -> before.progress().isEmpty() && latest().endedAt().isPresent());
		assertThat(this.ledger.passes().take("a replica that crashes", Duration.ofMinutes(1))).isTrue();
		step(Duration.ofDays(-365));
		Instant now = this.clock.instant();
		assertThat(latest()).satisfies((pass) -> {
			assertThat(pass.running()).isFalse();
			assertThat(pass.startedAt()).contains(now);
			assertThat(pass.succeededAt()).contains(now);
		});
		ComparisonScheduler after = reconciler("1h");
		assertThat(after.nextAt()).contains(now.plusSeconds(60));
		this.clock.goOn(Duration.ofSeconds(60));
		lookAndAwait(after, this.clock.instant());
		assertThat(after.nextAt()).contains(this.clock.instant().plus(Duration.ofHours(1)));
	}

	private void lookAndAwait(ComparisonScheduler scheduler, Instant startedAt) {
		scheduler.look();
		await().atMost(SOON).until(() -> scheduler.progress().isEmpty() && latest().endedAt().isPresent());
		assertThat(latest().startedAt()).contains(startedAt);
		assertThat(latest().succeededAt()).isPresent();
		// As it does each second.
		scheduler.look();
	}

	private ComparisonLease.RecordedComparison latest() {
		return this.ledger.passes().latest();
	}

	private ComparisonScheduler reconciler(String schedule) {
		Settings settings = TestSettings.of().targets().schedule(Schedule.parse(schedule)).settings();
		ComparisonRun run = new ComparisonRun(settings,
				new RepositoryScopes(settings, this.ledger.checks(), this.ledger.continuations()),
				new RepositoryComparer(settings, this.ledger.checks(), this.ledger.continuations(), this.clock),
				new ReferrerLookFactory(settings, this.ledger.rounds(),
						new ManifestInventory(this.ledger.manifests(), true)),
				new ComparisonRun.ComparisonReading(new FakeRegistries(), Duration.ofHours(1), this::nanos),
				this.clock);
		return new ComparisonScheduler(new ComparisonTimes(settings.reconciling().schedule(), this.clock, this::nanos),
				this.ledger.passes(), run,
				(owner) -> new ComparisonRecorder(owner, this.ledger.ledger(), this.ledger.checks(),
						this.ledger.rounds(), this.ledger.continuations(), this.clock, Tracing.OFF),
				new MissedEvents(this.ledger.announcements(), this.ledger.calls(this.clock), settings,
						new SimpleMeterRegistry()),
				this.clock, this::nanos);
	}

	/**
	 * What nobody sets: it goes on as the clock does, apart from steps.
	 */
	private long nanos() {
		return Duration.between(START, this.clock.instant()).minus(this.steps).toNanos();
	}

	private void step(Duration step) {
		this.steps = this.steps.plus(step);
		this.clock.goOn(step);
	}

}
