package dev.acrsync.live;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.acrsync.live.RegistryLogin.EntraLogin;
import dev.acrsync.live.RegistryLogin.NobodyLogin;
import dev.acrsync.live.RegistryLogin.UserLogin;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a registry over HTTP, as somebody.
 */
final class RegistrySession {

	private static final String MANIFESTS = String.join(", ", PushedImage.MANIFEST, PushedImage.INDEX);

	private final AzureAccess access;

	private final RecordedHttp http;

	private final URI endpoint;

	private final String service;

	private final RegistryLogin login;

	private final Map<String, String> tokens = new ConcurrentHashMap<>();

	private final Set<String> withBlob = ConcurrentHashMap.newKeySet();

	RegistrySession(AzureAccess access, RecordedHttp http, URI endpoint, String service, RegistryLogin login) {
		this.access = access;
		this.http = http;
		this.endpoint = endpoint;
		this.service = service;
		this.login = login;
	}

	URI endpoint() {
		return this.endpoint;
	}

	RegistrySession as(RegistryLogin other) {
		return new RegistrySession(this.access, this.http, this.endpoint, this.service, other);
	}

	/**
	 * Pushes an image to a tag, or without one.
	 * @param reference a tag, or the image's digest
	 */
	HttpReply push(String repository, String reference, PushedImage image) {
		if (this.withBlob.add(repository)) {
			pushBlob(repository);
		}
		return send("PUT", "/v2/%s/manifests/%s".formatted(repository, reference), write(repository),
				Map.of("Content-Type", image.mediaType()), image.bytes());
	}

	/**
	 * Pushes an image to a tag.
	 * @return the image
	 */
	PushedImage push(String repository, String tag) {
		PushedImage image = PushedImage.named(repository + ":" + tag);
		push(repository, tag, image).required("The push of " + repository + ":" + tag);
		return image;
	}

	/**
	 * Pushes an image without a tag.
	 */
	void pushUntagged(String repository, PushedImage image) {
		push(repository, image.digest(), image).required("The push to " + repository);
	}

	HttpReply head(String repository, String reference) {
		return manifest("HEAD", repository, reference);
	}

	HttpReply manifest(String method, String repository, String reference) {
		return send(method, "/v2/%s/manifests/%s".formatted(repository, reference),
				"repository:" + repository + ":pull", Map.of("Accept", MANIFESTS), new byte[0]);
	}

	/**
	 * Returns the digest of what a tag leads to, of its bytes.
	 */
	Optional<String> digest(String repository, String reference) {
		HttpReply reply = manifest("GET", repository, reference);
		return (reply.status() == 200) ? Optional.of(PushedImage.digest(reply.bytes())) : Optional.empty();
	}

	HttpReply referrers(String repository, String digest) {
		return get("/v2/%s/referrers/%s".formatted(repository, digest), "repository:" + repository + ":pull");
	}

	/**
	 * Asks ACR's own API for something of a repository.
	 * @param path what follows the repository, with its slash
	 */
	HttpReply acr(String repository, String path) {
		return get("/acr/v1/" + repository + path, "repository:" + repository + ":metadata_read");
	}

	/**
	 * Changes attributes by ACR's own API.
	 */
	HttpReply attribute(String repository, String path, String name, boolean value) {
		return send("PATCH", "/acr/v1/" + repository + path,
				"repository:" + repository + ":metadata_read,metadata_write",
				Map.of("Content-Type", "application/json"),
				JsonMapper.shared().writeValueAsString(Map.of(name, value)).getBytes(StandardCharsets.UTF_8));
	}

	HttpReply deleteManifest(String repository, String digest) {
		return delete("/v2/%s/manifests/%s".formatted(repository, digest), repository);
	}

	HttpReply deleteTag(String repository, String tag) {
		return delete("/acr/v1/%s/_tags/%s".formatted(repository, tag), repository);
	}

	private HttpReply delete(String path, String repository) {
		return send("DELETE", path, "repository:" + repository + ":delete", Map.of(), new byte[0]);
	}

	HttpReply get(String path, String scope) {
		return send("GET", path, scope, Map.of(), new byte[0]);
	}

	HttpReply send(String method, String path, String scope, Map<String, String> headers, byte[] body) {
		Map<String, String> all = new LinkedHashMap<>(headers);
		switch (this.login) {
			case NobodyLogin() -> {
			}
			case UserLogin user -> all.put("Authorization", user.basic());
			case EntraLogin entra -> all.put("Authorization",
					"Bearer " + this.tokens.computeIfAbsent(scope, (_) -> accessToken(entra, scope)));
		}
		return this.http.send(method, this.endpoint.resolve(path), all, body);
	}

	private String accessToken(EntraLogin entra, String scope) {
		String refresh = this.tokens.computeIfAbsent("",
				(_) -> exchange(entra).required("The exchange of a token").path("refresh_token").asString());
		return token(refresh, scope).required("The request for a token").path("access_token").asString();
	}

	/**
	 * Exchanges an Entra token for the registry's own.
	 */
	HttpReply exchange(EntraLogin entra) {
		return form("/oauth2/exchange", Map.of("grant_type", "access_token", "service", this.service, "access_token",
				this.access.token(entra.audience())));
	}

	/**
	 * Asks for a token with a scope.
	 */
	HttpReply token(String refreshToken, String scope) {
		return form("/oauth2/token", Map.of("grant_type", "refresh_token", "service", this.service, "scope", scope,
				"refresh_token", refreshToken));
	}

	private HttpReply form(String path, Map<String, String> fields) {
		String form = fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		return this.http.send("POST", this.endpoint.resolve(path),
				Map.of("Content-Type", "application/x-www-form-urlencoded"), form.getBytes(StandardCharsets.UTF_8));
	}

	private void pushBlob(String repository) {
		HttpReply started = send("POST", "/v2/%s/blobs/uploads/".formatted(repository), write(repository), Map.of(),
				new byte[0]);
		started.required("The start of an upload");
		String location = started.header("Location").orElseThrow();
		send("PUT",
				location + (location.contains("?") ? "&" : "?") + "digest="
						+ URLEncoder.encode(PushedImage.digest(PushedImage.BLOB), StandardCharsets.UTF_8),
				write(repository), Map.of("Content-Type", "application/octet-stream"), PushedImage.BLOB)
			.required("The upload of a blob");
	}

	private static String write(String repository) {
		return "repository:" + repository + ":pull,push";
	}

}
