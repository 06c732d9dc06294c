package dev.acrsync.ledger;

import java.time.Duration;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes down what was noted for operators: one small transaction every few seconds, and
 * none where there is nothing.
 */
final class FigureWriter {

	static final Duration INTERVAL = Duration.ofSeconds(2);

	private final Ledger ledger;

	private final JdbcClient jdbc;

	private final List<NotedFigures> figures;

	FigureWriter(Ledger ledger, JdbcClient jdbc, List<NotedFigures> figures) {
		this.ledger = ledger;
		this.jdbc = jdbc;
		this.figures = figures;
	}

	void write() {
		List<NotedFigures.Batch> batches = this.figures.stream()
			.map(NotedFigures::take)
			.filter((batch) -> batch != NotedFigures.Batch.NONE)
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
		catch (RuntimeException ex) {
			batches.forEach(NotedFigures.Batch::giveBack);
			throw ex;
		}
	}

}
