package dev.acrsync.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

import dev.acrsync.image.Digest;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bodies that ACR's webhooks send, with exactly the fields that each action has. See
 * the <a href=
 * "https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference">webhook
 * schema reference</a>.
 */
public final class AcrEvents {

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'")
		.withZone(ZoneOffset.UTC);

	private static final String CHART = "application/vnd.acr.helm.chart";

	private static final String USER_AGENT = "docker/28.5.1 go/go1.24.8 os/linux arch/amd64";

	private AcrEvents() {
	}

	/**
	 * Returns the event of a push; without a tag if the push had none.
	 */
	public static ObjectNode push(PushedManifest push) {
		StoredManifest manifest = push.manifest();
		ObjectNode event = event("push");
		ObjectNode target = event.putObject("target")
			.put("mediaType", manifest.mediaType())
			.put("size", manifest.bytes().length)
			.put("digest", manifest.digest().value())
			.put("length", manifest.bytes().length)
			.put("repository", push.repository());
		push.tag().ifPresent((tag) -> target.put("tag", tag));
		request(event, push.host(), "PUT").put("useragent", USER_AGENT);
		return event;
	}

	/**
	 * Returns the event of a push of a manifest of which nothing but its digest is known.
	 */
	public static ObjectNode push(String host, String repository, String tag, Digest digest) {
		ObjectNode event = event("push");
		event.putObject("target")
			.put("mediaType", "application/vnd.docker.distribution.manifest.v2+json")
			.put("size", 524)
			.put("digest", digest.value())
			.put("length", 524)
			.put("repository", repository)
			.put("tag", tag);
		request(event, host, "PUT").put("useragent", USER_AGENT);
		return event;
	}

	/**
	 * Returns the event that comes before a push, or in its stead while it is in
	 * quarantine.
	 */
	public static ObjectNode quarantine(String host, String repository, String tag, Digest digest) {
		ObjectNode event = event("quarantine");
		event.putObject("target")
			.put("size", 524)
			.put("digest", digest.value())
			.put("length", 524)
			.put("repository", repository)
			.put("tag", tag);
		request(event, host, "PUT");
		return event;
	}

	/**
	 * Returns the event of the deletion of a manifest; that of a tag has none.
	 */
	public static ObjectNode delete(String host, String repository, Digest digest) {
		ObjectNode event = event("delete");
		event.putObject("target")
			.put("mediaType", "application/vnd.docker.distribution.manifest.v2+json")
			.put("digest", digest.value())
			.put("repository", repository);
		request(event, host, "DELETE").put("useragent", USER_AGENT);
		return event;
	}

	/**
	 * Returns the event of the push of a chart of the Helm 2 kind, which names no
	 * registry.
	 */
	public static ObjectNode chartPush(String repository, String name, String version, Digest digest) {
		return chart("chart_push", repository, name, version, digest);
	}

	/**
	 * Returns the event of the deletion of a chart of the Helm 2 kind.
	 */
	public static ObjectNode chartDelete(String repository, String name, String version, Digest digest) {
		return chart("chart_delete", repository, name, version, digest);
	}

	/**
	 * Returns the event of {@code az acr webhook ping}.
	 */
	public static ObjectNode ping() {
		return event("ping");
	}

	private static ObjectNode chart(String action, String repository, String name, String version, Digest digest) {
		ObjectNode event = event(action);
		event.putObject("target")
			.put("mediaType", CHART)
			.put("size", 25265)
			.put("digest", digest.value())
			.put("repository", repository)
			.put("tag", "%s-%s.tgz".formatted(name, version))
			.put("name", name)
			.put("version", version + ".tgz");
		return event;
	}

	private static ObjectNode event(String action) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("id", UUID.randomUUID().toString())
			.put("timestamp", TIMESTAMP.format(Instant.now()))
			.put("action", action);
	}

	private static ObjectNode request(ObjectNode event, String host, String method) {
		return event.putObject("request")
			.put("id", UUID.randomUUID().toString())
			.put("host", host)
			.put("method", method);
	}

}
