package dev.acrsync.helm;

import java.time.Duration;
import java.util.Map;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.springframework.boot.convert.DurationStyle;

/**
 * The alerts as a template for Azure Resource Manager, which makes a rule group of Azure
 * Monitor's managed Prometheus of them.
 *
 * @see <a href=
 * "https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-rule-groups">Azure
 * Monitor managed service for Prometheus rule groups</a>
 */
final class AzureAlerts {

	private static final Map<String, Integer> SEVERITIES = Map.of("critical", 1, "warning", 2);

	private AzureAlerts() {
	}

	/**
	 * Returns the template of a file of Prometheus.
	 */
	static String template(JsonObject alerts) {
		JsonObject template = new JsonObject();
		template.addProperty("$schema",
				"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#");
		template.addProperty("contentVersion", "1.0.0.0");
		JsonObject parameters = new JsonObject();
		parameters.add("workspace", parameter("Resource id of the Azure Monitor workspace that has the metrics"));
		parameters.add("cluster", parameter("Name of the AKS cluster that acr-sync runs in"));
		parameters.add("actionGroup", parameter("Resource id of the action group that is told"));
		template.add("parameters", parameters);
		JsonObject group = new JsonObject();
		group.addProperty("type", "Microsoft.AlertsManagement/prometheusRuleGroups");
		group.addProperty("apiVersion", "2023-03-01");
		group.addProperty("name", "acr-sync");
		group.addProperty("location", "[resourceGroup().location]");
		group.add("properties", properties(alerts));
		template.add("resources", array(group));
		return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(template) + "\n";
	}

	private static JsonObject parameter(String description) {
		JsonObject metadata = new JsonObject();
		metadata.addProperty("description", description);
		JsonObject parameter = new JsonObject();
		parameter.addProperty("type", "string");
		parameter.add("metadata", metadata);
		return parameter;
	}

	private static JsonObject properties(JsonObject alerts) {
		JsonObject properties = new JsonObject();
		JsonArray scopes = new JsonArray();
		scopes.add("[parameters('workspace')]");
		properties.add("scopes", scopes);
		properties.addProperty("clusterName", "[parameters('cluster')]");
		properties.addProperty("interval", "PT1M");
		JsonArray rules = new JsonArray();
		for (JsonElement group : alerts.getAsJsonArray("groups")) {
			group.getAsJsonObject().getAsJsonArray("rules").forEach((it) -> rules.add(rule(it.getAsJsonObject())));
		}
		properties.add("rules", rules);
		return properties;
	}

	private static JsonObject rule(JsonObject alert) {
		JsonObject rule = new JsonObject();
		rule.add("alert", alert.get("alert"));
		rule.addProperty("expression", alert.get("expr").getAsString().strip());
		if (alert.has("for")) {
			Duration pending = DurationStyle.SIMPLE.parse(alert.get("for").getAsString());
			rule.addProperty("for", pending.toString());
		}
		rule.addProperty("severity", SEVERITIES.get(alert.getAsJsonObject("labels").get("severity").getAsString()));
		rule.add("labels", alert.get("labels"));
		rule.add("annotations", alert.get("annotations"));
		JsonObject action = new JsonObject();
		action.addProperty("actionGroupId", "[parameters('actionGroup')]");
		rule.add("actions", array(action));
		return rule;
	}

	private static JsonArray array(JsonObject element) {
		JsonArray array = new JsonArray();
		array.add(element);
		return array;
	}

}
