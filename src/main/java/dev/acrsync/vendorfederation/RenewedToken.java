package dev.acrsync.vendorfederation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.acrsync.registry.VendorIdentityException;
import dev.acrsync.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One token of a vendor's identity. It is renewed 15 minutes before its end, or after
 * half of a shorter life, while what there is goes on being used; and however many wait
 * for it, it is asked for once. What was refused is not asked for again at once.
 */
final class RenewedToken {

	private static final Duration EARLY = Duration.ofMinutes(15);

	private static final Duration MARGIN = Duration.ofSeconds(30);

	private static final long PAUSE = Duration.ofSeconds(5).toNanos();

	private static final Executor THREADS = (task) -> Thread.ofVirtual().name("vendor-token").start(task);

	private final Supplier<TenantToken> request;

	private final LongSupplier nanos;

	private @Nullable CurrentToken kept;

	private @Nullable CompletableFuture<CurrentToken> running;

	private @Nullable VendorIdentityException refusal;

	private long refusedAt;

	RenewedToken(Supplier<TenantToken> request, LongSupplier nanos) {
		this.request = request;
		this.nanos = nanos;
	}

	/**
	 * Returns one that is good.
	 * @throws VendorIdentityException if none can be had
	 */
	Secret get() {
		try {
			return next().get().token();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof VendorIdentityException refused) ? refused.again()
					: new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException _) {
			Thread.currentThread().interrupt();
			throw new VendorIdentityException("vendor-identity-unavailable", true, "The service is stopping", "");
		}
	}

	private synchronized CompletableFuture<CurrentToken> next() {
		long now = this.nanos.getAsLong();
		CurrentToken old = this.kept;
		boolean good = old != null && old.end() - now > 0;
		boolean due = old == null || old.renewal() - now <= 0;
		VendorIdentityException refused = this.refusal;
		boolean quiet = refused != null && now - this.refusedAt < PAUSE;
		CompletableFuture<CurrentToken> asked = this.running;
		if (due && asked == null && !quiet) {
			asked = CompletableFuture.supplyAsync(() -> ask(now), THREADS);
			this.running = asked;
		}
		if (old != null && good) {
			return CompletableFuture.completedFuture(old);
		}
		return (asked != null) ? asked
				: CompletableFuture.failedFuture((refused != null) ? refused : new IllegalStateException());
	}

	private CurrentToken ask(long now) {
		try {
			CurrentToken got = kept(this.request.get(), now);
			succeeded(got);
			return got;
		}
		catch (RuntimeException ex) {
			failed(ex);
			throw ex;
		}
	}

	private static CurrentToken kept(TenantToken exchanged, long now) {
		Duration half = exchanged.lifetime().dividedBy(2);
		Duration early = (half.compareTo(EARLY) < 0) ? half : EARLY;
		Duration sixth = exchanged.lifetime().dividedBy(6);
		Duration margin = (sixth.compareTo(MARGIN) < 0) ? sixth : MARGIN;
		long end = now + exchanged.lifetime().toNanos();
		return new CurrentToken(exchanged.token(), end - early.toNanos(), end - margin.toNanos());
	}

	private synchronized void succeeded(CurrentToken got) {
		this.running = null;
		this.kept = got;
		this.refusal = null;
	}

	private synchronized void failed(RuntimeException failure) {
		this.running = null;
		this.refusal = (failure instanceof VendorIdentityException refused) ? refused : null;
		this.refusedAt = this.nanos.getAsLong();
	}

	/**
	 * A token, and when it is renewed and no longer used.
	 */
	private record CurrentToken(Secret token, long renewal, long end) {
	}

}
