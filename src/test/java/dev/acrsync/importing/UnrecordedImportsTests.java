package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class UnrecordedImportsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final UnrecordedImports unrecorded = new UnrecordedImports(this.nanos::get);

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	@Test
	void whatCannotBeRecordedAgainWaitsTwiceAsLong(@TempDir Path directory) {
		try (TestLedger ledger = TestLedger.in(directory, Clock.systemUTC())) {
			ledger.ledger().accept(TestPushes.push("v1", TestPushes.digest('a')));
			Claim claim = ledger.claim("prod", 1, "me", List.of(), Duration.ofMinutes(1)).getFirst();
			for (int seconds : new int[] { 1, 2, 4, 8, 16, 32, 32 }) {
				assertThat(this.unrecorded.add(claim)).isEqualTo(Duration.ofSeconds(seconds));
				goOn(Duration.ofSeconds(seconds).minusNanos(1));
				assertThat(this.unrecorded.due()).isEmpty();
				assertThat(this.unrecorded.claims()).containsExactly(claim);
				goOn(Duration.ofNanos(1));
				assertThat(this.unrecorded.due()).containsExactly(claim);
				this.unrecorded.remove(claim);
				assertThat(this.unrecorded.claims()).isEmpty();
			}
			this.unrecorded.recorded(claim);
			assertThat(this.unrecorded.add(claim)).isEqualTo(Duration.ofSeconds(1));
		}
	}

	@Test
	void peopleAreToldOnceAMinute() {
		assertThat(this.unrecorded.tell()).isTrue();
		goOn(Duration.ofSeconds(59));
		assertThat(this.unrecorded.tell()).isFalse();
		goOn(Duration.ofSeconds(1));
		assertThat(this.unrecorded.tell()).isTrue();
	}

}
