package dev.acrsync.registry.http;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

import dev.acrsync.untrusted.ForeignTextSanitizer;

/**
 * What a registry answered to one request.
 *
 * @param <T> what is wanted of a body
 * @param status the HTTP status
 * @param headers the header fields
 * @param content what the body of a good answer holds
 * @param errors what the registry says that is wrong
 * @param foreignText shows what it says, without the secrets of the request
 */
public record RegistryResponse<T>(int status, HttpHeaders headers, Optional<T> content, List<RegistryError> errors,
		ForeignTextSanitizer foreignText) {

	/** The status of what was read. */
	public static final int OK = 200;

	/** The status where a token is wanted, or another one. */
	public static final int UNAUTHORIZED = 401;

	/** The status where something is not there. */
	public static final int NOT_FOUND = 404;

	/** The status where a registry knows no such request. */
	public static final int NOT_ALLOWED = 405;

	/** The status where too much was asked. */
	public static final int THROTTLED = 429;

	/** Registries have sent it since there is a second version of their API. */
	private static final String API_HEADER = "Docker-Distribution-Api-Version";

	/**
	 * Tells whether a registry says that it does not have something. A proxy or a web
	 * page answers 404 as well, and knows nothing of it.
	 */
	public boolean isRegistrysNotFound() {
		return this.status == NOT_FOUND && (header(API_HEADER).isPresent()
				|| this.errors.stream().limit(1).anyMatch((error) -> !error.code().isEmpty()));
	}

	/**
	 * Tells whether the registry itself says so, and not somebody who does not know the
	 * address.
	 */
	public boolean says(int status, String code) {
		return this.status == status && this.errors.stream().anyMatch((error) -> error.code().equals(code));
	}

	public Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	public List<AuthChallenge> challenges() {
		return AuthChallenge.parse(this.headers.allValues("WWW-Authenticate"));
	}

}
