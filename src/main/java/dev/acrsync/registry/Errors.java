package dev.acrsync.registry;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">error
 * body</a> of a registry.
 */
final class Errors {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private Errors() {
	}

	/**
	 * Tells whether a body says in a registry's way that something is wrong.
	 */
	static boolean areIn(byte[] body) {
		try {
			return JSON.readTree(body).path("errors").path(0).path("code").isString();
		}
		catch (JacksonException _) {
			return false;
		}
	}

}
