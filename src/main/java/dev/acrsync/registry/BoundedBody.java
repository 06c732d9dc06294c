package dev.acrsync.registry;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/**
 * Takes an answer's body up to a number of bytes, and hangs up on the rest. Unlike the
 * JDK's own limit it keeps what came first, so that an endless error page does not hide
 * its status.
 */
final class BoundedBody implements BodySubscriber<byte[]> {

	private final CompletableFuture<byte[]> body = new CompletableFuture<>();

	private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

	private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

	private final int limit;

	BoundedBody(int limit) {
		this.limit = limit;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.body;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription.complete(subscription);
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		for (ByteBuffer buffer : buffers) {
			byte[] bytes = new byte[Math.min(buffer.remaining(), this.limit - this.taken.size())];
			buffer.get(bytes);
			this.taken.writeBytes(bytes);
		}
		if (this.taken.size() == this.limit) {
			this.subscription.join().cancel();
			onComplete();
		}
	}

	@Override
	public void onError(Throwable failure) {
		this.body.completeExceptionally(failure);
	}

	@Override
	public void onComplete() {
		this.body.complete(this.taken.toByteArray());
	}

}
