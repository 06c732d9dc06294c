package dev.acrsync.copyoperation;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.breaker.TryNotes;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.tracing.Tracing;

/**
 * Asks Azure for whoever holds a claim: for an import within a span, and how it goes as
 * an event of the span that waits for it. Has the limit of what runs at once learn when
 * that is throttled.
 */
public final class ClaimedOperations {

	private final ImportOperations azure;

	private final TargetConcurrency concurrency;

	private final Tracing tracing;

	public ClaimedOperations(ImportOperations azure, TargetConcurrency concurrency, Tracing tracing) {
		this.azure = azure;
		this.concurrency = concurrency;
		this.tracing = tracing;
	}

	Optional<ImportTrouble> prepare(CopyOrder order) {
		return this.azure.prepare(order.request());
	}

	OperationStatus start(CopyOrder order, UUID requestId) {
		try (Tracing.Step _ = TryNotes.step("ask Azure to import", this.tracing.request("import image"))) {
			this.tracing.tag("acr_sync.digest", order.digest().value());
			this.tracing.tag("acr_sync.operation", "registries-" + requestId);
			OperationStatus operation = this.azure.start(order.request(), requestId);
			trouble(operation).ifPresent((trouble) -> {
				this.tracing.failed(trouble.code(), trouble.message());
				learn(order, trouble);
			});
			return operation;
		}
	}

	OperationStatus poll(CopyOrder order, URI location) {
		try (Tracing.Step _ = TryNotes.step("ask Azure how it goes", () -> {
		})) {
			OperationStatus operation = this.azure.poll(order.request(), location);
			String how = how(operation);
			TryNotes.result(how);
			this.tracing.event("poll: " + how);
			trouble(operation).ifPresent((trouble) -> learn(order, trouble));
			return operation;
		}
	}

	/**
	 * Tells whether another source waits for the place, and is to have it.
	 */
	boolean givesWay(CopyOrder order) {
		return this.concurrency.givesWay(order.task().target().name());
	}

	private void learn(CopyOrder order, ImportTrouble trouble) {
		if (ImportTrouble.THROTTLED.equals(trouble.code())) {
			this.concurrency.throttled(order.task().target().name(), order.task().claim().owner());
		}
	}

	private static Optional<ImportTrouble> trouble(OperationStatus operation) {
		return switch (operation) {
			case OperationStatus.Running _, OperationStatus.Ended _ -> Optional.empty();
			case OperationStatus.Failed(var trouble) -> Optional.of(trouble);
			case OperationStatus.Doubtful(var trouble) -> Optional.of(trouble);
			case OperationStatus.Unknown(var trouble) -> Optional.of(trouble);
		};
	}

	private static String how(OperationStatus operation) {
		return switch (operation) {
			case OperationStatus.Running _ -> "running";
			case OperationStatus.Ended() -> "ended";
			case OperationStatus.Failed(var trouble) -> "failed, " + trouble.code();
			case OperationStatus.Doubtful(var trouble) -> "in doubt, " + trouble.code();
			case OperationStatus.Unknown(var trouble) -> "not answered, " + trouble.code();
		};
	}

}
