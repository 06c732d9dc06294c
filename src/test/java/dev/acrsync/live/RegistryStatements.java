package dev.acrsync.live;

import java.util.Map;

import dev.acrsync.live.AzureStatement.Evidence;
import tools.jackson.databind.JsonNode;

/**
 * How Resource Manager describes a registry.
 */
final class RegistryStatements {

	private RegistryStatements() {
	}

	@AzureStatement(id = "registry-described",
			says = "A registry says its login server, publicNetworkAccess and networkRuleBypassOptions.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/containerregistry",
			otherwise = "The doctor says that it cannot tell; imports do not need it.")
	static void registryDescribed(StatementStage stage, Observation seen) {
		JsonNode registry = stage.arm().get(stage.customer().id()).json();
		String loginServer = registry.at("/properties/loginServer").asString("");
		seen.expect("loginServer", stage.customer().loginServer(), loginServer);
		seen.expect("publicNetworkAccess", "Enabled", registry.at("/properties/publicNetworkAccess").asString(""));
		seen.expect("networkRuleBypassOptions", "AzureServices",
				registry.at("/properties/networkRuleBypassOptions").asString(""));
		seen.note("SKU", registry.at("/sku/name").asString(""));
	}

	@AzureStatement(id = "registry-role-mode",
			says = "A new registry that was not asked for roles by repository has the roleAssignmentMode "
					+ "LegacyRegistryPermissions.",
			evidence = Evidence.ASSUMED,
			source = "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/containerregistry",
			otherwise = "With AbacRepositoryPermissions the doctor says which roles count there.")
	static void registryRoleMode(StatementStage stage, Observation seen) {
		seen.expect("roleAssignmentMode", "LegacyRegistryPermissions", stage.customer().roleMode());
	}

	@AzureStatement(id = "registry-permissions",
			says = "What our identity may do is listed at the registry's "
					+ "Microsoft.Authorization/permissions, as actions and notActions.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/rest/api/authorization/permissions/list-for-resource",
			otherwise = "The doctor says that it cannot tell; the first import does.")
	static void registryPermissions(StatementStage stage, Observation seen) {
		JsonNode permissions = stage.arm()
			.send("GET", stage.customer().id() + "/providers/Microsoft.Authorization/permissions",
					ArmSession.PERMISSIONS, Map.of())
			.json();
		seen.expect("actions", "is a list", permissions.at("/value/0/actions").isArray(),
				permissions.at("/value/0/actions"));
		seen.expect("notActions", "is a list", permissions.at("/value/0/notActions").isArray(),
				permissions.at("/value/0/notActions"));
	}

	@AzureStatement(id = "registry-missing",
			says = "A registry that does not exist is answered with 404 and ResourceNotFound.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-not-found",
			otherwise = "Any 404 is said to be a wrong resource-id.")
	static void registryMissing(StatementStage stage, Observation seen) {
		HttpReply reply = stage.arm().get(stage.customer().id() + "none");
		seen.expect("status", 404, reply.status());
		seen.expect("code", "ResourceNotFound", reply.json().at("/error/code").asString(""));
	}

}
