package dev.acrsync.registry.http;

import java.util.Arrays;

import dev.acrsync.image.RepositoryName;

/**
 * What we want to do at a registry, and the token it takes.
 *
 * @param name what it is done to, for messages
 * @param value the token's scope, as the
 * <a href= "https://distribution.github.io/distribution/spec/auth/scope/">token
 * specification</a> writes it; the actions are at its end
 * @param right the right that it takes, for messages
 */
public record TokenScope(String name, String value, String right) {

	private static final String METADATA = "metadata_read";

	private static final String REPOSITORY = "repository:";

	/**
	 * Reading manifests, and listing by the API of every registry.
	 */
	public static TokenScope pull(RepositoryName repository) {
		return new TokenScope(repository.value(), REPOSITORY + repository + ":pull", "the right to pull");
	}

	/**
	 * Listing tags by ACR's own API.
	 */
	public static TokenScope metadata(RepositoryName repository) {
		return new TokenScope(repository.value(), REPOSITORY + repository + ":" + METADATA,
				"the right to list tags, 'metadata/read'");
	}

	/**
	 * Listing repositories.
	 */
	public static TokenScope catalog() {
		return new TokenScope("/v2/_catalog", "registry:catalog:*",
				"the right to list repositories, which a token for single repositories has not");
	}

	/**
	 * Logging in, and nothing more.
	 */
	public static TokenScope login() {
		return new TokenScope("/v2/", "", "not expired");
	}

	/**
	 * Returns the scope to ask a token for: this, and reading metadata too where the
	 * challenge wants it. What else the challenge wants is not asked for.
	 */
	public String asked(AuthChallenge challenge) {
		boolean wanted = Arrays.stream(challenge.parameter("scope").orElse("").split("[:, ]"))
			.anyMatch(METADATA::equals);
		return (wanted && this.value.endsWith(":pull")) ? this.value + "," + METADATA : this.value;
	}

}
