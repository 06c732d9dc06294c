package dev.acrsync.ledger;

import java.nio.file.Path;

import dev.acrsync.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class QueueMetricsTests {

	@TempDir
	Path directory;

	@Test
	void waitOnceForADatabaseThatIsAway(CapturedOutput output) {
		SettableClock clock = new SettableClock("2026-11-24T12:00:00Z");
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestLedger ledger = new TestLedger("jdbc:sqlite:" + this.directory.resolve("ledger.db"), clock)) {
			new QueueMetrics(ledger.records(), clock).bindTo(meters);
		}
		meters.get("acr.sync.queue.imports").gauges().forEach((gauge) -> assertThat(gauge.value()).isZero());
		meters.get("acr.sync.queue.oldest").gauge().value();
		assertThat(output).containsOnlyOnce("The queue's metrics could not be read");
	}

}
