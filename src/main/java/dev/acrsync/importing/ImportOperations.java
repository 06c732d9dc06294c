package dev.acrsync.importing;

import java.net.URI;
import java.util.UUID;

/**
 * Azure's side of an import: start it, and ask how it goes. Blocks for one HTTP exchange
 * (and for a token where none is at hand), throws nothing for what Azure or the network
 * does.
 */
public interface ImportOperations {

	/**
	 * Asks Azure to copy an image.
	 * @param request what to copy
	 * @param requestId becomes part of the operation's id at Azure; a new one per attempt
	 */
	Operation start(ImportRequest request, UUID requestId);

	/**
	 * Asks Azure how an import goes.
	 * @param request what it copies
	 * @param location the newest location of the operation
	 */
	Operation poll(ImportRequest request, URI location);

}
