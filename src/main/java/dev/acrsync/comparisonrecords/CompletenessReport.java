package dev.acrsync.comparisonrecords;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What is complete, and what is not.
 *
 * @param complete whether all that the rules let in is at its targets, apart from what
 * they leave out on purpose, and all of it could be compared
 * @param rows by source, rule and target
 */
public record CompletenessReport(boolean complete, List<ReportRow> rows) {

	/**
	 * How the images of one rule stand at one target.
	 *
	 * @param source the configured name of the source
	 * @param rule the rule's index
	 * @param repositories its globs
	 * @param target the configured name of the target
	 * @param complete whether nothing is to come, and all could be compared
	 * @param matching how many images the rule lets in
	 * @param images how many of them stand how
	 * @param oldestDifferenceSeconds for how long the oldest of those that are to come is
	 * not there
	 * @param checkedAt when the comparison began that is longest ago
	 * @param missing the names of some that are missing
	 * @param otherSource the names of some that belong to another source, and to which
	 * @param unchecked how much could not be compared
	 * @param uncheckedReasons some of the reasons
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record ReportRow(String source, int rule, List<String> repositories, String target, boolean complete,
			long matching, Map<String, Long> images, long oldestDifferenceSeconds, @Nullable Instant checkedAt,
			List<String> missing, List<String> otherSource, int unchecked, List<UncheckedPart> uncheckedReasons) {
	}

	/**
	 * Something that could not be compared.
	 *
	 * @param repository the repository, or nothing for the registry's catalog
	 * @param reason why
	 */
	@JsonInclude(JsonInclude.Include.NON_EMPTY)
	public record UncheckedPart(String repository, String reason) {
	}

}
