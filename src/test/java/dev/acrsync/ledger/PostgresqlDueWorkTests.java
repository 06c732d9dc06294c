package dev.acrsync.ledger;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import dev.acrsync.records.ImportOrigin;
import dev.acrsync.sandbox.SharedPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Due work in a real PostgreSQL, also of several replicas.
 */
class PostgresqlDueWorkTests extends DueWorkTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private final String url = SharedPostgres.createDatabase();

	@Override
	String url() {
		return this.url;
	}

	@Override
	boolean hasClock() {
		return true;
	}

	@Test
	void replicasServeAllSourcesAndClaimNothingTwice() throws Exception {
		try (TestLedger one = new TestLedger(this.url, Clock.systemUTC());
				TestLedger other = new TestLedger(this.url, Clock.systemUTC());
				ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			one.ledger()
				.acceptAll(IntStream.range(0, 60).mapToObj((i) -> of("contoso", "c" + i, ImportOrigin.EVENT)).toList());
			one.ledger()
				.acceptAll(
						IntStream.range(0, 20).mapToObj((i) -> of("fabrikam", "f" + i, ImportOrigin.EVENT)).toList());
			List<String> claimed = new ArrayList<>();
			for (int round = 0; round < 10; round++) {
				List<Future<List<Claim>>> replicas = List.of(executor.submit(() -> claim(one, "one")),
						executor.submit(() -> claim(other, "other")));
				List<String> both = new ArrayList<>();
				for (Future<List<Claim>> replica : replicas) {
					replica.get().forEach((claim) -> both.add(claim.record().push().image().tag().value()));
				}
				assertThat(both).hasSize(8);
				assertThat(both.stream().filter((tag) -> tag.startsWith("f")).count()).as("round %d", round)
					.isEqualTo((round < 5) ? 4 : 0);
				claimed.addAll(both);
			}
			assertThat(claimed).doesNotHaveDuplicates().hasSize(80);
		}
	}

	private static List<Claim> claim(TestLedger replica, String instance) {
		return replica.ledger()
			.claim("prod", ImportPlaces.of(4),
					List.of(new SourceQuota("contoso", 1, 4), new SourceQuota("fabrikam", 1, 4)), instance, LEASE);
	}

}
