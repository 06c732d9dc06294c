package dev.acrsync.ledger;

import java.util.List;

import dev.acrsync.records.TargetImage;

/**
 * What the ledger holds of a push. It is on disk when this is returned.
 *
 * @param duplicate whether all of it was there before
 * @param imports one for each destination, old or new
 */
public record Receipt(boolean duplicate, List<ReceiptEntry> imports) {

	/**
	 * An import of the push.
	 *
	 * @param id its id
	 * @param target the tag it is for
	 */
	public record ReceiptEntry(String id, TargetImage target) {
	}

}
