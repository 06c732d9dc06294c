package dev.acrsync.registry.login;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;

/**
 * Lets one request serve all who want the same at the same time, also where it fails. One
 * that is interrupted serves nobody else.
 *
 * @param <K> says what is wanted
 * @param <V> what is got
 */
final class SharedRequests<K, V> {

	private final Map<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

	/**
	 * Makes a request, or waits for the one that is made.
	 * @param known what one that has just ended may have left
	 */
	V get(K wanted, Supplier<Optional<V>> known, RegistryRequest<V> request) throws UnreadableException {
		while (true) {
			CompletableFuture<V> own = new CompletableFuture<>();
			CompletableFuture<V> other = this.running.putIfAbsent(wanted, own);
			if (other == null) {
				return lead(wanted, own, known, request);
			}
			try {
				return other.get();
			}
			catch (CancellationException _) {
				// Whoever made it was interrupted: the next one makes it
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof UnreadableException unreadable) {
					Unreadable reading = unreadable.reading();
					throw new UnreadableException(reading.cause(), reading.message(), reading.retryAfter());
				}
				throw new IllegalStateException(ex.getCause());
			}
			catch (InterruptedException _) {
				Thread.currentThread().interrupt();
				throw new UnreadableException(UnreadableCause.UNAVAILABLE, "The service is stopping");
			}
		}
	}

	private V lead(K wanted, CompletableFuture<V> own, Supplier<Optional<V>> known, RegistryRequest<V> request)
			throws UnreadableException {
		try {
			Optional<V> before = known.get();
			V got = before.isPresent() ? before.get() : request.send();
			own.complete(got);
			return got;
		}
		catch (UnreadableException ex) {
			if (!Thread.currentThread().isInterrupted()) {
				own.completeExceptionally(ex);
			}
			throw ex;
		}
		finally {
			this.running.remove(wanted, own);
			own.cancel(false);
		}
	}

	/**
	 * A request to a registry.
	 *
	 * @param <T> what is got
	 */
	@FunctionalInterface
	interface RegistryRequest<T> {

		T send() throws UnreadableException;

	}

}
