package dev.acrsync.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Delivers messages as Event Grid does: each again and again until it is answered with
 * 200, though sooner.
 */
public final class EventGrid implements AutoCloseable {

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicInteger taken = new AtomicInteger();

	private final AtomicInteger failures = new AtomicInteger();

	private volatile URI url;

	private volatile boolean closed;

	/**
	 * Makes one.
	 * @param url where its messages go
	 */
	public EventGrid(URI url) {
		this.url = url;
	}

	/**
	 * Sends the later messages, and those that were not taken, to another address.
	 */
	public void pointTo(URI url) {
		this.url = url;
	}

	/**
	 * Delivers a message until it is taken, and does not wait for that.
	 */
	public void deliver(String message) {
		this.waiting.incrementAndGet();
		Thread.ofVirtual().name("event-grid").start(() -> {
			Duration pause = SHORTEST_PAUSE;
			while (!this.closed && !taken(message)) {
				this.failures.incrementAndGet();
				wait(pause);
				pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause.multipliedBy(2) : LONGEST_PAUSE;
			}
			this.waiting.decrementAndGet();
			this.taken.incrementAndGet();
		});
	}

	/**
	 * Returns how many messages were not taken yet.
	 */
	public int waiting() {
		return this.waiting.get();
	}

	/**
	 * Returns how many messages were taken.
	 */
	public int taken() {
		return this.taken.get();
	}

	/**
	 * Returns how often a message was not taken.
	 */
	public int failures() {
		return this.failures.get();
	}

	private boolean taken(String message) {
		HttpRequest request = HttpRequest.newBuilder(this.url)
			.timeout(PATIENCE)
			.header("Content-Type", "application/json; charset=utf-8")
			.header("aeg-event-type", "Notification")
			.header("aeg-subscription-name", "ACR-SYNC")
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(message))
			.build();
		try {
			return this.client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException _) {
			return false;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static void wait(Duration pause) {
		try {
			Thread.sleep(pause);
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.client.shutdownNow();
	}

}
