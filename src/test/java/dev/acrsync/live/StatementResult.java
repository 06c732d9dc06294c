package dev.acrsync.live;

import java.util.function.UnaryOperator;

/**
 * What became of a statement at an Azure.
 *
 * @param id the statement's name
 * @param sentence the statement
 * @param outcome whether it holds
 * @param expected what was expected, in words
 * @param seen what was seen, or why nothing was
 * @param otherwise what the service does where it does not hold
 */
record StatementResult(String id, String sentence, Outcome outcome, String expected, String seen, String otherwise) {

	static StatementResult of(StatementCheck check, Observation observation) {
		return of(check, observation.holds() ? Outcome.HOLDS : Outcome.DIFFERS, observation.expected(),
				observation.seen());
	}

	static StatementResult notTried(StatementCheck check, NotTriedException why) {
		return of(check, Outcome.NOT_TRIED, "", String.valueOf(why.getMessage()));
	}

	static StatementResult broken(StatementCheck check, Observation observation, Throwable cause) {
		return of(check, Outcome.DIFFERS, observation.expected(),
				observation.seen() + "; the check broke off: " + cause);
	}

	private static StatementResult of(StatementCheck check, Outcome outcome, String expected, String seen) {
		AzureStatement statement = check.statement();
		return new StatementResult(statement.id(), statement.says(), outcome, expected, seen, statement.otherwise());
	}

	StatementResult masked(UnaryOperator<String> mask) {
		return new StatementResult(this.id, this.sentence, this.outcome, mask.apply(this.expected),
				mask.apply(this.seen), this.otherwise);
	}

	/**
	 * Whether a statement holds.
	 */
	enum Outcome {

		/** It holds. */
		HOLDS("holds"),

		/** It does not hold. */
		DIFFERS("does not hold"),

		/** It was not tried, for a reason. */
		NOT_TRIED("not tried");

		private final String label;

		Outcome(String label) {
			this.label = label;
		}

		String label() {
			return this.label;
		}

	}

}
