package dev.acrsync.importing;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.acrsync.SettableClock;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.ledger.OperationEnd;
import dev.acrsync.ledger.OperationRecord;
import dev.acrsync.ledger.Origin;
import dev.acrsync.ledger.Outcome;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.ledger.State;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class TagRecheckTests {

	private static final Digest OLD = Pushes.digest('a');

	private static final Digest NEW = Pushes.digest('b');

	private static final String PROD = "customer.azurecr.io/tripinsights/poi:v1";

	private static final String TEST = "test.azurecr.io/tripinsights/poi:v1";

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final CountDownLatch answer = new CountDownLatch(1);

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
	void aRegistryThatHangsKeepsNoTagOfAnotherFromBeingLookedAt() throws InterruptedException {
		importWithDoubt("prod");
		importWithDoubt("test");
		this.registries.put(PROD, OLD);
		this.registries.put(TEST, OLD);
		this.clock.goOn(Duration.ofSeconds(31));
		Settings settings = settings();
		TagRecheck recheck = new TagRecheck(settings, this.ledger.ledger(), this.ledger.operations(),
				this.ledger.records(), hangingAt("customer.azurecr.io"),
				new ImportMetrics(new SimpleMeterRegistry(), settings), this.clock);
		List<Thread> threads = recheck.lookAgain();
		for (Thread thread : threads) {
			if (!isOf(thread, TEST)) {
				thread.join(Duration.ofMillis(1));
			}
		}
		while (newest(TEST).origin() != Origin.RECHECK) {
			Thread.onSpinWait();
		}
		assertThat(newest(PROD).origin()).isEqualTo(Origin.EVENT);
		this.clock.goOn(Duration.ofSeconds(31));
		assertThat(recheck.lookAgain()).as("a second look at what hangs").isEmpty();
		this.answer.countDown();
		TestImporting.await(threads);
		assertThat(newest(PROD).origin()).isEqualTo(Origin.RECHECK);
	}

}
