package dev.acrsync.importtask;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

/**
 * Azure's side of an import: start it, and ask how it goes. Blocks for one HTTP exchange
 * (and for a token where none is at hand), throws nothing for what Azure or the network
 * does.
 */
public interface ImportOperations {

	/**
	 * Gets at hand what a request needs, so that nothing is written down for one that
	 * cannot be sent. Waits for a token, and until Azure takes one request more, unless
	 * the thread is interrupted.
	 * @return why it cannot be sent; nothing if it can
	 */
	Optional<ImportTrouble> prepare(ImportRequest request);

	/**
	 * Asks Azure to copy an image. The answer is waited for although the thread is
	 * interrupted, for some seconds, and the interrupt is kept: else nobody would know
	 * whether Azure has begun.
	 * @param request what to copy
	 * @param requestId becomes part of the operation's id at Azure; a new one per attempt
	 */
	OperationStatus start(ImportRequest request, UUID requestId);

	/**
	 * Asks Azure how an import goes.
	 * @param request what it copies
	 * @param location the newest location of the operation
	 */
	OperationStatus poll(ImportRequest request, URI location);

}
