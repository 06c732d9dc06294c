package dev.acrsync.reconcile;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.SettableClock;
import dev.acrsync.ledger.Passes;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.settings.Azure;
import dev.acrsync.settings.Imports;
import dev.acrsync.settings.Reconciling;
import dev.acrsync.settings.Schedule;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Reconciler}, which is stepped.
 */
class ReconcilerTests {

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private static final Duration SOON = Duration.ofSeconds(10);

	private final SettableClock clock = new SettableClock(START.toString());

	@TempDir
	Path directory;

	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger("jdbc:sqlite:" + this.directory.resolve("ledger.db"), this.clock);
	}

	@AfterEach
	void close() {
		this.ledger.close();
	}

	@Test
	void beginsAMinuteAfterTheStartAndThenByItsSchedule() {
		Reconciler reconciler = reconciler("15m");
		this.clock.goOn(Duration.ofSeconds(59));
		reconciler.look();
		assertThat(latest().startedAt()).isEmpty();
		this.clock.goOn(Duration.ofSeconds(1));
		lookAndAwait(reconciler, START.plusSeconds(60));
		this.clock.goOn(Duration.ofMinutes(14));
		reconciler.look();
		assertThat(latest().startedAt()).contains(START.plusSeconds(60));
		this.clock.goOn(Duration.ofMinutes(1));
		lookAndAwait(reconciler, START.plus(Duration.ofMinutes(16)));
	}

	@Test
	void doesNothingByItselfWhenItIsOff() {
		Reconciler reconciler = reconciler("off");
		this.clock.goOn(Duration.ofDays(2));
		reconciler.look();
		assertThat(latest().startedAt()).isEmpty();
		assertThat(reconciler.nextAt()).isEmpty();
		assertThat(reconciler.begin()).isTrue();
	}

	@Test
	void leavesItToTheReplicaThatHasBegun() {
		Reconciler reconciler = reconciler("15m");
		this.clock.goOn(Duration.ofSeconds(61));
		this.ledger.passes().take("another replica", Duration.ofMinutes(1));
		assertThat(reconciler.begin()).isFalse();
		reconciler.look();
		assertThat(latest().running()).isTrue();
		assertThat(reconciler.progress()).isEmpty();
		assertThat(reconciler.nextAt()).contains(START.plusSeconds(61).plus(Duration.ofMinutes(15)));
	}

	@Test
	void triesAgainSoonAfterTrouble() {
		Reconciler reconciler = reconciler("1h");
		this.clock.goOn(Duration.ofSeconds(61));
		this.ledger.passes().take("another replica", Duration.ofMinutes(1));
		this.ledger.passes()
			.end("another replica", new Passes.Progress(0, 0, 0, Passes.Looks.NONE), Optional.of("trouble"));
		assertThat(reconciler.nextAt()).contains(START.plusSeconds(61).plus(Duration.ofMinutes(5)));
	}

	private void lookAndAwait(Reconciler reconciler, Instant startedAt) {
		reconciler.look();
		await().atMost(SOON).until(() -> reconciler.progress().isEmpty() && latest().endedAt().isPresent());
		assertThat(latest().startedAt()).contains(startedAt);
		assertThat(latest().succeededAt()).isPresent();
	}

	private Passes.Pass latest() {
		return this.ledger.passes().latest();
	}

	private Reconciler reconciler(String schedule) {
		Settings settings = new Settings(Map.of(), Map.of(),
				new Azure(Azure.Cloud.PUBLIC, Azure.Cloud.PUBLIC.resourceManagerEndpoint(),
						Azure.Credential.MANAGED_IDENTITY, Optional.empty()),
				new Imports(4, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofMinutes(30),
						Duration.ofHours(48)),
				Duration.ofDays(90), new Reconciling(Schedule.parse(schedule)));
		PacedRegistries paced = new PacedRegistries(new FakeRegistries(), new Pacer(this.clock, (_) -> {
		}));
		Pass pass = new Pass(settings, new Scopes(settings, paced, this.ledger.checks()),
				new RepositoryCheck(settings, paced, this.ledger.checks(), this.clock),
				new ReferrerLooks(settings, paced, this.ledger.rounds()), this.clock);
		return new Reconciler(settings.reconciling().schedule(), this.ledger.passes(), pass,
				(owner) -> new Recording(owner, this.ledger.ledger(), this.ledger.checks(), this.ledger.rounds(),
						this.clock, Tracing.OFF),
				new MissedEvents(this.ledger.announcements(), settings, new SimpleMeterRegistry()), this.clock);
	}

}
