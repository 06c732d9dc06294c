package dev.acrsync.arm;

import java.util.Locale;

import tools.jackson.databind.JsonNode;

/**
 * A container registry as Azure Resource Manager describes it. See the <a href=
 * "https://learn.microsoft.com/rest/api/container-registry/registries/get">reference</a>.
 *
 * @param loginServer its login server
 * @param sku Basic, Standard or Premium
 * @param quarantined whether an image that arrives is hidden until somebody lets it out
 * @param restricted whether some or all of the network is kept out
 * @param trustsAzure whether Azure's own services are let in all the same
 * @param exportable whether images may be imported from it
 * @param rolesByRepository whether roles have conditions by repository there (ABAC)
 */
public record RegistryResource(String loginServer, String sku, boolean quarantined, boolean restricted,
		boolean trustsAzure, boolean exportable, boolean rolesByRepository) {

	static RegistryResource of(JsonNode resource) {
		JsonNode properties = resource.path("properties");
		JsonNode policies = properties.path("policies");
		return new RegistryResource(text(properties.path("loginServer")), text(resource.path("sku").path("name")),
				is(policies.path("quarantinePolicy").path("status"), "enabled"),
				is(properties.path("publicNetworkAccess"), "Disabled")
						|| is(properties.path("networkRuleSet").path("defaultAction"), "Deny"),
				!is(properties.path("networkRuleBypassOptions"), "None"),
				!is(policies.path("exportPolicy").path("status"), "disabled"),
				text(properties.path("roleAssignmentMode")).toLowerCase(Locale.ROOT).contains("abac"));
	}

	private static boolean is(JsonNode node, String value) {
		return value.equalsIgnoreCase(text(node));
	}

	private static String text(JsonNode node) {
		return node.asString("");
	}

}
