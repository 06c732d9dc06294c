package dev.acrsync.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.settings.ResourceId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Resource Manager makes, shows, lists and deletes at a stand-in for Azure: any
 * resource group, registries in it, and what a registry has.
 */
final class StandInResources {

	private static final String GROUP = "(?i)/subscriptions/([^/]+)/resourceGroups/([^/]+)";

	private static final String REGISTRIES = GROUP + "/providers/Microsoft\\.ContainerRegistry/registries";

	private static final Pattern GROUP_PATH = Pattern.compile(GROUP);

	private static final Pattern LIST = Pattern.compile(REGISTRIES);

	private static final Pattern REGISTRY = Pattern.compile(REGISTRIES + "/([^/]+)");

	private static final Pattern CHILD = Pattern.compile(REGISTRIES + "/([^/]+)(/.+)");

	private final Map<String, CreatedRegistry> registries = new ConcurrentHashMap<>();

	private final StandInArm arm;

	private final StandInCopier copier;

	private final StandInIdentity identity;

	private final StandInStorage storage = new StandInStorage();

	private volatile LoopbackServer.AnswerRevision revision = (_, answer) -> answer;

	StandInResources(StandInArm arm, StandInCopier copier, StandInIdentity identity) {
		this.arm = arm;
		this.copier = copier;
		this.identity = identity;
		arm.onCopy(this::copied);
	}

	StandInStorage storage() {
		return this.storage;
	}

	Map<String, CreatedRegistry> registries() {
		return this.registries;
	}

	void revise(LoopbackServer.AnswerRevision revision) {
		this.revision = revision;
		this.registries.values().forEach((created) -> created.registry().revise(revision));
	}

	Optional<StandInAnswer> answer(StandInRequest request) {
		String path = request.path();
		Matcher group = GROUP_PATH.matcher(path);
		if (group.matches()) {
			return Optional.of(StandInAnswer.json(200,
					Map.of("id", path, "name", group.group(2), "location", "westeurope", "tags", Map.of())));
		}
		if (LIST.matcher(path).matches()) {
			return Optional.of(StandInAnswer.json(200, Map.of("value", list(path))));
		}
		Optional<StandInAnswer> stored = this.storage.answer(request);
		if (stored.isPresent()) {
			return stored;
		}
		Matcher registry = REGISTRY.matcher(path);
		if (registry.matches() && request.method().equals("PUT")) {
			return Optional.of(create(path, registry.group(3), request));
		}
		if (registry.matches() && request.method().equals("DELETE")) {
			return Optional.of(delete(registry.group(3)));
		}
		Matcher child = CHILD.matcher(path);
		return child.matches() ? Optional.ofNullable(this.registries.get(child.group(3)))
			.flatMap((created) -> created.answer(child.group(4), request)) : Optional.empty();
	}

	private List<Map<String, Object>> list(String path) {
		return this.registries.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().id().startsWith(path + "/"))
			.sorted(Map.Entry.comparingByKey())
			.map((entry) -> this.arm.registry(entry.getKey()).json())
			.toList();
	}

	private StandInAnswer create(String id, String name, StandInRequest request) {
		JsonNode wanted = JsonMapper.shared().readTree(request.body());
		StandInRegistry registry = new StandInRegistry(name + ".azurecr.io", 0, this.identity::isRegistryToken);
		registry
			.limit(wanted.at("/sku/name").asString().equals("Premium") ? RegistryQuota.PREMIUM : RegistryQuota.BASIC);
		registry.revise(this.revision);
		this.registries.put(name, new CreatedRegistry(id, registry, this.storage));
		this.copier.add(registry);
		ArmRegistry shown = this.arm.registry(name);
		Map<String, String> tags = new LinkedHashMap<>();
		wanted.path("tags").forEachEntry((tag, value) -> tags.put(tag, value.asString()));
		shown.envelope(Map.of("id", id, "name", name, "type", "Microsoft.ContainerRegistry/registries", "location",
				"westeurope", "tags", tags, "sku", Map.of("name", wanted.at("/sku/name").asString())));
		shown.property("provisioningState", "Succeeded");
		shown.property("roleAssignmentMode", "LegacyRegistryPermissions");
		// Azure has no such property. Its registries are reached by their names.
		shown.property("standInEndpoint", registry.endpoint().toString());
		return StandInAnswer.json(201, shown.json());
	}

	private StandInAnswer delete(String name) {
		CreatedRegistry deleted = this.registries.remove(name);
		if (deleted == null) {
			return StandInAnswer.of(204);
		}
		this.arm.remove(name);
		this.copier.remove(deleted.registry());
		deleted.registry().close();
		return StandInAnswer.of(202);
	}

	private void copied(ImportCall call) {
		ResourceId target = call.target();
		Optional.ofNullable(this.registries.get(target.registry()))
			.ifPresent((created) -> call.targetTags().forEach(created::imported));
	}

}
