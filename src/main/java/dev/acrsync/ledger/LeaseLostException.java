package dev.acrsync.ledger;

/**
 * Thrown where a claim is worked on whose lease has run out: somebody else works on it
 * now, and nothing was changed.
 */
public class LeaseLostException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	LeaseLostException(Claim claim) {
		super("The lease of import " + claim.record().id() + " has run out, and somebody else works on it");
	}

}
