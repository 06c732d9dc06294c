package dev.acrsync.importing;

import java.time.Clock;
import java.util.random.RandomGenerator;

import dev.acrsync.breaker.GuardedRegistries;
import dev.acrsync.breaker.RegistryBreakers;
import dev.acrsync.breaker.RegistryGate;
import dev.acrsync.companions.ReferrerImporter;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.copyoperation.AzureCopier;
import dev.acrsync.copyoperation.OperationPace;
import dev.acrsync.copyoperation.TagLocks;
import dev.acrsync.copyoperation.TargetConcurrency;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.ServedNames;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.pace.RegistryBudgets;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.settings.Settings;
import dev.acrsync.storedages.StoredAges;
import dev.acrsync.tracing.Tracing;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the worker together.
 */
@Configuration(proxyBeanMethods = false)
class ImportingConfiguration {

	@Bean
	TagOwnership tagOwnership(Settings settings, ComparisonRecords comparisons) {
		return new TagOwnership(settings, comparisons);
	}

	@Bean
	Importer importer(Settings settings, Ledger ledger, ImportRecords records, GuardedRegistries registries,
			TagLocks tagLocks, TagOwnership ownership, AzureCopier copier, ReferrerImporter referrerImporter,
			OperationPace pace, RegistryBreakers breakers, StoredAges ages) {
		return new Importer(settings, ledger, records, registries, tagLocks, ownership, copier, referrerImporter,
				new EventBelief(records, pace, ages), breakers);
	}

	@Bean
	ImportWorker importWorker(Settings settings, Ledger ledger, ServedNames served, RegistryBreakers breakers,
			RegistryBudgets budgets, Importer importer, ImportMetrics metrics, TargetConcurrency concurrency,
			StoredAges ages, ImportTries tries, Clock clock, Tracing tracing) {
		RegistryGate gate = new RegistryGate(settings, breakers, budgets);
		return new ImportWorker(settings, ledger, ages, new UnknownWork(settings, served, System::nanoTime), importer,
				new OutcomeRecorder(ledger, new Backoff(settings.imports(), RandomGenerator.getDefault()), gate,
						metrics, tries, clock, tracing),
				concurrency, gate, tracing);
	}

}
