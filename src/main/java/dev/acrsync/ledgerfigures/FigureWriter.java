package dev.acrsync.ledgerfigures;

import java.time.Duration;
import java.util.List;

import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.ledger.Ledger;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes down what was noted for operators: one small transaction every few seconds, and
 * none where there is nothing. What cannot be written down now is kept for later.
 */
public final class FigureWriter {

	static final Duration INTERVAL = Duration.ofSeconds(2);

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final List<NotedFigures> figures;

	public FigureWriter(Ledger ledger, JdbcClient jdbc, List<NotedFigures> figures) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.figures = figures;
	}

	public void write() {
		List<NotedFigures.FigureBatch> batches = this.figures.stream()
			.map(NotedFigures::take)
			.filter((batch) -> batch != NotedFigures.FigureBatch.NONE)
			.toList();
		if (batches.isEmpty()) {
			return;
		}
		try {
			this.ledger.committed(() -> {
				batches.forEach((batch) -> batch.write(this.jdbc));
				return true;
			});
		}
		catch (LedgerUnavailableException | DataAccessException _) {
			// Whoever has something to lose by it says so.
			batches.forEach(NotedFigures.FigureBatch::giveBack);
		}
	}

}
