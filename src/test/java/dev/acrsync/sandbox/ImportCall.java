package dev.acrsync.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.acrsync.settings.ResourceId;
import tools.jackson.databind.JsonNode;

/**
 * An import that Resource Manager was asked for.
 *
 * @param requestId the client's {@code x-ms-client-request-id}
 * @param target the registry to import into
 * @param body the body as it came, credentials and all
 */
public record ImportCall(String requestId, ResourceId target, JsonNode body) {

	/**
	 * Returns the image: a repository with a digest or a tag.
	 */
	public String sourceImage() {
		return source("sourceImage").orElse("");
	}

	/**
	 * Returns the source's login server, where it is not named by its resource id.
	 */
	public Optional<String> registryUri() {
		return source("registryUri");
	}

	/**
	 * Returns the source's resource id.
	 */
	public Optional<String> sourceResourceId() {
		return source("resourceId");
	}

	/**
	 * Returns the user name for the source; none means that the password is an Entra
	 * token.
	 */
	public Optional<String> username() {
		return credential("username");
	}

	/**
	 * Returns the password for the source.
	 */
	public Optional<String> password() {
		return credential("password");
	}

	/**
	 * Returns the tags to set, each with its repository.
	 */
	public List<String> targetTags() {
		List<String> tags = new ArrayList<>();
		this.body.path("targetTags").forEach((tag) -> tags.add(tag.asString()));
		return tags;
	}

	/**
	 * Returns the repositories that get the manifest without a tag.
	 */
	public List<String> untaggedRepositories() {
		List<String> repositories = new ArrayList<>();
		this.body.path("untaggedTargetRepositories").forEach((repository) -> repositories.add(repository.asString()));
		return repositories;
	}

	/**
	 * Tells whether existing tags are moved.
	 */
	public boolean force() {
		return this.body.optional("mode").map(JsonNode::asString).filter("Force"::equals).isPresent();
	}

	@Override
	public String toString() {
		return "%s: %s -> %s%s of %s".formatted(this.requestId, sourceImage(), targetTags(), untaggedRepositories(),
				this.target.registry());
	}

	private Optional<String> source(String field) {
		return this.body.path("source").optional(field).map(JsonNode::asString);
	}

	private Optional<String> credential(String field) {
		return this.body.path("source").path("credentials").optional(field).map(JsonNode::asString);
	}

}
