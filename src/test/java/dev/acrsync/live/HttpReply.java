package dev.acrsync.live;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * What was answered.
 *
 * @param status the status
 * @param headers the headers
 * @param bytes the body
 */
record HttpReply(int status, HttpHeaders headers, byte[] bytes) {

	String text() {
		return new String(this.bytes, StandardCharsets.UTF_8);
	}

	Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	/**
	 * Returns its body; nothing if it is no JSON.
	 */
	JsonNode json() {
		try {
			return JsonMapper.shared().readTree(this.bytes);
		}
		catch (JacksonException ex) {
			return MissingNode.getInstance();
		}
	}

	/**
	 * Returns the code that a registry gives for its refusal.
	 */
	String registryCode() {
		return json().at("/errors/0/code").asString("");
	}

	/**
	 * Returns its body if all was well.
	 */
	JsonNode required(String what) {
		if (this.status < 200 || this.status > 299) {
			throw new IllegalStateException("%s was answered with %d %s".formatted(what, this.status, text()));
		}
		return json();
	}

}
