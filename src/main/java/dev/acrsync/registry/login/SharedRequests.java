package dev.acrsync.registry.login;

import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;

/**
 * Lets one request serve all who want the same at the same time, also where it fails. One
 * that is interrupted serves nobody else.
 *
 * @param <K> says what is wanted
 */
final class SharedRequests<K> {

	private final Map<K, CompletableFuture<Boolean>> running = new ConcurrentHashMap<>();

	/**
	 * Begins a request, which has to be ended. Whoever comes while another one is made
	 * waits for it, and finds then what it has left.
	 * @throws UnreadableException if the other one fails
	 */
	SharedRequest begin(K wanted) throws UnreadableException {
		while (true) {
			CompletableFuture<Boolean> own = new CompletableFuture<>();
			CompletableFuture<Boolean> other = this.running.putIfAbsent(wanted, own);
			if (other == null) {
				return new SharedRequest(wanted, own);
			}
			try {
				other.get();
				return new SharedRequest(wanted, own);
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

	/**
	 * A request that others may wait for.
	 */
	final class SharedRequest {

		private final K wanted;

		private final CompletableFuture<Boolean> result;

		private SharedRequest(K wanted, CompletableFuture<Boolean> result) {
			this.wanted = wanted;
			this.result = result;
		}

		/**
		 * What was wanted is there for all.
		 */
		<V> V succeeded(V value) {
			this.result.complete(true);
			return value;
		}

		UnreadableException failed(UnreadableException failure) {
			if (!Thread.currentThread().isInterrupted()) {
				this.result.completeExceptionally(failure);
			}
			return failure;
		}

		/**
		 * Lets go those that wait, whatever became of it.
		 */
		void end() {
			SharedRequests.this.running.remove(this.wanted, this.result);
			this.result.cancel(false);
		}

	}

}
