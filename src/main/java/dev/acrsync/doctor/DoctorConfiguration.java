package dev.acrsync.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import dev.acrsync.arm.AzureInspection;
import dev.acrsync.comparisonrecords.CompletenessSums;
import dev.acrsync.databaseinspection.DatabaseInspection;
import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.LoginProbe;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.storagequeue.QueueClient;
import dev.acrsync.storagequeue.SourceQueue;
import dev.acrsync.untrusted.ForeignTextSanitizer;
import dev.acrsync.vendorfederation.VendorInspection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Puts the checks together.
 */
@Configuration(proxyBeanMethods = false)
class DoctorConfiguration {

	@Bean
	Doctor doctor(Settings settings, AzureInspection azure, VendorInspection vendors, Registries registries,
			LoginProbe logins, DatabaseInspection database, ObjectProvider<CompletenessSums> completeness,
			ObjectProvider<SourceCalls> calls, ForeignTextSanitizer foreignText, QueueClient queues, EntraTokens tokens,
			Clock clock) {
		PasswordExpiryCheck passwords = new PasswordExpiryCheck(clock);
		SourceCheck sources = new SourceCheck(registries, logins, azure, new FederationCheck(vendors));
		TargetCheck targets = new TargetCheck(settings, registries, azure);
		ResourceCheck resources = new ResourceCheck(azure);
		LockedImageCheck locks = new LockedImageCheck(settings, registries);
		return new Doctor(() -> {
			List<DoctorCheck> checks = new ArrayList<>(
					new AzureCheck(settings.azure(), azure, clock).checks().toList());
			checks.add(new DoctorCheck(DatabaseCheck.SUBJECT, CheckPrerequisite.NETWORK, DoctorCheck.DATABASE, () -> {
				List<Finding> findings = new ArrayList<>(new DatabaseCheck(database).look());
				if (findings.stream().noneMatch((finding) -> finding.level() == FindingLevel.ERROR)) {
					findings.addAll(new CrashCheck(database).look());
				}
				return findings;
			}));
			checks.add(new DoctorCheck("rules", CheckPrerequisite.CONFIGURATION, DoctorCheck.NOBODY,
					new RulesCheck(settings)::look));
			checks.add(new DoctorCheck("webhook secrets", CheckPrerequisite.CONFIGURATION, DoctorCheck.NOBODY,
					new SecretsCheck(settings)::look));
			for (Source source : new TreeMap<>(settings.sources()).values()) {
				passwords.of(CheckedRegistry.of(source)).forEach(checks::add);
				resources.of(source).forEach(checks::add);
				checks.add(sources.of(source));
				checks.add(locks.of(source));
				source.pulls()
					.queue()
					.ifPresent(
							(it) -> checks.add(new QueueCheck(new SourceQueue(queues, tokens), azure).of(source, it)));
				calls.ifAvailable((it) -> checks.add(new DoorCheck(it).of(source)));
				completeness.ifAvailable((it) -> checks.add(new LeftImagesCheck(it).of(source)));
			}
			for (Target target : new TreeMap<>(settings.targets()).values()) {
				passwords.of(CheckedRegistry.of(target)).forEach(checks::add);
				checks.add(resources.of(target));
				checks.add(targets.of(target));
			}
			return checks;
		}, foreignText, Doctor.PATIENCE);
	}

}
