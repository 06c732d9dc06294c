package dev.acrsync.console;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Has a dry run made beside those who ask, since it may wait for minutes until registries
 * take more requests. All who ask meanwhile wait for the same.
 */
final class DryRunWaiter {

	private final Supplier<WebEndpointResponse<Object>> dryRun;

	private final Duration patience;

	private @Nullable CompletableFuture<WebEndpointResponse<Object>> latest;

	/**
	 * Prepares it.
	 * @param patience how long an answer waits for the end
	 */
	DryRunWaiter(Supplier<WebEndpointResponse<Object>> dryRun, Duration patience) {
		this.dryRun = dryRun;
		this.patience = patience;
	}

	/**
	 * Begins one, unless one is under way.
	 * @return what came of it, if it ends soon
	 * @throws IllegalStateException if it failed
	 */
	Optional<WebEndpointResponse<Object>> begin() {
		CompletableFuture<WebEndpointResponse<Object>> run;
		synchronized (this) {
			run = this.latest;
			if (run == null || run.isDone()) {
				run = new CompletableFuture<>();
				this.latest = run;
				CompletableFuture<WebEndpointResponse<Object>> begun = run;
				Thread.ofVirtual().name("dry-run").start(() -> make(begun));
			}
		}
		return ended(run, this.patience);
	}

	private void make(CompletableFuture<WebEndpointResponse<Object>> run) {
		try {
			run.complete(this.dryRun.get());
		}
		catch (RuntimeException | Error ex) {
			run.completeExceptionally(ex);
		}
	}

	/**
	 * Returns what came of the latest one, if there was any and it has ended.
	 * @throws IllegalStateException if it failed
	 */
	Optional<WebEndpointResponse<Object>> look() {
		CompletableFuture<WebEndpointResponse<Object>> run;
		synchronized (this) {
			run = this.latest;
		}
		return (run != null) ? ended(run, Duration.ZERO) : Optional.empty();
	}

	private static Optional<WebEndpointResponse<Object>> ended(CompletableFuture<WebEndpointResponse<Object>> run,
			Duration patience) {
		try {
			return Optional.of(run.get(patience.toMillis(), TimeUnit.MILLISECONDS));
		}
		catch (TimeoutException _) {
			return Optional.empty();
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

	/**
	 * Tells whether one is under way.
	 */
	synchronized boolean isUnderWay() {
		CompletableFuture<WebEndpointResponse<Object>> run = this.latest;
		return run != null && !run.isDone();
	}

}
