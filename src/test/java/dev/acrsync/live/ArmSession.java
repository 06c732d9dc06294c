package dev.acrsync.live;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Asks Resource Manager, as whoever is logged in.
 */
final class ArmSession {

	static final String REGISTRIES = "2025-11-01";

	static final String STORAGE = "2023-05-01";

	static final String GROUPS = "2021-04-01";

	static final String PERMISSIONS = "2022-04-01";

	private final AzureAccess access;

	private final RecordedHttp http;

	ArmSession(AzureAccess access, RecordedHttp http) {
		this.access = access;
		this.http = http;
	}

	HttpReply get(String path) {
		return send("GET", path, REGISTRIES, Map.of());
	}

	HttpReply put(String path, Object body) {
		return send("PUT", path, REGISTRIES, body);
	}

	HttpReply patch(String path, Object body) {
		return send("PATCH", path, REGISTRIES, body);
	}

	HttpReply post(String path, Object body) {
		return send("POST", path, REGISTRIES, body);
	}

	HttpReply delete(String path) {
		return send("DELETE", path, REGISTRIES, Map.of());
	}

	HttpReply send(String method, String path, String version, Object body) {
		return send(method, uri(path, version), Map.of(), body);
	}

	/**
	 * Asks for what an address was given for.
	 */
	HttpReply follow(String location) {
		return send("GET", this.access.resourceManager().resolve(location), Map.of(), Map.of());
	}

	HttpReply send(String method, URI uri, Map<String, String> headers, Object body) {
		Map<String, String> all = new LinkedHashMap<>(headers);
		all.putIfAbsent("Authorization", "Bearer " + this.access.token("https://management.azure.com/"));
		all.put("Content-Type", "application/json");
		boolean empty = body instanceof Map<?, ?> map && map.isEmpty() && !method.equals("POST");
		return this.http.send(method, uri, all,
				empty ? new byte[0] : JsonMapper.shared().writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
	}

	URI uri(String path, String version) {
		return this.access.resourceManager().resolve(path + "?api-version=" + version);
	}

}
