package dev.acrsync.ledger;

import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportState;

/**
 * How an import ended.
 *
 * @param state a state that is not open
 * @param digest what the target's tag was seen to have
 * @param error why it did not come about
 */
public record ImportOutcome(ImportState state, Optional<Digest> digest,
		Optional<ImportProgress.RecordedFailure> error) {

	/**
	 * Takes an end.
	 * @throws IllegalArgumentException if the state is open
	 */
	public ImportOutcome {
		if (state.isOpen()) {
			throw new IllegalArgumentException("'" + state.label() + "' is not an end");
		}
	}

	/**
	 * The target's tag was seen to have this digest.
	 */
	public static ImportOutcome arrived(ImportState state, Digest digest) {
		return new ImportOutcome(state, Optional.of(digest), Optional.empty());
	}

	/**
	 * The import ended without the image in its place.
	 */
	public static ImportOutcome withoutImage(ImportState state, String code, String message) {
		return new ImportOutcome(state, Optional.empty(),
				Optional.of(new ImportProgress.RecordedFailure(code, message)));
	}

}
