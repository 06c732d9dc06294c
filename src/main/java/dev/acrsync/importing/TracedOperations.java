package dev.acrsync.importing;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

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
	public Optional<Trouble> prepare(ImportRequest request) {
		return this.azure.prepare(request);
	}

	@Override
	public Operation start(ImportRequest request, UUID requestId) {
		try (Tracing.Step _ = TryNotes.step("ask Azure to import", this.tracing.request("import image"))) {
			this.tracing.tag("acr_sync.digest", request.digest().value());
			this.tracing.tag("acr_sync.operation", "registries-" + requestId);
			Operation operation = this.azure.start(request, requestId);
			switch (operation) {
				case Operation.Running _, Operation.Ended _ -> {
				}
				case Operation.Failed(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
				case Operation.Doubtful(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
				case Operation.Unknown(var trouble) -> this.tracing.failed(trouble.code(), trouble.message());
			}
			return operation;
		}
	}

	@Override
	public Operation poll(ImportRequest request, URI location) {
		try (Tracing.Step _ = TryNotes.step("ask Azure how it goes", () -> {
		})) {
			Operation operation = this.azure.poll(request, location);
			String how = how(operation);
			TryNotes.result(how);
			this.tracing.event("poll: " + how);
			return operation;
		}
	}

	private static String how(Operation operation) {
		return switch (operation) {
			case Operation.Running _ -> "running";
			case Operation.Ended() -> "ended";
			case Operation.Failed(var trouble) -> "failed, " + trouble.code();
			case Operation.Doubtful(var trouble) -> "in doubt, " + trouble.code();
			case Operation.Unknown(var trouble) -> "not answered, " + trouble.code();
		};
	}

}
