package dev.acrsync.copying;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.attempt.ImportOperations;
import dev.acrsync.attempt.ImportRequest;
import dev.acrsync.attempt.ImportTrouble;
import dev.acrsync.attempt.OperationStatus;
import dev.acrsync.breaker.TryNotes;
import dev.acrsync.tracing.Tracing;

/**
 * Asks Azure: for an import within a span, and how it goes as an event of the span that
 * waits for it.
 */
final class TracedOperations implements ImportOperations {

	private final ImportOperations azure;

	private final Tracing tracing;

	TracedOperations(ImportOperations azure, Tracing tracing) {
		this.azure = azure;
		this.tracing = tracing;
	}

	@Override
	public Optional<ImportTrouble> prepare(ImportRequest request) {
		return this.azure.prepare(request);
	}

	@Override
	public OperationStatus start(ImportRequest request, UUID requestId) {
		try (Tracing.Step _ = TryNotes.step("ask Azure to import", this.tracing.request("import image"))) {
			this.tracing.tag("acr_sync.digest", request.digest().value());
			this.tracing.tag("acr_sync.operation", "registries-" + requestId);
			OperationStatus operation = this.azure.start(request, requestId);
			switch (operation) {
				case OperationStatus.Running _, OperationStatus.Ended _ -> {
				}
				case OperationStatus.Failed(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
				case OperationStatus.Doubtful(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
				case OperationStatus.Unknown(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
			}
			return operation;
		}
	}

	@Override
	public OperationStatus poll(ImportRequest request, URI location) {
		try (Tracing.Step _ = TryNotes.step("ask Azure how it goes", () -> {
		})) {
			OperationStatus operation = this.azure.poll(request, location);
			String how = how(operation);
			TryNotes.result(how);
			this.tracing.event("poll: " + how);
			return operation;
		}
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
