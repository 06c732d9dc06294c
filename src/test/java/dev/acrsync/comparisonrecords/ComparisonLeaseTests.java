package dev.acrsync.comparisonrecords;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import dev.acrsync.ledger.TestLedger;
import dev.acrsync.scenario.SettableClock;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ComparisonLease}.
 */
class ComparisonLeaseTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final ComparisonLease.ComparisonProgress NONE = new ComparisonLease.ComparisonProgress(0, 0, 0,
			ComparisonLease.ReferrerLookCounts.NONE);

	private static final ComparisonLease.ReferrerLookCounts LOOKS = new ComparisonLease.ReferrerLookCounts(6, 5, 4);

	private final SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
	}

	@Test
	void letsOneComeInAtATime() {
		ComparisonLease lease = this.ledger.passes();
		assertThat(lease.latest().running()).isFalse();
		assertThat(lease.take("one", LEASE)).isTrue();
		assertThat(lease.take("other", LEASE)).isFalse();
		assertThat(lease.latest().running()).isTrue();
		lease.end("one", new ComparisonLease.ComparisonProgress(3, 3, 1, LOOKS), Optional.empty());
		Instant now = this.clock.instant();
		assertThat(lease.latest())
			.isEqualTo(new ComparisonLease.RecordedComparison(1, false, Optional.of(now), Optional.of(now),
					Optional.of(now), new ComparisonLease.ComparisonProgress(3, 3, 1, LOOKS), Optional.empty()));
		assertThat(lease.take("other", LEASE)).isTrue();
	}

	@Test
	void whoCrashedGivesWayWhenItsLeaseHasRunOutAndCannotComeBack() {
		ComparisonLease lease = this.ledger.passes();
		lease.take("crashed", LEASE);
		this.clock.goOn(LEASE.plusMillis(1));
		assertThat(lease.latest().running()).isFalse();
		assertThat(lease.take("other", LEASE)).isTrue();
		assertThat(lease.renew("crashed", LEASE, NONE)).isFalse();
		lease.end("crashed", NONE, Optional.empty());
		assertThat(lease.latest().running()).isTrue();
	}

	@Test
	void whoRenewsKeepsIt() {
		ComparisonLease lease = this.ledger.passes();
		lease.take("one", LEASE);
		this.clock.goOn(Duration.ofSeconds(50));
		assertThat(lease.renew("one", LEASE, new ComparisonLease.ComparisonProgress(1, 2, 0, LOOKS))).isTrue();
		this.clock.goOn(Duration.ofSeconds(50));
		assertThat(lease.take("other", LEASE)).isFalse();
		assertThat(lease.latest().progress()).isEqualTo(new ComparisonLease.ComparisonProgress(1, 2, 0, LOOKS));
	}

	@Test
	void aPassThatDidNotComeToItsEndIsNoSuccess() {
		ComparisonLease lease = this.ledger.passes();
		lease.take("one", LEASE);
		lease.end("one", NONE, Optional.of("It was stopped"));
		assertThat(lease.latest().succeededAt()).isEmpty();
		assertThat(lease.latest().trouble()).contains("It was stopped");
	}

	@Test
	void aPassDuringWhichAProcessEndsBeginsAnewTheLaterTheOftenerThatHappens() {
		ComparisonLease lease = this.ledger.passes();
		assertThat(lease.dead()).isEmpty();
		for (int death = 1; death <= 5; death++) {
			assertThat(lease.take("process " + death, LEASE)).isTrue();
			assertThat(lease.dead()).as("while it runs").isEmpty();
			this.clock.goOn(LEASE.plusMillis(1));
			Instant ended = this.clock.instant().minusMillis(1);
			assertThat(lease.dead())
				.contains(new ComparisonLease.DeadComparison(death, ended.plus(Duration.ofMinutes(1L << (death - 1)))));
		}
		assertThat(lease.take("good", LEASE)).isTrue();
		lease.end("good", NONE, Optional.empty());
		assertThat(lease.dead()).isEmpty();
		lease.take("killed", LEASE);
		this.clock.goOn(LEASE.plusMillis(1));
		assertThat(lease.dead().map(ComparisonLease.DeadComparison::deaths)).contains(1);
	}

	@Test
	void noClockPutsTheNextPassOffForLongerThanItsDelay() {
		ComparisonLease lease = this.ledger.passes();
		lease.take("killed", LEASE);
		this.clock.goOn(Duration.ofDays(-1));
		Instant now = this.clock.instant();
		assertThat(lease.dead().map(ComparisonLease.DeadComparison::nextAt)).contains(now.plus(Duration.ofMinutes(1)));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(lease.dead().map(ComparisonLease.DeadComparison::nextAt)).contains(this.clock.instant());
	}

}
