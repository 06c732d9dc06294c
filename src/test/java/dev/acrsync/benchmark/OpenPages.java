package dev.acrsync.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks the operators' port for what pages that are open in browsers ask for, as often as
 * they do.
 */
final class OpenPages implements AutoCloseable {

	/** As {@code console.js} has it. */
	private static final Duration EVERY = Duration.ofSeconds(5);

	private final HttpClient client = HttpClient.newHttpClient();

	private final ScheduledExecutorService browsers = Executors.newSingleThreadScheduledExecutor();

	private final LongAdder refreshed = new LongAdder();

	OpenPages(int port, int pages) {
		HttpRequest parts = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/console/parts".formatted(port)))
			.timeout(EVERY)
			.build();
		this.browsers.scheduleAtFixedRate(() -> refresh(parts), 0, EVERY.dividedBy(pages).toNanos(),
				TimeUnit.NANOSECONDS);
	}

	private void refresh(HttpRequest parts) {
		this.client.sendAsync(parts, HttpResponse.BodyHandlers.discarding())
			.thenAccept((answer) -> this.refreshed.add((answer.statusCode() == 200) ? 1 : 0));
	}

	long refreshed() {
		return this.refreshed.sum();
	}

	@Override
	public void close() {
		this.browsers.shutdownNow();
		this.client.shutdownNow();
	}

}
