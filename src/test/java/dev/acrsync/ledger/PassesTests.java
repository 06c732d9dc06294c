package dev.acrsync.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Passes}.
 */
class PassesTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Passes.Progress NONE = new Passes.Progress(0, 0, 0, Passes.Looks.NONE);

	private static final Passes.Looks LOOKS = new Passes.Looks(6, 5, 4);

	private final SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");

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
	void letsOneComeInAtATime() {
		Passes passes = this.ledger.passes();
		assertThat(passes.latest().running()).isFalse();
		assertThat(passes.take("one", LEASE)).isTrue();
		assertThat(passes.take("other", LEASE)).isFalse();
		assertThat(passes.latest().running()).isTrue();
		passes.end("one", new Passes.Progress(3, 3, 1, LOOKS), Optional.empty());
		Instant now = this.clock.instant();
		assertThat(passes.latest()).isEqualTo(new Passes.Pass(1, false, Optional.of(now), Optional.of(now),
				Optional.of(now), new Passes.Progress(3, 3, 1, LOOKS), Optional.empty()));
		assertThat(passes.take("other", LEASE)).isTrue();
	}

	@Test
	void whoCrashedGivesWayWhenItsLeaseHasRunOutAndCannotComeBack() {
		Passes passes = this.ledger.passes();
		passes.take("crashed", LEASE);
		this.clock.goOn(LEASE.plusMillis(1));
		assertThat(passes.latest().running()).isFalse();
		assertThat(passes.take("other", LEASE)).isTrue();
		assertThat(passes.renew("crashed", LEASE, NONE)).isFalse();
		passes.end("crashed", NONE, Optional.empty());
		assertThat(passes.latest().running()).isTrue();
	}

	@Test
	void whoRenewsKeepsIt() {
		Passes passes = this.ledger.passes();
		passes.take("one", LEASE);
		this.clock.goOn(Duration.ofSeconds(50));
		assertThat(passes.renew("one", LEASE, new Passes.Progress(1, 2, 0, LOOKS))).isTrue();
		this.clock.goOn(Duration.ofSeconds(50));
		assertThat(passes.take("other", LEASE)).isFalse();
		assertThat(passes.latest().progress()).isEqualTo(new Passes.Progress(1, 2, 0, LOOKS));
	}

	@Test
	void aPassThatDidNotComeToItsEndIsNoSuccess() {
		Passes passes = this.ledger.passes();
		passes.take("one", LEASE);
		passes.end("one", NONE, Optional.of("It was stopped"));
		assertThat(passes.latest().succeededAt()).isEmpty();
		assertThat(passes.latest().trouble()).contains("It was stopped");
	}

	@Test
	void aPassDuringWhichAProcessEndsBeginsAnewTheLaterTheOftenerThatHappens() {
		Passes passes = this.ledger.passes();
		assertThat(passes.dead()).isEmpty();
		for (int death = 1; death <= 5; death++) {
			assertThat(passes.take("process " + death, LEASE)).isTrue();
			assertThat(passes.dead()).as("while it runs").isEmpty();
			this.clock.goOn(LEASE.plusMillis(1));
			Instant ended = this.clock.instant().minusMillis(1);
			assertThat(passes.dead())
				.contains(new Passes.DeadPass(death, ended.plus(Duration.ofMinutes(1L << (death - 1)))));
		}
		assertThat(passes.take("good", LEASE)).isTrue();
		passes.end("good", NONE, Optional.empty());
		assertThat(passes.dead()).isEmpty();
		passes.take("killed", LEASE);
		this.clock.goOn(LEASE.plusMillis(1));
		assertThat(passes.dead().map(Passes.DeadPass::deaths)).contains(1);
	}

	@Test
	void noClockPutsTheNextPassOffForLongerThanItsDelay() {
		Passes passes = this.ledger.passes();
		passes.take("killed", LEASE);
		this.clock.goOn(Duration.ofDays(-1));
		Instant now = this.clock.instant();
		assertThat(passes.dead().map(Passes.DeadPass::nextAt)).contains(now.plus(Duration.ofMinutes(1)));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(passes.dead().map(Passes.DeadPass::nextAt)).contains(this.clock.instant());
	}

}
