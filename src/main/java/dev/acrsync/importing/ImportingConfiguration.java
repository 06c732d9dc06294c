package dev.acrsync.importing;

import java.time.Clock;
import java.util.random.RandomGenerator;

import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.registry.Pause;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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

	@Bean
	Copy copy(Settings settings, Ledger ledger, Registries registries, ImportOperations azure, Clock clock,
			Pause pause) {
		return new Copy(ledger, azure, new TargetTag(registries), settings.imports().deadline(), clock, pause);
	}

	@Bean
	TagLocks tagLocks(Registries registries) {
		return new TagLocks(registries);
	}

	@Bean
	Referrers referrers(Registries registries, TagLocks tagLocks, ImportOperations azure, ImportMetrics metrics,
			Clock clock, Pause pause) {
		return new Referrers(registries, tagLocks, new QuickCopy(azure, clock, pause), metrics);
	}

	@Bean
	Importer importer(Settings settings, ImportRecords records, Registries registries, TagLocks tagLocks, Copy copy,
			Referrers referrers, Clock clock) {
		return new Importer(settings, records, registries, tagLocks, copy, referrers, clock);
	}

	@Bean
	ImportWorker importWorker(Settings settings, Ledger ledger, ImportRecords records, Importer importer,
			ImportMetrics metrics, MeterRegistry meters, Clock clock) {
		return new ImportWorker(settings, ledger, records, importer,
				new Recorder(ledger, new Backoff(settings.imports(), RandomGenerator.getDefault()), metrics, clock),
				new Concurrency(settings.imports().concurrency(), settings.targets().keySet(), meters));
	}

}
