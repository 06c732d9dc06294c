package dev.acrsync.intake;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * The body of a webhook as Azure Container Registry sends it, every field of which may be
 * absent. See the <a href=
 * "https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference">webhook
 * reference</a>.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WireEvent(@Nullable String id, @Nullable String timestamp, @Nullable String action,
		@Nullable WireTarget target, @Nullable WireRequest request) {

	/**
	 * What was pushed.
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	public record WireTarget(@Nullable String digest, @Nullable String repository, @Nullable String tag) {
	}

	/**
	 * Where it was pushed to.
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	public record WireRequest(@Nullable String host) {
	}

}
