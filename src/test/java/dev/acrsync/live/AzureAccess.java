package dev.acrsync.live;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import tools.jackson.databind.JsonNode;

/**
 * The way to an Azure, or to what stands in for it.
 */
interface AzureAccess extends AutoCloseable {

	/**
	 * Returns what it is, for people.
	 */
	String name();

	/**
	 * Returns where Resource Manager is.
	 */
	URI resourceManager();

	/**
	 * Returns a token of whoever is logged in.
	 * @param audience the URL of whom it is for
	 */
	String token(String audience);

	/**
	 * Returns where a registry is reached that Resource Manager has described so.
	 */
	URI dataPlane(JsonNode registry);

	/**
	 * Returns whose certificates are trusted.
	 */
	SSLContext tls();

	/**
	 * Returns how long to wait before one looks again.
	 */
	Duration pause();

	/**
	 * Returns how long to wait at most until something has come to its end.
	 */
	Duration patience();

	/**
	 * Returns the shortest life that a password can be given.
	 */
	Duration shortLife();

	/**
	 * Returns how many more imports are tried at once, to see where it ends.
	 */
	List<Integer> manyAtOnce();

	/**
	 * Returns the environment in which the service finds who is logged in.
	 */
	Map<String, String> serviceEnvironment();

	/**
	 * Returns what the service has to be told to find it.
	 */
	Map<String, String> serviceProperties();

	@Override
	void close();

}
