package dev.acrsync.arm;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts how often imports are throttled. The HTTP status alone does not tell: where a
 * registry throttles Azure, only the words of an answer do.
 */
class WatchedImports implements ImportOperations {

	private final ImportOperations imports;

	private final MeterRegistry meters;

	/**
	 * Counts from zero, so that the first throttling of a target is seen as an increase.
	 */
	WatchedImports(ImportOperations imports, Set<String> targets, MeterRegistry meters) {
		this.imports = imports;
		this.meters = meters;
		targets.forEach(this::throttled);
	}

	@Override
	public Optional<ImportTrouble> prepare(ImportRequest request) {
		return this.imports.prepare(request);
	}

	@Override
	public OperationStatus start(ImportRequest request, UUID requestId) {
		return watched(request, this.imports.start(request, requestId));
	}

	@Override
	public OperationStatus poll(ImportRequest request, URI location) {
		return watched(request, this.imports.poll(request, location));
	}

	private OperationStatus watched(ImportRequest request, OperationStatus operation) {
		switch (operation) {
			case OperationStatus.Failed(ImportTrouble trouble) -> count(request, trouble);
			case OperationStatus.Doubtful(ImportTrouble trouble) -> count(request, trouble);
			case OperationStatus.Unknown(ImportTrouble trouble) -> count(request, trouble);
			case OperationStatus.Running _, OperationStatus.Ended _ -> {
			}
		}
		return operation;
	}

	private void count(ImportRequest request, ImportTrouble trouble) {
		if (ImportTrouble.THROTTLED.equals(trouble.code())) {
			throttled(request.target().name()).increment();
		}
	}

	private Counter throttled(String target) {
		return Counter.builder("acr.sync.azure.throttled")
			.description("Answers that put an import off because there is too much of it")
			.tag("target", target)
			.register(this.meters);
	}

}
