package dev.acrsync.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A registry as the stand-in for Resource Manager describes it, and what our identity may
 * do to it.
 */
public final class ArmRegistry {

	private final Map<String, Object> properties = new ConcurrentHashMap<>();

	private final Map<String, Object> envelope = new ConcurrentHashMap<>(Map.of("sku", Map.of("name", "Premium")));

	private volatile List<String> actions = List.of("Microsoft.ContainerRegistry/registries/importImage/action",
			"Microsoft.ContainerRegistry/registries/read", "Microsoft.ContainerRegistry/registries/pull/read");

	private volatile List<String> notActions = List.of();

	private volatile Optional<StandInAnswer> refusal = Optional.empty();

	private volatile Optional<StandInAnswer> secrecy = Optional.empty();

	ArmRegistry(String name) {
		this.properties.put("loginServer", name + ".azurecr.io");
		this.properties.put("publicNetworkAccess", "Enabled");
		this.properties.put("networkRuleBypassOptions", "AzureServices");
	}

	/**
	 * Is what somebody has made it.
	 * @param envelope its id, name, place, SKU and tags
	 */
	void envelope(Map<String, ?> envelope) {
		this.envelope.putAll(envelope);
	}

	/**
	 * Sets one of its properties.
	 */
	void property(String name, Object value) {
		this.properties.put(name, value);
	}

	Map<String, Object> json() {
		Map<String, Object> json = new LinkedHashMap<>(this.envelope);
		json.put("properties", this.properties);
		return json;
	}

	/**
	 * Gives it another login server.
	 */
	public void loginServer(String host) {
		this.properties.put("loginServer", host);
	}

	/**
	 * Sets the status of a policy, such as {@code quarantinePolicy}.
	 */
	public void policy(String name, String status) {
		this.properties.put("policies", Map.of(name, Map.of("status", status)));
	}

	/**
	 * Has roles by repository.
	 */
	public void rolesByRepository() {
		this.properties.put("roleAssignmentMode", "AbacRepositoryPermissions");
	}

	/**
	 * Keeps the network out, and Azure's own services as well if they are not trusted.
	 */
	public void restrict(boolean trustAzure) {
		this.properties.put("publicNetworkAccess", "Disabled");
		this.properties.put("networkRuleBypassOptions", trustAzure ? "AzureServices" : "None");
	}

	/**
	 * Sets what the identity may do to it.
	 */
	public void grant(List<String> actions, List<String> notActions) {
		this.actions = actions;
		this.notActions = notActions;
	}

	/**
	 * Is not there.
	 */
	public void remove() {
		this.refusal = Optional
			.of(ImportFailure.error(404, "ResourceNotFound", "The Resource under resource group was not found."));
	}

	/**
	 * Is not shown to an identity without a role.
	 */
	public void hide() {
		this.refusal = Optional.of(forbidden("Microsoft.ContainerRegistry/registries/read"));
	}

	/**
	 * Does not tell the identity what it may do.
	 */
	public void hidePermissions() {
		this.secrecy = Optional.of(forbidden("Microsoft.Authorization/permissions/read"));
	}

	private static StandInAnswer forbidden(String action) {
		return ImportFailure.error(403, "AuthorizationFailed",
				"The client does not have authorization to perform action '%s'.".formatted(action));
	}

	StandInAnswer resource() {
		return this.refusal.orElseGet(() -> StandInAnswer.json(200, json()));
	}

	StandInAnswer permissions() {
		return this.refusal.or(() -> this.secrecy)
			.orElseGet(() -> StandInAnswer.json(200, Map.of("value", List.of(Map.of("actions", this.actions,
					"notActions", this.notActions, "dataActions", List.of(), "notDataActions", List.of())))));
	}

}
