package dev.acrsync.companions;

import java.time.Clock;

import dev.acrsync.breaker.GuardedRegistries;
import dev.acrsync.copyoperation.AzureCopier;
import dev.acrsync.copyoperation.TagLocks;
import dev.acrsync.database.RepeatedStep;
import dev.acrsync.importtask.ImportMetrics;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.resumption.FollowUps;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.settings.Settings;
import dev.acrsync.storedages.StoredAges;
import dev.acrsync.tracing.Tracing;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts together what brings along what belongs to an image.
 */
@Configuration(proxyBeanMethods = false)
class CompanionConfiguration {

	@Bean
	RepeatedStep referrerFollowUp(Settings settings, Ledger ledger, ImportRecords records, FollowUps followUps,
			GuardedRegistries registries, CosignTags cosignTags) {
		return new RepeatedStep(ReferrerFollowUp.NAME, ReferrerFollowUp.INTERVAL,
				new ReferrerFollowUp(settings, ledger, records, followUps, registries.untraced(), cosignTags)::look);
	}

	@Bean
	CosignTags cosignTags(GuardedRegistries registries, ImportRecords records) {
		return new CosignTags(registries, records, System::nanoTime);
	}

	@Bean
	ListedReferrers knownReferrers(GuardedRegistries registries, KnownManifests manifests, StoredAges ages) {
		return new ListedReferrers(registries.untraced(), manifests, ages, System::nanoTime);
	}

	@Bean
	ReferrerFinder attachments(GuardedRegistries registries, CosignTags cosignTags, ListedReferrers known) {
		return new ReferrerFinder(registries, cosignTags, known);
	}

	@Bean
	ReferrerCopier referrerCopier(GuardedRegistries registries, TagLocks tagLocks, AzureCopier copier,
			ImportMetrics metrics, Clock clock) {
		return new ReferrerCopier(registries, tagLocks, copier, metrics, new ReferrerSightings(metrics, clock));
	}

	@Bean
	ReferrerImporter referrers(GuardedRegistries registries, ReferrerFinder finder, FollowUps followUps,
			ReferrerCopier copier, Tracing tracing) {
		return new ReferrerImporter(registries, finder, followUps, copier, tracing);
	}

}
