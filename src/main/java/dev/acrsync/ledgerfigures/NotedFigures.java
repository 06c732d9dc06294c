package dev.acrsync.ledgerfigures;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Something for operators that is noted in memory, and written down now and then, so that
 * nobody waits for it.
 */
public interface NotedFigures {

	/**
	 * Returns what is to be written down now.
	 */
	FigureBatch take();

	/**
	 * Some of it.
	 */
	interface FigureBatch {

		/**
		 * There is nothing to write.
		 */
		FigureBatch NONE = new FigureBatch() {
			@Override
			public void write(JdbcClient jdbc) {
				// Nothing to do.
			}

			@Override
			public void giveBack() {
				// Nothing to do.
			}
		};

		/**
		 * Writes it in the writer's transaction.
		 */
		void write(JdbcClient jdbc);

		/**
		 * Has it written another time, as it could not be now.
		 */
		void giveBack();

	}

}
