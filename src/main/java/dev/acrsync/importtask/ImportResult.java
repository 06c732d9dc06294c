package dev.acrsync.importtask;

import java.time.Duration;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportState;

/**
 * How one try at an import ended.
 */
public sealed interface ImportResult {

	/**
	 * The target's tag was seen to have this digest.
	 *
	 * @param state {@code succeeded} or {@code unchanged}
	 */
	record Arrived(ImportState state, Digest digest) implements ImportResult {
	}

	/**
	 * Nothing was to be imported.
	 *
	 * @param state {@code gone} or {@code kept}
	 */
	record Left(ImportState state, String code, String message) implements ImportResult {
	}

	/**
	 * It did not come about, or not all of it.
	 *
	 * @param arrived the digest that the target's tag was seen to have, where only what
	 * belongs to the image is missing
	 */
	record Stuck(ImportTrouble trouble, Optional<Digest> arrived) implements ImportResult {

		public Stuck(ImportTrouble trouble) {
			this(trouble, Optional.empty());
		}

	}

	/**
	 * It goes on later, and another import may use its place meanwhile.
	 *
	 * @param why {@code still-running} if Azure takes its time, {@code images-first} if
	 * the image is there, and what belongs to it comes after other images
	 * @param pause how long to wait at least
	 */
	record Unfinished(String why, Duration pause) implements ImportResult {

		public static Unfinished stillRunning(Duration pause) {
			return new Unfinished("still-running", pause);
		}

		public static Unfinished imagesFirst() {
			return new Unfinished("images-first", Duration.ZERO);
		}

	}

	/**
	 * Nothing is to be tried yet: it is looked at again, for as long as it takes.
	 *
	 * @param reason what is waited for
	 * @param pause how long to wait before the next look
	 */
	record Postponed(ImportTrouble reason, Duration pause) implements ImportResult {
	}

}
