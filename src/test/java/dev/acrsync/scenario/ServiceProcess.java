package dev.acrsync.scenario;

import java.net.URI;
import java.net.http.HttpRequest;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service in a process of its own.
 */
public interface ServiceProcess extends AutoCloseable {

	/**
	 * Returns where it takes the events of the source {@code contoso}.
	 */
	URI webhook();

	/**
	 * Returns where operators ask.
	 */
	URI actuator(String path);

	/**
	 * Returns all that it has written so far.
	 */
	String output();

	/**
	 * Posts an event of a source that is accepted.
	 */
	default void push(String source, String secret, JsonNode event) {
		assertThat(RunningService
			.send(HttpRequest.newBuilder(webhook().resolve("/webhooks/" + source))
				.header("Content-Type", "application/json; charset=utf-8")
				.header("Authorization", "Bearer " + secret)
				.POST(HttpRequest.BodyPublishers.ofString(event.toString())))
			.statusCode()).as(source).isEqualTo(202);
	}

	@Override
	void close();

}
