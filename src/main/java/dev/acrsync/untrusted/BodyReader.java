package dev.acrsync.untrusted;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;

/**
 * Takes from an answer's body, while it comes in, what is wanted of it.
 *
 * @param <T> what is wanted
 */
@FunctionalInterface
public interface BodyReader<T> {

	/**
	 * Reads it, or the beginning of it.
	 */
	T read(HttpHeaders headers, InputStream body) throws IOException;

}
