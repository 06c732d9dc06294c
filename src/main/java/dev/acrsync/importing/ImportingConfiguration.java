package dev.acrsync.importing;

import java.time.Clock;
import java.util.random.RandomGenerator;

import dev.acrsync.ledger.ArrivalTimes;
import dev.acrsync.ledger.ComparisonRecords;
import dev.acrsync.ledger.FollowUps;
import dev.acrsync.ledger.ImportRecords;
import dev.acrsync.ledger.ImportTries;
import dev.acrsync.ledger.KnownManifests;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.OperationRecords;
import dev.acrsync.ledger.RepeatedStep;
import dev.acrsync.ledger.ServedNames;
import dev.acrsync.ledger.StoredAges;
import dev.acrsync.registry.Pause;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.RegistryBudgets;
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
	ImportMetrics importMetrics(MeterRegistry meters, Settings settings, ArrivalTimes arrivals) {
		return new ImportMetrics(meters, settings, arrivals::arrived);
	}

	@Bean
	RegistryBreakers registryBreakers(Settings settings, MeterRegistry meters) {
		return new RegistryBreakers(settings, meters, System::nanoTime);
	}

	/**
	 * For imports alone: a comparison makes no span of what it reads.
	 */
	@Bean
	@Fallback
	TracedRegistries tracedRegistries(Registries registries, RegistryBreakers breakers, Tracing tracing) {
		return new TracedRegistries(new GuardedRegistries(registries, breakers), tracing);
	}

	@Bean
	@Fallback
	TracedOperations tracedOperations(ImportOperations azure, Tracing tracing) {
		return new TracedOperations(azure, tracing);
	}

	@Bean
	TargetConcurrency concurrency(Settings settings, MeterRegistry meters) {
		return new TargetConcurrency(settings.imports().concurrency(), settings.targets().keySet(), meters,
				System::nanoTime);
	}

	@Bean
	ClaimedOperations claimedOperations(TracedOperations azure, TargetConcurrency concurrency) {
		return new ClaimedOperations(azure, concurrency);
	}

	@Bean
	OperationPace operationPace() {
		return new OperationPace();
	}

	@Bean
	OperationSettlement operationSettlement(OperationRecords operations, TracedRegistries registries,
			OperationPace pace, ImportMetrics metrics, Clock clock, Pause pause, Tracing tracing) {
		return new OperationSettlement(operations, new TargetTag(registries), pace, metrics, clock, pause, tracing);
	}

	@Bean
	OperationFollower operationFollower(Settings settings, OperationRecords operations, ClaimedOperations azure,
			TracedRegistries registries, OperationSettlement settlement, OperationPace pace, Clock clock, Pause pause,
			Tracing tracing) {
		return new OperationFollower(operations, azure, new TargetTag(registries.untraced()),
				new TargetLooks(registries.untraced(), pace, System::nanoTime), settlement, pace,
				settings.imports().deadline(), clock, pause, tracing);
	}

	@Bean
	AzureCopier copy(Settings settings, OperationRecords operations, ClaimedOperations azure,
			TracedRegistries registries, OperationFollower follower, OperationSettlement settlement, OperationPace pace,
			Clock clock) {
		return new AzureCopier(operations, azure, new TargetTag(registries), follower, settlement, pace,
				settings.imports().deadline(), clock);
	}

	@Bean
	RepeatedStep tagRecheck(Settings settings, Ledger ledger, OperationRecords operations, ImportRecords records,
			TracedRegistries registries, ImportMetrics metrics, Clock clock) {
		return new RepeatedStep(TagRecheck.NAME, TagRecheck.INTERVAL, new TagRecheck(settings, ledger, operations,
				records, registries.untraced(), metrics, clock)::lookAgain);
	}

	@Bean
	TagLocks tagLocks(TracedRegistries registries, Clock clock) {
		return new TagLocks(registries, clock);
	}

	@Bean
	RepeatedStep referrerFollowUp(Settings settings, Ledger ledger, ImportRecords records, FollowUps followUps,
			TracedRegistries registries, CosignTags cosignTags) {
		return new RepeatedStep(ReferrerFollowUp.NAME, ReferrerFollowUp.INTERVAL,
				new ReferrerFollowUp(settings, ledger, records, followUps, registries.untraced(), cosignTags)::look);
	}

	@Bean
	CosignTags cosignTags(TracedRegistries registries, ImportRecords records) {
		return new CosignTags(registries, records, System::nanoTime);
	}

	@Bean
	KnownReferrers knownReferrers(TracedRegistries registries, KnownManifests manifests, StoredAges ages) {
		return new KnownReferrers(registries.untraced(), manifests, ages, System::nanoTime);
	}

	@Bean
	ReferrerFinder attachments(TracedRegistries registries, CosignTags cosignTags, KnownReferrers known) {
		return new ReferrerFinder(registries, cosignTags, known);
	}

	@Bean
	ReferrerImporter referrers(TracedRegistries registries, ReferrerFinder finder, FollowUps followUps,
			TagLocks tagLocks, AzureCopier copier, ImportMetrics metrics, Clock clock, Tracing tracing) {
		return new ReferrerImporter(registries, finder, followUps, tagLocks, copier, metrics,
				new ReferrerSightings(metrics, clock), tracing);
	}

	@Bean
	TagOwnership tagOwnership(Settings settings, ComparisonRecords comparisons) {
		return new TagOwnership(settings, comparisons);
	}

	@Bean
	Importer importer(Settings settings, Ledger ledger, ImportRecords records, TracedRegistries registries,
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
