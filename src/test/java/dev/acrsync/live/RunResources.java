package dev.acrsync.live;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import dev.acrsync.live.RegistryLogin.EntraLogin;
import tools.jackson.databind.JsonNode;

/**
 * What a run makes in a resource group, and deletes again. It touches nothing that does
 * not show by its tag and by its name, both of the same run, that a run has made it.
 */
final class RunResources implements AutoCloseable {

	static final String TAG = "acr-sync-live";

	private static final String PREFIX = "acrsynclive";

	private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-f]{8})(?:vendor|customer)");

	private final AzureAccess access;

	private final RecordedHttp http;

	private final ArmSession arm;

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

	static String name(String run, String role) {
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
	 * Returns the names of what earlier runs have made and not deleted.
	 */
	List<String> leftovers() {
		return this.arm.get(registries())
			.required("The listing of the resource group's registries")
			.path("value")
			.valueStream()
			.filter(RunResources::isOurs)
			.map((registry) -> registry.path("name").asString())
			.toList();
	}

	/**
	 * Deletes a registry that a run has made, and waits until it is gone.
	 */
	void delete(String name) {
		String id = registries() + "/" + name;
		HttpReply found = this.arm.get(id);
		if (found.status() == 404) {
			return;
		}
		if (!isOurs(found.required("The look at " + name))) {
			throw new IllegalStateException("'%s' was not made by a run, and is left alone".formatted(name));
		}
		this.arm.delete(id).required("The deletion of " + name);
		await(() -> this.arm.get(id).status() == 404);
	}

	/**
	 * Tells whether a run has made this registry.
	 */
	static boolean isOurs(JsonNode registry) {
		Optional<String> run = Optional.of(NAME.matcher(registry.path("name").asString("")))
			.filter((name) -> name.matches())
			.map((name) -> name.group(1));
		return run.filter(registry.path("tags").path(TAG).asString("")::equals).isPresent();
	}

	@Override
	public void close() {
		this.http.close();
		this.access.close();
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
