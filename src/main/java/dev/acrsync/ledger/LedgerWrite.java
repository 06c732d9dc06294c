package dev.acrsync.ledger;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import dev.acrsync.records.TargetImage;
import org.jspecify.annotations.Nullable;

/**
 * Something to be written, whose writer waits until it is committed.
 *
 * @param <T> what the writer gets
 */
abstract sealed class LedgerWrite<T> {

	private final CompletableFuture<T> committed = new CompletableFuture<>();

	private @Nullable T result;

	/**
	 * Returns the target tags whose work it changes, as far as it names them.
	 */
	abstract Collection<TargetImage> targets();

	/**
	 * Sets what the writer gets once the transaction is committed.
	 */
	void result(T result) {
		this.result = result;
	}

	/**
	 * Tells the writer that the transaction is committed.
	 */
	void succeed() {
		this.committed.complete(this.result);
	}

	/**
	 * Takes it back, if it is not being written already.
	 */
	void abandon() {
		this.committed.cancel(false);
	}

	/**
	 * Tells whether nobody waits for it any more.
	 */
	boolean isAbandoned() {
		return this.committed.isCancelled();
	}

	/**
	 * Tells the writer that nothing was written.
	 */
	void fail(Throwable reason) {
		this.committed.completeExceptionally(reason);
	}

	CompletableFuture<T> committed() {
		return this.committed;
	}

	/**
	 * Pushes to be accepted, all or none; many of them are written by the same few
	 * statements.
	 */
	static final class AcceptWrite extends LedgerWrite<List<Receipt>> {

		private final List<AllowedPush> pushes;

		AcceptWrite(List<AllowedPush> pushes) {
			this.pushes = pushes;
		}

		List<AllowedPush> pushes() {
			return this.pushes;
		}

		@Override
		Collection<TargetImage> targets() {
			return this.pushes.stream().flatMap((push) -> push.targets().stream()).toList();
		}

	}

	/**
	 * Statements of their own.
	 *
	 * @param <T> what they return
	 */
	static final class StatementWrite<T> extends LedgerWrite<T> {

		private final Collection<TargetImage> targets;

		private final Supplier<T> statements;

		StatementWrite(Collection<TargetImage> targets, Supplier<T> statements) {
			this.targets = targets;
			this.statements = statements;
		}

		@Override
		Collection<TargetImage> targets() {
			return this.targets;
		}

		void run() {
			result(this.statements.get());
		}

	}

}
