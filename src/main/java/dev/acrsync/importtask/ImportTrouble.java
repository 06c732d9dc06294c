package dev.acrsync.importtask;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Why an import did not come about, for the next try and for the operator.
 *
 * @param cure what can help
 * @param code a short, stable name of the cause: Azure's own error code, or ours
 * @param message what went wrong, at which registry, and what to do; never a secret
 * @param retryAfter how long the other side wants to be left alone
 */
public record ImportTrouble(TroubleCure cure, String code, String message, Optional<Duration> retryAfter) {

	/**
	 * The code of a tag that exists in the target already. It may be there because an
	 * earlier request for the same import succeeded.
	 */
	public static final String TAG_EXISTS = "tag-exists";

	/**
	 * The code of what Azure or a registry puts off because there is too much of it.
	 */
	public static final String THROTTLED = "throttled";

	/**
	 * The code of an operation that Azure knows nothing of any more.
	 */
	public static final String OPERATION_NOT_FOUND = "operation-not-found";

	/**
	 * The code of an operation that may still run.
	 */
	public static final String OPERATION_UNSETTLED = "operation-unsettled";

	/**
	 * The code of a source that does not show yet what an event has told of.
	 */
	public static final String SOURCE_BEHIND = "source-behind";

	/**
	 * The code of a copy that failed without Azure saying why.
	 */
	public static final String COPY_FAILED = "copy-failed";

	private static final Set<String> UNREADABLE = Set.of("source-unreadable", "target-unreadable");

	private static final Set<String> OF_AZURE = Set.of(COPY_FAILED, "operation-failed", "not-arrived", "deadline");

	private static final Set<String> OF_THROTTLING = Set.of("source-unreadable", "target-unreadable",
			"referrer-not-arrived");

	/**
	 * What can help.
	 */
	public enum TroubleCure {

		/**
		 * It passes by itself: try again soon, and less and less often.
		 */
		RETRY,

		/**
		 * Somebody or something has to change first, and may without our hearing of it (a
		 * role assignment, a firewall rule): try again slowly.
		 */
		WAIT,

		/**
		 * Trying again cannot help: park it until an operator retries it.
		 */
		PARK

	}

	/**
	 * A trouble about whose duration the other side said nothing.
	 */
	public ImportTrouble(TroubleCure cure, String code, String message) {
		this(cure, code, message, Optional.empty());
	}

	/**
	 * Returns the trouble, to be left alone for a while.
	 */
	public ImportTrouble after(Duration pause) {
		return new ImportTrouble(this.cure, this.code, this.message, Optional.of(pause));
	}

	/**
	 * Tells whether it can be that a registry does not answer, us or Azure.
	 */
	public boolean mayComeOfAnOutage() {
		return this.cure == TroubleCure.RETRY && (UNREADABLE.contains(this.code) || isOfAzure());
	}

	/**
	 * Tells whether it is how a copy by Azure went, and not what we could not read.
	 */
	public boolean isOfAzure() {
		return OF_AZURE.contains(this.code);
	}

	/**
	 * Tells whether it can be that a registry wants to be left alone by us.
	 */
	public boolean mayComeOfThrottling() {
		return this.cure == TroubleCure.RETRY && OF_THROTTLING.contains(this.code);
	}

	/**
	 * Returns the trouble with one sentence more.
	 */
	public ImportTrouble adding(String sentence) {
		return new ImportTrouble(this.cure, this.code, this.message + ". " + sentence, this.retryAfter);
	}

}
