package dev.acrsync.untrusted;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body while it comes in, up to a number of bytes and a time of waiting for
 * them. A next piece is asked for when one is read, so that not more than two are kept.
 */
public final class BodyStream extends InputStream implements BodySubscriber<BodyStream> {

	private static final List<ByteBuffer> END = List.of(ByteBuffer.allocate(0));

	private static final int REST = 16 * 1024;

	private static final Duration REST_PATIENCE = Duration.ofMillis(500);

	private final BlockingQueue<List<ByteBuffer>> pieces = new LinkedBlockingQueue<>();

	private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();

	private final long limit;

	private long left;

	private long patience;

	private volatile Optional<Throwable> failure = Optional.empty();

	private Iterator<ByteBuffer> piece = Collections.emptyIterator();

	private ByteBuffer buffer = ByteBuffer.allocate(0);

	private boolean ended;

	public BodyStream(long limit, Duration patience) {
		this.limit = limit;
		this.left = limit;
		this.patience = patience.toNanos();
	}

	@Override
	public CompletionStage<BodyStream> getBody() {
		return CompletableFuture.completedFuture(this);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription.complete(subscription);
		subscription.request(1);
	}

	@Override
	public void onNext(List<ByteBuffer> piece) {
		this.pieces.add(piece);
	}

	@Override
	public void onError(Throwable failure) {
		this.failure = Optional.of(failure);
		this.pieces.add(END);
	}

	@Override
	public void onComplete() {
		this.pieces.add(END);
	}

	@Override
	public int read() throws IOException {
		byte[] one = new byte[1];
		return (read(one, 0, 1) == 1) ? one[0] & 0xFF : -1;
	}

	/**
	 * Reads what has come, or waits for it.
	 * @throws TooLongException if there are more bytes than allowed
	 * @throws HttpTimeoutException if they do not come in time
	 */
	@Override
	public int read(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		while (length > 0 && !this.buffer.hasRemaining()) {
			if (!hasNextBuffer()) {
				return -1;
			}
			this.buffer = this.piece.next();
		}
		if (length > 0 && this.left == 0) {
			throw new TooLongException(this.limit);
		}
		int count = (int) Math.min(this.left, Math.min(length, this.buffer.remaining()));
		this.buffer.get(bytes, offset, count);
		this.left -= count;
		return count;
	}

	private boolean hasNextBuffer() throws IOException {
		if (!this.piece.hasNext() && !this.ended) {
			List<ByteBuffer> next = await();
			this.ended = next == END;
			this.piece = next.iterator();
			if (this.ended && this.failure.isPresent()) {
				throw new IOException(this.failure.get());
			}
		}
		return this.piece.hasNext();
	}

	private List<ByteBuffer> await() throws IOException {
		long started = System.nanoTime();
		try {
			List<ByteBuffer> next = this.pieces.poll(this.patience, TimeUnit.NANOSECONDS);
			if (next == null) {
				throw new HttpTimeoutException("the answer does not come to its end");
			}
			if (next != END) {
				this.subscription.join().request(1);
			}
			return next;
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("the service is stopping");
		}
		finally {
			this.patience -= System.nanoTime() - started;
		}
	}

	/**
	 * Reads to the end if it is near, so that the connection can be used again.
	 */
	public void finish() {
		this.left = Math.min(this.left, REST);
		this.patience = Math.min(this.patience, REST_PATIENCE.toNanos());
		try {
			skip(REST);
			read();
		}
		catch (IOException _) {
			// It is far, and is not waited for
		}
	}

	/**
	 * Hangs up on what has not been read.
	 */
	@Override
	public void close() {
		if (!this.ended) {
			this.ended = true;
			this.subscription.thenAccept(Subscription::cancel);
		}
	}

}
