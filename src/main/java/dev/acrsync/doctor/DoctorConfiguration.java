package dev.acrsync.doctor;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import dev.acrsync.azure.AzureInspection;
import dev.acrsync.azure.VendorInspection;
import dev.acrsync.doctor.Check.Need;
import dev.acrsync.ledger.Completeness;
import dev.acrsync.ledger.DatabaseInspection;
import dev.acrsync.registry.ForeignText;
import dev.acrsync.registry.Logins;
import dev.acrsync.registry.Registries;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

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
			Logins logins, DatabaseInspection database, ObjectProvider<Completeness> completeness,
			ForeignText foreignText, Clock clock) {
		PasswordCheck passwords = new PasswordCheck(clock);
		SourceCheck sources = new SourceCheck(registries, logins, azure, new FederationCheck(vendors));
		TargetCheck targets = new TargetCheck(settings, registries, azure);
		ResourceCheck resources = new ResourceCheck(azure);
		LockCheck locks = new LockCheck(settings, registries);
		return new Doctor(() -> {
			List<Check> checks = new ArrayList<>(new AzureCheck(settings.azure(), azure, clock).checks().toList());
			checks.add(new Check(DatabaseCheck.SUBJECT, Need.NETWORK, Check.DATABASE, () -> {
				List<Finding> findings = new ArrayList<>(new DatabaseCheck(database).look());
				if (findings.stream().noneMatch((finding) -> finding.level() == Level.ERROR)) {
					findings.addAll(new CrashCheck(database).look());
				}
				return findings;
			}));
			checks.add(new Check("rules", Need.CONFIGURATION, Check.NOBODY, new RulesCheck(settings)::look));
			checks
				.add(new Check("webhook secrets", Need.CONFIGURATION, Check.NOBODY, new SecretsCheck(settings)::look));
			for (Source source : new TreeMap<>(settings.sources()).values()) {
				passwords.of(Side.of(source)).forEach(checks::add);
				resources.of(source).forEach(checks::add);
				checks.add(sources.of(source));
				checks.add(locks.of(source));
				completeness.ifAvailable((it) -> checks.add(new LeftImagesCheck(it).of(source)));
			}
			for (Target target : new TreeMap<>(settings.targets()).values()) {
				passwords.of(Side.of(target)).forEach(checks::add);
				checks.add(resources.of(target));
				checks.add(targets.of(target));
			}
			return checks;
		}, foreignText, Doctor.PATIENCE);
	}

}
