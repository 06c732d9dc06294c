package dev.acrsync.registry.http;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.acrsync.untrusted.JsonList;
import dev.acrsync.untrusted.TooLongException;
import tools.jackson.core.JacksonException;

/**
 * One of the <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">errors</a>
 * that a registry tells of.
 *
 * @param code its name; empty if there is none
 * @param message the registry's words for it
 */
public record RegistryError(String code, String message) {

	private static final int MOST = 10;

	private static final JsonList ERRORS = new JsonList("errors", Set.of("code", "message"), MOST);

	/**
	 * Reads the first ones, as far as they come.
	 */
	static List<RegistryError> read(InputStream body) {
		List<RegistryError> errors = new ArrayList<>();
		try {
			ERRORS.visit(body, (error) -> {
				errors.add(new RegistryError(error.text("code"), error.text("message")));
				return errors.size() < MOST;
			});
		}
		catch (TooLongException | JacksonException _) {
			// The status is told even so
		}
		return errors;
	}

}
