package dev.acrsync.registry;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;

/**
 * What a registry answered to one request.
 *
 * @param status the HTTP status
 * @param headers the header fields
 * @param body the body, as far as it was taken
 */
record Answer(int status, HttpHeaders headers, byte[] body) {

	static final int OK = 200;

	static final int UNAUTHORIZED = 401;

	static final int NOT_FOUND = 404;

	static final int THROTTLED = 429;

	/** Registries have sent it since there is a second version of their API. */
	private static final String API_HEADER = "Docker-Distribution-Api-Version";

	/**
	 * Tells whether a registry says that it does not have something. A proxy or a web
	 * page answers 404 as well, and knows nothing of it.
	 */
	boolean isRegistrysNotFound() {
		return this.status == NOT_FOUND && (header(API_HEADER).isPresent() || Errors.areIn(this.body));
	}

	Optional<String> header(String name) {
		return this.headers.firstValue(name);
	}

	List<Challenge> challenges() {
		return Challenge.parse(this.headers.allValues("WWW-Authenticate"));
	}

}
