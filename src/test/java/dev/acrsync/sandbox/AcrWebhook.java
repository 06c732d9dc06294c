package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import tools.jackson.databind.JsonNode;

/**
 * Sends events as ACR does: with its headers, once, and with five seconds of patience.
 */
public final class AcrWebhook implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final HttpClient client = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(PATIENCE)
		.build();

	private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

	private final String secret;

	private volatile URI url;

	/**
	 * Makes a webhook.
	 * @param url where its events go
	 * @param secret what its custom header {@code Authorization: Bearer} holds
	 */
	public AcrWebhook(URI url, String secret) {
		this.url = url;
		this.secret = secret;
	}

	/**
	 * Sends the later events to another address.
	 */
	public void pointTo(URI url) {
		this.url = url;
	}

	/**
	 * Returns where its events go.
	 */
	public URI url() {
		return this.url;
	}

	/**
	 * Sends an event, and waits for its answer.
	 */
	public Delivery deliver(JsonNode event) {
		Delivery delivery = send(event);
		this.deliveries.add(delivery);
		return delivery;
	}

	/**
	 * Sends an event without waiting, as a registry does that has just taken a push.
	 */
	public void deliverLater(JsonNode event) {
		Thread.ofVirtual().name("acr-webhook").start(() -> deliver(event));
	}

	/**
	 * Returns the deliveries that have ended, the earliest first.
	 */
	public List<Delivery> deliveries() {
		return List.copyOf(this.deliveries);
	}

	@Override
	public void close() {
		this.client.shutdownNow();
	}

	private Delivery send(JsonNode event) {
		HttpRequest.Builder builder = HttpRequest.newBuilder(this.url).timeout(PATIENCE);
		headers().forEach(builder::header);
		HttpRequest request = builder.header("Authorization", "Bearer " + this.secret)
			.POST(BodyPublishers.ofString(event.toString()))
			.build();
		try {
			HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
			return new Delivery(event, response.statusCode(), response.body());
		}
		catch (IOException ex) {
			return new Delivery(event, 504, "Operation timed out. " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new Delivery(event, 504, "Operation was interrupted.");
		}
	}

	/**
	 * Returns the headers that a delivery has beside those that its owner has set.
	 */
	static Map<String, String> headers() {
		return Map.of("Content-Type", "application/json; charset=utf-8", "User-Agent", "AzureContainerRegistry/1.0",
				"traceparent", traceparent(), "X-Forwarded-For", "true");
	}

	private static String traceparent() {
		String random = UUID.randomUUID().toString().replace("-", "");
		return "00-%s-%s-00".formatted(random, random.substring(16));
	}

	/**
	 * An event that was sent.
	 *
	 * @param event what was sent
	 * @param status the answer's status; 504, as in ACR's own history, if none came in
	 * time
	 * @param answer the answer's body
	 */
	public record Delivery(JsonNode event, int status, String answer) {
	}

}
