package dev.acrsync.rules;

/**
 * One side of a range of versions.
 *
 * @param operator how a version has to stand to it
 */
record VersionBound(BoundOperator operator, SemanticVersion version) {

	boolean admits(SemanticVersion other) {
		int order = other.precedence(this.version);
		return switch (this.operator) {
			case BELOW -> order < 0;
			case AT_MOST -> order <= 0;
			case EQUAL -> order == 0;
			case AT_LEAST -> order >= 0;
			case ABOVE -> order > 0;
		};
	}

	/**
	 * Tells whether it names a pre-release of the same version, and so lets in others.
	 */
	boolean namesPreReleaseOf(SemanticVersion other) {
		return !this.version.preRelease().isEmpty() && this.version.isOfSameRelease(other);
	}

	/**
	 * How a version has to stand to a bound.
	 */
	enum BoundOperator {

		/**
		 * Written {@code <}.
		 */
		BELOW,

		/**
		 * Written {@code <=}.
		 */
		AT_MOST,

		/**
		 * Written {@code =}, or not at all.
		 */
		EQUAL,

		/**
		 * Written {@code >=}.
		 */
		AT_LEAST,

		/**
		 * Written {@code >}.
		 */
		ABOVE

	}

}
