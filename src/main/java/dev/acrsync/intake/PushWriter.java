package dev.acrsync.intake;

import java.util.List;
import java.util.Optional;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Ledger;
import dev.acrsync.ledger.Receipt;
import dev.acrsync.tracing.TraceParent;
import dev.acrsync.tracing.Tracing;

/**
 * Has pushes written down before their sender is answered.
 */
public final class PushWriter {

	private final Ledger ledger;

	private final Tracing tracing;

	PushWriter(Ledger ledger, Tracing tracing) {
		this.ledger = ledger;
		this.tracing = tracing;
	}

	/**
	 * Writes down pushes.
	 * @return what the ledger holds of each
	 * @throws RefusedException if it did not take all of them
	 */
	public List<Receipt> write(List<AllowedPush> pushes) throws RefusedException {
		Optional<TraceParent> trace = this.tracing.current();
		try {
			return pushes.isEmpty() ? List.of()
					: this.ledger.acceptTogether(pushes.stream().map((push) -> push.in(trace)).toList());
		}
		catch (LedgerUnavailableException ex) {
			throw RefusedException.unavailable("The event could not be written down: send it again", ex);
		}
	}

}
