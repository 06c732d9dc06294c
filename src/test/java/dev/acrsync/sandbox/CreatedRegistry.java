package dev.acrsync.sandbox;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A registry that somebody has made at a stand-in for Azure, with its scope maps, tokens
 * and webhooks.
 */
final class CreatedRegistry {

	private static final Pattern CHILD = Pattern.compile("/(scopeMaps|tokens|webhooks)/([^/]+)");

	private static final Pattern WEBHOOK_ACTION = Pattern
		.compile("/webhooks/([^/]+)/(ping|listEvents|getCallbackConfig)");

	private final String id;

	private final StandInRegistry registry;

	private final StandInStorage storage;

	private final Map<String, JsonNode> gridSubscriptions = new ConcurrentHashMap<>();

	private final Map<String, JsonNode> scopeMaps = new ConcurrentHashMap<>();

	private final Map<String, CreatedToken> tokens = new ConcurrentHashMap<>();

	private final Map<String, CreatedWebhook> webhooks = new ConcurrentHashMap<>();

	CreatedRegistry(String id, StandInRegistry registry, StandInStorage storage) {
		this.id = id;
		this.registry = registry;
		this.storage = storage;
		registry.onPush((push) -> fire(AcrEvents.push(push)));
		registry.onDelete(
				(deleted) -> fire(AcrEvents.delete(deleted.host(), deleted.repository(), deleted.manifest().digest())));
	}

	String id() {
		return this.id;
	}

	StandInRegistry registry() {
		return this.registry;
	}

	/**
	 * Fires what an import fires: nobody has said, so the same as a push.
	 */
	void imported(String targetTag) {
		String[] parts = targetTag.split(":", 2);
		this.registry.manifest(parts[0], parts[1])
			.ifPresent((manifest) -> fire(AcrEvents
				.push(new PushedManifest(this.registry.host(), parts[0], Optional.of(parts[1]), manifest))));
	}

	Optional<StandInAnswer> answer(String path, StandInRequest request) {
		JsonNode body = JsonMapper.shared().readTree((request.body().length > 0) ? request.text() : "{}");
		if (path.equals("/generateCredentials")) {
			return Optional.of(credentials(body));
		}
		if (path.startsWith("/providers/Microsoft.EventGrid/eventSubscriptions/")) {
			if (request.method().equals("PUT")) {
				this.gridSubscriptions.put(path, body.path("properties"));
			}
			return Optional.of(StandInAnswer.json(200,
					Map.of("id", this.id + path, "properties", Map.of("provisioningState", "Succeeded"))));
		}
		Matcher action = WEBHOOK_ACTION.matcher(path);
		if (action.matches()) {
			return Optional.ofNullable(this.webhooks.get(action.group(1)))
				.map((webhook) -> webhook.act(action.group(2)));
		}
		Matcher child = CHILD.matcher(path);
		return child.matches() ? child(child.group(1), child.group(2), request.method(), body) : Optional.empty();
	}

	private Optional<StandInAnswer> child(String kind, String name, String method, JsonNode body) {
		boolean put = method.equals("PUT");
		return switch (kind) {
			case "scopeMaps" -> {
				if (put) {
					this.scopeMaps.put(this.id + "/scopeMaps/" + name, body.at("/properties/actions"));
				}
				yield Optional.of(child(kind, name, Map.of("provisioningState", "Succeeded")));
			}
			case "tokens" -> {
				if (put) {
					CreatedToken created = new CreatedToken(name, body.at("/properties/scopeMapId").asString());
					this.tokens.put(name, created);
					this.registry.admit(name, created);
				}
				CreatedToken token = this.tokens.get(name);
				token.status = body.at("/properties/status").asString(token.status);
				yield Optional.of(child(kind, name, Map.of("status", token.status, "provisioningState", "Succeeded")));
			}
			default -> {
				if (put) {
					this.webhooks.put(name, new CreatedWebhook(body.path("properties")));
				}
				yield Optional.ofNullable(this.webhooks.get(name))
					.map((webhook) -> child(kind, name, webhook.properties()));
			}
		};
	}

	private StandInAnswer child(String kind, String name, Map<String, ?> properties) {
		return StandInAnswer.json(200,
				Map.of("id", this.id + "/" + kind + "/" + name, "name", name, "properties", properties));
	}

	private StandInAnswer credentials(JsonNode body) {
		String tokenId = body.path("tokenId").asString();
		CreatedToken token = this.tokens.get(tokenId.substring(tokenId.lastIndexOf('/') + 1));
		token.password = UUID.randomUUID().toString();
		token.expiry = body.optional("expiry").map(JsonNode::asString).map(Instant::parse);
		Map<String, Object> password = new LinkedHashMap<>(Map.of("name", "password1", "value", token.password));
		token.expiry.ifPresent((expiry) -> password.put("expiry", expiry.toString()));
		return StandInAnswer.json(200, Map.of("username", token.name, "passwords", List.of(password)));
	}

	private void fire(JsonNode event) {
		this.webhooks.values().forEach((webhook) -> webhook.fire(event));
		this.gridSubscriptions.values().forEach((subscription) -> {
			JsonNode queue = subscription.at("/destination/properties");
			this.storage.send(queue.path("resourceId").asString(), queue.path("queueName").asString(),
					subscription.path("eventDeliverySchema").asString().startsWith("Cloud")
							? GridEvents.withTextData(GridEvents.cloudEvent(event).put("source", this.id))
							: GridEvents.event(event).put("topic", this.id));
		});
	}

	/**
	 * A user whom a scope map lets do some things.
	 */
	private final class CreatedToken implements RegistryDoor.ScopedUser {

		private final String name;

		private final String scopeMapId;

		private volatile String status = "enabled";

		private volatile String password = "";

		private volatile Optional<Instant> expiry = Optional.empty();

		CreatedToken(String name, String scopeMapId) {
			this.name = name;
			this.scopeMapId = scopeMapId;
		}

		@Override
		public boolean knows(String shown) {
			return this.status.equals("enabled") && !this.password.isEmpty() && this.password.equals(shown)
					&& this.expiry.filter(Instant.now()::isAfter).isEmpty();
		}

		@Override
		public boolean may(String scope) {
			String[] parts = scope.split(":");
			if (parts.length != 3 || !parts[0].equals("repository")) {
				return false;
			}
			List<String> actions = CreatedRegistry.this.scopeMaps
				.getOrDefault(this.scopeMapId, JsonMapper.shared().createArrayNode())
				.valueStream()
				.map(JsonNode::asString)
				.toList();
			return List.of(parts[2].split(","))
				.stream()
				.allMatch((action) -> actions.contains("repositories/%s/%s".formatted(parts[1], granting(action))));
		}

		private static String granting(String action) {
			return switch (action) {
				case "pull" -> "content/read";
				case "push" -> "content/write";
				case "delete" -> "content/delete";
				case "metadata_read" -> "metadata/read";
				default -> "metadata/write";
			};
		}

	}

}
