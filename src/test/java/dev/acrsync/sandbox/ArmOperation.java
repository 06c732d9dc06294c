package dev.acrsync.sandbox;

import java.util.Map;
import java.util.Optional;

/**
 * An accepted import at the stand-in for Resource Manager: under way until it was asked
 * for often enough, then copied or failed for good.
 */
final class ArmOperation {

	private final ImportCall call;

	private final ParallelImports parallel;

	private int polls;

	private Optional<StandInAnswer> end = Optional.empty();

	ArmOperation(ImportCall call, ParallelImports parallel) {
		this.call = call;
		this.parallel = parallel;
		parallel.started(call.targetTags());
	}

	ImportCall call() {
		return this.call;
	}

	/**
	 * Returns the answer of the operation's end, if it has come.
	 * @param pollsUntilEnd how many polls find it under way
	 */
	synchronized Optional<StandInAnswer> poll(int pollsUntilEnd, ImageCopier copier) {
		boolean underWay = this.polls++ < pollsUntilEnd
				|| KnownFailure.of(this.call).filter(KnownFailure.NEVER_ENDS::equals).isPresent();
		return (this.end.isEmpty() && underWay) ? Optional.empty() : Optional.of(finish(copier));
	}

	synchronized StandInAnswer finish(ImageCopier copier) {
		if (this.end.isEmpty()) {
			this.end = Optional.of(copy(copier));
			this.parallel.ended(this.call.targetTags());
		}
		return this.end.get();
	}

	private StandInAnswer copy(ImageCopier copier) {
		try {
			Optional<KnownFailure> known = KnownFailure.of(this.call);
			if (known.isPresent()) {
				throw known.get().failure(this.call);
			}
			copier.copy(this.call);
			return StandInAnswer.json(200, Map.of("status", "Succeeded"));
		}
		catch (ImportFailure ex) {
			return ex.answer(this.call);
		}
	}

}
