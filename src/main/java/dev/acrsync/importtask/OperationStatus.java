package dev.acrsync.importtask;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is known of an import that Azure was asked for.
 */
public sealed interface OperationStatus {

	/**
	 * The copy is under way.
	 *
	 * @param location where to ask next; Azure gives a new one with every answer
	 * @param retryAfter how long Azure wants to be left alone
	 */
	record Running(URI location, Optional<Duration> retryAfter) implements OperationStatus {
	}

	/**
	 * Azure says that the copy is done. Only the target's digest proves it.
	 */
	record Ended() implements OperationStatus {
	}

	/**
	 * The import was refused or has failed, and does not go on.
	 *
	 * @param trouble why
	 */
	record Failed(ImportTrouble trouble) implements OperationStatus {
	}

	/**
	 * The import was refused in a way that leaves a doubt: it may have been started all
	 * the same, and go on.
	 *
	 * @param trouble why
	 */
	record Doubtful(ImportTrouble trouble) implements OperationStatus {
	}

	/**
	 * The question was not answered: the import may have been started, or may go on.
	 *
	 * @param trouble what came instead of an answer
	 */
	record Unknown(ImportTrouble trouble) implements OperationStatus {
	}

}
