package dev.acrsync.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * An import to ask Resource Manager for.
 */
final class ImportOrder {

	private final StatementStage stage;

	private final Map<String, Object> source = new LinkedHashMap<>();

	private final List<String> tags = new ArrayList<>();

	private final List<String> untagged = new ArrayList<>();

	private String target;

	private String mode = "NoForce";

	private String requestId = UUID.randomUUID().toString();

	ImportOrder(StatementStage stage, String image) {
		this.stage = stage;
		this.target = stage.customer().id();
		this.source.put("sourceImage", image);
		this.source.put("resourceId", stage.vendor().id());
	}

	/**
	 * Names the source by its resource id.
	 */
	ImportOrder from(LiveRegistry registry) {
		this.source.put("resourceId", registry.id());
		return this;
	}

	/**
	 * Names the source by its login server, with these credentials.
	 */
	ImportOrder with(Map<String, String> credentials) {
		this.source.remove("resourceId");
		this.source.put("registryUri", this.stage.vendor().loginServer());
		this.source.put("credentials", credentials);
		return this;
	}

	ImportOrder into(String registryId) {
		this.target = registryId;
		return this;
	}

	ImportOrder tag(String tag) {
		this.tags.add(tag);
		return this;
	}

	ImportOrder untagged(String repository) {
		this.untagged.add(repository);
		return this;
	}

	ImportOrder force() {
		this.mode = "Force";
		return this;
	}

	ImportOrder requestId(String id) {
		this.requestId = id;
		return this;
	}

	String requestId() {
		return this.requestId;
	}

	/**
	 * Asks for it, and does not wait.
	 */
	HttpReply ask() {
		Map<String, Object> body = new LinkedHashMap<>(Map.of("source", this.source, "mode", this.mode));
		if (!this.tags.isEmpty()) {
			body.put("targetTags", this.tags);
		}
		if (!this.untagged.isEmpty()) {
			body.put("untaggedTargetRepositories", this.untagged);
		}
		ArmSession arm = this.stage.arm();
		return arm.send("POST", arm.uri(this.target + "/importImage", ArmSession.REGISTRIES),
				Map.of("x-ms-client-request-id", this.requestId), body);
	}

	/**
	 * Asks for it, and waits for its end.
	 */
	ImportTrace run() {
		return run((_) -> {
		});
	}

	/**
	 * Asks for it, has the answer looked at, and waits for its end, so that nothing that
	 * comes next meets it.
	 */
	ImportTrace run(Consumer<HttpReply> look) {
		HttpReply answer = ask();
		look.accept(answer);
		return ImportTrace.follow(this.stage, answer);
	}

}
