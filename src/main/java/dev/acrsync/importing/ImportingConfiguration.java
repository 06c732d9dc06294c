package dev.acrsync.importing;

import java.time.Clock;
import java.util.random.RandomGenerator;

import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.registry.Pause;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * Puts the worker together.
 */
@Configuration(proxyBeanMethods = false)
class ImportingConfiguration {

	@Bean
	ImportMetrics importMetrics(MeterRegistry meters, Settings settings) {
		return new ImportMetrics(meters, settings);
	}

	@Bean
	Pause pause() {
		return Thread::sleep;
	}

	/**
	 * For imports alone: a comparison makes no span of what it reads.
	 */
	@Bean
	@Fallback
	TracedRegistries tracedRegistries(Registries registries, Tracing tracing) {
		return new TracedRegistries(registries, tracing);
	}

	@Bean
	@Fallback
	TracedOperations tracedOperations(ImportOperations azure, Tracing tracing) {
		return new TracedOperations(azure, tracing);
	}

	@Bean
	Copy copy(Settings settings, Ledger ledger, TracedRegistries registries, TracedOperations azure, Clock clock,
			Pause pause, Tracing tracing) {
		return new Copy(ledger, azure, new TargetTag(registries), settings.imports().deadline(), clock, pause, tracing);
	}

	@Bean
	TagLocks tagLocks(TracedRegistries registries, Clock clock) {
		return new TagLocks(registries, clock);
	}

	@Bean
	Referrers referrers(TracedRegistries registries, TagLocks tagLocks, TracedOperations azure, ImportMetrics metrics,
			Clock clock, Pause pause, Tracing tracing) {
		return new Referrers(registries, tagLocks, new QuickCopy(azure, clock, pause), metrics, tracing);
	}

	@Bean
	Importer importer(Settings settings, ImportRecords records, TracedRegistries registries, TagLocks tagLocks,
			Copy copy, Referrers referrers, Clock clock) {
		return new Importer(settings, records, registries, tagLocks, copy, referrers, clock);
	}

	@Bean
	ImportWorker importWorker(Settings settings, Ledger ledger, ImportRecords records, Importer importer,
			ImportMetrics metrics, MeterRegistry meters, Clock clock, Tracing tracing) {
		return new ImportWorker(settings, ledger, records, importer,
				new Recorder(ledger, new Backoff(settings.imports(), RandomGenerator.getDefault()), metrics, clock,
						tracing),
				new Concurrency(settings.imports().concurrency(), settings.targets().keySet(), meters), tracing);
	}

}
