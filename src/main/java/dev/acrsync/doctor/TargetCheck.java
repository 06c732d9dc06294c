package dev.acrsync.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.acrsync.arm.AzureInspection;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.rules.RuleReview;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Target;

/**
 * Checks that we can read targets, which is how arrivals are proved.
 */
final class TargetCheck {

	private final Settings settings;

	private final Registries registries;

	private final AzureInspection azure;

	TargetCheck(Settings settings, Registries registries, AzureInspection azure) {
		this.settings = settings;
		this.registries = registries;
		this.azure = azure;
	}

	DoctorCheck of(Target target) {
		CheckedRegistry side = CheckedRegistry.of(target);
		return new DoctorCheck(side.subject(), side.needs(), side.route(), () -> List.of(read(side, target)));
	}

	private Finding read(CheckedRegistry side, Target target) {
		Optional<RepositoryName> repository = repository(target);
		if (repository.isEmpty()) {
			return Finding.warning(side.subject(), "No rule brings anything to it",
					"Name it in acr-sync.sources.<s>.rules[<n>].targets, or remove " + side.key());
		}
		return (PullProbe.of(this.registries, side.registry(), repository.get()) instanceof Unreadable reason)
				? RegistryFindings.finding(side, reason, "", login(side, target))
				: Finding.ok(side.subject(), "Its tags can be read");
	}

	private Optional<RepositoryName> repository(Target target) {
		return this.settings.sources()
			.values()
			.stream()
			.flatMap((source) -> source.rules().rules().stream())
			.filter((rule) -> rule.targets().contains(target.name()))
			.flatMap((rule) -> RuleReview.target(rule).stream())
			.sorted(Comparator.comparing(RepositoryName::value))
			.findFirst();
	}

	private String login(CheckedRegistry side, Target target) {
		return (side.registry().credentials() instanceof Credentials.ManagedIdentity) ? AzCommands.assignImporter(
				this.azure.managementToken().flatMap(EntraClaims::objectId).orElse("<object id of the identity>"),
				target.resourceId())
				: "Correct %s.username and %s.password, or remove both to use the managed identity"
					.formatted(side.key(), side.key());
	}

}
