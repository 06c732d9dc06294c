package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.acrsync.arm.ArmResult;
import dev.acrsync.arm.ArmResult.Answered;
import dev.acrsync.arm.ArmResult.Refused;
import dev.acrsync.arm.ArmResult.Unanswered;
import dev.acrsync.arm.AzureInspection;
import dev.acrsync.arm.RegistryResource;
import dev.acrsync.arm.RolePermissions;
import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Checks that registries are at Azure what they are taken for, and may be used.
 */
final class ResourceCheck {

	private static final String IMPORT = "Microsoft.ContainerRegistry/registries/importImage/action";

	private final AzureInspection azure;

	ResourceCheck(AzureInspection azure) {
		this.azure = azure;
	}

	DoctorCheck of(Target target) {
		CheckedRegistry side = CheckedRegistry.of(target);
		return new DoctorCheck(side.subject(), CheckPrerequisite.IDENTITY, this.azure.resourceManager(),
				() -> look(side, target.resourceId(), true));
	}

	Stream<DoctorCheck> of(Source source) {
		CheckedRegistry side = CheckedRegistry.of(source);
		return source.resourceId()
			.stream()
			.map((id) -> new DoctorCheck(side.subject(), CheckPrerequisite.IDENTITY, this.azure.resourceManager(),
					() -> look(side, id, false)));
	}

	private List<Finding> look(CheckedRegistry side, ResourceId id, boolean target) {
		ArmResult<RegistryResource> result = this.azure.registry(id);
		if (!(result instanceof Answered<RegistryResource>(RegistryResource resource))) {
			return List.of(missing(side, id, result));
		}
		List<Finding> findings = new ArrayList<>(common(side, id, resource, target ? ".login-server" : ".registry"));
		if (target) {
			findings.addAll(target(side, id, resource));
		}
		else if (!resource.exportable()) {
			findings.add(Finding.error(side.subject(), "Its export policy forbids imports from it",
					AzCommands.set(id, "policies.exportPolicy.status=enabled")));
		}
		if (findings.isEmpty()) {
			findings.add(Finding.ok(side.subject(), "It is registry %s, %s%s%s".formatted(id.registry(), resource.sku(),
					target ? "; " + importing(id) : "", roles(resource))));
		}
		return findings;
	}

	private static String roles(RegistryResource resource) {
		return resource.rolesByRepository() ? ". Its roles are by repository (ABAC): AcrPull and AcrPush do not count "
				+ "there, 'Container Registry Data Importer and Data Reader' does; to read alone 'Container Registry "
				+ "Repository Reader', with 'Container Registry Repository Catalog Lister' for rules with wildcards"
				: "";
	}

	private Finding missing(CheckedRegistry side, ResourceId id, ArmResult<RegistryResource> result) {
		String key = side.key() + ".resource-id";
		return switch (result) {
			case Refused<RegistryResource>(int status, String code, String quote) when "MissingSubscriptionRegistration"
				.equals(code) ->
				Finding.error(side.subject(), "Its subscription does not use container registries. " + quote,
						"az provider register --subscription %s --namespace Microsoft.ContainerRegistry"
							.formatted(id.subscription()));
			case Refused<RegistryResource>(int status, String _, String quote) when status == 404 ->
				Finding.error(side.subject(), "Azure has no such registry, resource group or subscription. " + quote,
						"Set %s to what 'az acr show --name %s --query id --output tsv' prints".formatted(key,
								id.registry()));
			case Refused<RegistryResource>(int status, String _, String quote) when status == 403 ->
				Finding.error(side.subject(), "This service's identity has no role on it. " + quote,
						AzCommands.assignImporter(assignee(), id));
			case Refused<RegistryResource>(int status, String _, String quote) when status == 401 -> Finding.error(
					side.subject(), "Azure does not take this service's identity. " + quote,
					"Use an identity of the tenant that subscription %s belongs to, and see that acr-sync.azure.cloud is right"
						.formatted(id.subscription()));
			case Refused<RegistryResource>(int _, String _, String quote) ->
				Finding.error(side.subject(), quote, "Ask again in a minute");
			case Unanswered<RegistryResource>(String message) -> Finding.error(side.subject(), message, "Ask again");
			case Answered<RegistryResource> _ -> throw new IllegalStateException("it is not missing");
		};
	}

	private static List<Finding> common(CheckedRegistry side, ResourceId id, RegistryResource resource,
			String hostKey) {
		List<Finding> findings = new ArrayList<>();
		if (!resource.loginServer().isEmpty()
				&& !resource.loginServer().equalsIgnoreCase(side.registry().host().value())) {
			findings.add(Finding.error(side.subject(),
					"The login server of registry %s is %s, and not %s".formatted(id.registry(), resource.loginServer(),
							side.registry().host()),
					"Set %s to %s".formatted(side.key() + hostKey, resource.loginServer())));
		}
		if (resource.restricted() && !resource.trustsAzure()) {
			findings
				.add(Finding.error(side.subject(), "Its network is restricted, and keeps Azure's import service out",
						AzCommands.update(id, "--allow-trusted-services true")));
		}
		return findings;
	}

	private List<Finding> target(CheckedRegistry side, ResourceId id, RegistryResource resource) {
		List<Finding> findings = new ArrayList<>();
		if (this.azure.permissions(id) instanceof Answered<RolePermissions>(RolePermissions permissions)
				&& !permissions.allow(IMPORT)) {
			findings.add(Finding.error(side.subject(),
					"No role of this service's identity lets it import (%s)".formatted(IMPORT),
					AzCommands.assignImporter(assignee(), id)));
		}
		if (resource.quarantined()) {
			findings.add(Finding.warning(side.subject(),
					"It quarantines images: one that arrives cannot be pulled before something has let it out",
					AzCommands.set(id, "policies.quarantinePolicy.status=disabled")));
		}
		return findings;
	}

	private String importing(ResourceId id) {
		return switch (this.azure.permissions(id)) {
			case Answered<RolePermissions> _ -> "this service's identity may import into it";
			case Refused<RolePermissions> _ ->
				"whether this service's identity may import into it is not told to it: that takes the role Reader as well";
			case Unanswered<RolePermissions> _ -> "whether this service's identity may import into it was not answered";
		};
	}

	private String assignee() {
		return this.azure.managementToken().flatMap(EntraClaims::objectId).orElse("<object id of the identity>");
	}

}
