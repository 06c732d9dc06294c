package dev.acrsync.comparison;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.acrsync.ledger.TestPushes;
import dev.acrsync.rules.DeletedAtTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DryRuns}: whoever has asked first hangs.
 */
class DryRunsTests extends ComparisonStage {

	@TempDir
	Path directory;

	private final CountDownLatch begun = new CountDownLatch(1);

	private final AtomicInteger askers = new AtomicInteger();

	private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

	@Override
	String url() {
		return "jdbc:sqlite:" + this.directory.resolve("ledger.db");
	}

	@AfterEach
	void stop() {
		this.clients.shutdownNow();
	}

	@Test
	void givesWayToWhoAsksNextOnceItHasHadItsTime() throws InterruptedException {
		this.registries.put(VENDOR + "team/app:v1", TestPushes.digest('a'), START);
		this.registries.emptyPages(1, this::hangAtFirst);
		DryRuns dryRuns = new DryRuns(comparison(settings("team/*", DeletedAtTarget.RESTORE), Duration.ofHours(1)),
				this::nanos);
		CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
			String answer = dryRuns.plan().isPresent() ? "planned" : "gave way";
			return answer + (Thread.interrupted() ? ", and is interrupted" : "");
		}, this.clients);
		assertThat(this.begun.await(30, TimeUnit.SECONDS)).isTrue();
		this.clock.goOn(Duration.ofMinutes(2).minusMillis(1));
		assertThat(dryRuns.plan()).as("it has time of its own").isEmpty();
		assertThat(first).isNotDone();
		this.clock.goOn(Duration.ofMillis(1));
		assertThat(dryRuns.plan()).map(DryRuns.DryRunResult::count).isEqualTo(Optional.of(1L));
		assertThat(first).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("gave way");
		assertThat(dryRuns.plan()).as("afterwards").isPresent();
	}

	private void hangAtFirst() {
		if (this.askers.incrementAndGet() == 1) {
			this.begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
