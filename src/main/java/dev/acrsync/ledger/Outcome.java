package dev.acrsync.ledger;

import java.util.Optional;

import dev.acrsync.image.Digest;

/**
 * How an import ended.
 *
 * @param state a state that is not open
 * @param digest what the target's tag was seen to have
 * @param error why it did not come about
 */
public record Outcome(State state, Optional<Digest> digest, Optional<ImportRecord.Failure> error) {

	/**
	 * Takes an end.
	 * @throws IllegalArgumentException if the state is open
	 */
	public Outcome {
		if (state.isOpen()) {
			throw new IllegalArgumentException("'" + state.label() + "' is not an end");
		}
	}

	/**
	 * The target's tag was seen to have this digest.
	 */
	public static Outcome arrived(State state, Digest digest) {
		return new Outcome(state, Optional.of(digest), Optional.empty());
	}

	/**
	 * The import ended without the image in its place.
	 */
	public static Outcome withoutImage(State state, String code, String message) {
		return new Outcome(state, Optional.empty(), Optional.of(new ImportRecord.Failure(code, message)));
	}

}
