package dev.acrsync.copyoperation;

import java.time.Clock;

import dev.acrsync.breaker.GuardedRegistries;
import dev.acrsync.database.RepeatedStep;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.pace.Pause;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.settings.Settings;
import dev.acrsync.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what copies, and what waits for it.
 */
@Configuration(proxyBeanMethods = false)
class CopyingConfiguration {

	@Bean
	TargetConcurrency concurrency(Settings settings, MeterRegistry meters) {
		return new TargetConcurrency(settings.imports().concurrency(), settings.targets().keySet(), meters,
				System::nanoTime);
	}

	@Bean
	ClaimedOperations claimedOperations(ImportOperations azure, TargetConcurrency concurrency, Tracing tracing) {
		return new ClaimedOperations(azure, concurrency, tracing);
	}

	@Bean
	OperationPace operationPace() {
		return new OperationPace();
	}

	@Bean
	OperationSettlement operationSettlement(OperationRecords operations, GuardedRegistries registries,
			OperationPace pace, ImportMetrics metrics, Clock clock, Pause pause, Tracing tracing) {
		return new OperationSettlement(operations, new TargetTag(registries), pace, metrics, clock, pause, tracing);
	}

	@Bean
	OperationFollower operationFollower(Settings settings, OperationRecords operations, ClaimedOperations azure,
			GuardedRegistries registries, OperationSettlement settlement, OperationPace pace, Clock clock, Pause pause,
			Tracing tracing) {
		return new OperationFollower(operations, azure, new TargetTag(registries.untraced()),
				new TargetLooks(registries.untraced(), pace, System::nanoTime), settlement, pace,
				settings.imports().deadline(), clock, pause, tracing);
	}

	@Bean
	AzureCopier copy(Settings settings, OperationRecords operations, ClaimedOperations azure,
			GuardedRegistries registries, OperationFollower follower, OperationSettlement settlement,
			OperationPace pace, Clock clock) {
		return new AzureCopier(operations, azure, new TargetTag(registries), follower, settlement, pace,
				settings.imports().deadline(), clock);
	}

	@Bean
	RepeatedStep tagRecheck(Settings settings, Ledger ledger, OperationRecords operations, ImportRecords records,
			GuardedRegistries registries, ImportMetrics metrics, Clock clock) {
		return new RepeatedStep(TagRecheck.NAME, TagRecheck.INTERVAL, new TagRecheck(settings, ledger, operations,
				records, registries.untraced(), metrics, clock)::lookAgain);
	}

	@Bean
	TagLocks tagLocks(GuardedRegistries registries, Clock clock) {
		return new TagLocks(registries, clock);
	}

}
