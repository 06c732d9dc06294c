package dev.acrsync.live;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.live.RegistryLogin.EntraLogin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a run makes in a resource group, and deletes again. It touches nothing that does
 * not show by its tag and by its name, both of the same run, that a run has made it.
 */
final class RunResources implements AutoCloseable {

	static final String TAG = "acr-sync-live";

	private static final String PREFIX = "acrsynclive";

	private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-f]{8})(?:vendor|customer|)");

	private final AzureAccess access;

	private final RecordedHttp http;

	private final ArmSession arm;

	private final Set<String> made = Collections.synchronizedSet(new LinkedHashSet<>());

	private final ExchangeMask mask = new ExchangeMask();

	private final String group;

	RunResources(AzureAccess access, String subscription, String resourceGroup) {
		this.access = access;
		this.http = new RecordedHttp(access.tls());
		this.arm = new ArmSession(access, this.http);
		this.group = "/subscriptions/%s/resourceGroups/%s".formatted(subscription, resourceGroup);
		this.mask.name(subscription, "<subscription>");
		this.mask.name("resourceGroups/" + resourceGroup, "resourceGroups/<group>");
	}

	AzureAccess access() {
		return this.access;
	}

	RecordedHttp http() {
		return this.http;
	}

	ArmSession arm() {
		return this.arm;
	}

	ExchangeMask mask() {
		return this.mask;
	}

	private static String name(String run, String role) {
		return PREFIX + run + role;
	}

	/**
	 * Returns where the resource group is.
	 */
	String location() {
		return this.arm.send("GET", this.group, ArmSession.GROUPS, Map.of())
			.required("The look at the resource group")
			.path("location")
			.asString();
	}

	/**
	 * Makes a registry, and waits for it.
	 * @param run eight hexadecimal digits
	 */
	LiveRegistry create(String run, String role, String location, String sku) {
		String id = registries() + "/" + name(run, role);
		this.made.add(id);
		this.arm
			.put(id, Map.of("location", location, "sku", Map.of("name", sku), "tags", Map.of(TAG, run), "properties",
					Map.of()))
			.required("The making of a registry");
		await(() -> this.arm.get(id).json().at("/properties/provisioningState").asString("").equals("Succeeded"));
		JsonNode made = this.arm.get(id).required("The look at a new registry");
		String loginServer = made.at("/properties/loginServer").asString();
		String roleMode = made.at("/properties/roleAssignmentMode").asString("none");
		if (roleMode.equals("AbacRepositoryPermissions")) {
			// There an owner may neither push nor pull
			this.arm.patch(id, Map.of("properties", Map.of("roleAssignmentMode", "LegacyRegistryPermissions")))
				.required("The change of the role mode");
			await(() -> this.arm.get(id).json().at("/properties/provisioningState").asString("").equals("Succeeded"));
		}
		return new LiveRegistry(id, loginServer, roleMode, new RegistrySession(this.access, this.http,
				this.access.dataPlane(made), loginServer, EntraLogin.REGISTRY));
	}

	/**
	 * Makes the storage account of the run that has made a registry, unless it is there.
	 * @throws NotTriedException if Azure does not let us
	 */
	JsonNode storage(LiveRegistry registry) {
		String run = run(registry.name()).orElseThrow();
		String id = accounts() + "/" + PREFIX + run;
		if (this.made.add(id)) {
			HttpReply reply = this.arm.send("PUT", id, ArmSession.STORAGE, Map.of("location", location(), "kind",
					"StorageV2", "sku", Map.of("name", "Standard_LRS"), "tags", Map.of(TAG, run)));
			if (reply.status() >= 300) {
				throw new NotTriedException("no storage account can be made: %d %s".formatted(reply.status(),
						reply.json().at("/error/code").asString("")));
			}
			await(() -> get(id).json().at("/properties/provisioningState").asString("").equals("Succeeded"));
		}
		return get(id).required("The look at the storage account");
	}

	/**
	 * Returns the ids of what this run has made and not deleted, the earliest first.
	 */
	List<String> made() {
		return List.copyOf(this.made);
	}

	/**
	 * Returns the ids of what earlier runs have made and not deleted.
	 */
	List<String> leftovers() {
		JsonNode registries = get(registries()).required("The listing of the resource group's registries");
		HttpReply accounts = get(accounts());
		// Where nobody has used storage there is none
		JsonNode storage = (accounts.status() == 404 || accounts.status() == 409) ? MissingNode.getInstance()
				: accounts.required("The listing of the resource group's storage accounts");
		return Stream.of(registries, storage)
			.flatMap((list) -> list.path("value").valueStream())
			.filter(RunResources::isOurs)
			.map((resource) -> resource.path("id").asString())
			.toList();
	}

	/**
	 * Deletes what a run has made, and waits until it is gone.
	 */
	void delete(String id) {
		HttpReply found = get(id);
		if (found.status() != 404) {
			if (!isOurs(found.required("The look at " + id))) {
				throw new IllegalStateException("It was not made by a run, and is left alone");
			}
			this.arm.send("DELETE", id, version(id), Map.of()).required("The deletion");
			await(() -> get(id).status() == 404);
		}
		this.made.remove(id);
	}

	private HttpReply get(String id) {
		return this.arm.send("GET", id, version(id), Map.of());
	}

	private static String version(String id) {
		return id.contains("/Microsoft.Storage/") ? ArmSession.STORAGE : ArmSession.REGISTRIES;
	}

	/**
	 * Tells whether a run has made this.
	 */
	static boolean isOurs(JsonNode resource) {
		return run(resource.path("name").asString("")).filter(resource.path("tags").path(TAG).asString("")::equals)
			.isPresent();
	}

	private static Optional<String> run(String name) {
		return Optional.of(NAME.matcher(name)).filter(Matcher::matches).map((matcher) -> matcher.group(1));
	}

	@Override
	public void close() {
		this.http.close();
		this.access.close();
	}

	private String accounts() {
		return this.group + "/providers/Microsoft.Storage/storageAccounts";
	}

	private String registries() {
		return this.group + "/providers/Microsoft.ContainerRegistry/registries";
	}

	private void await(BooleanSupplier condition) {
		long end = System.nanoTime() + this.access.patience().toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				throw new IllegalStateException("Azure has not come to an end within " + this.access.patience());
			}
			try {
				Thread.sleep(this.access.pause());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

}
