package dev.acrsync.doctor;

import java.util.Comparator;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What one check found.
 *
 * @param level how bad it is
 * @param subject which source, target, registry or key it is about
 * @param what how it is; never a secret
 * @param cure the command or the key that cures it; empty where nothing has to be cured
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(FindingLevel level, String subject, String what, String cure) {

	/** Without an identity nothing is imported at all: that comes before all else. */
	static final Comparator<Finding> WORST_FIRST = Comparator.comparing(Finding::level)
		.reversed()
		.thenComparing((finding) -> !AzureCheck.IDENTITY.equals(finding.subject()));

	static Finding ok(String subject, String what) {
		return new Finding(FindingLevel.OK, subject, what, "");
	}

	static Finding warning(String subject, String what, String cure) {
		return new Finding(FindingLevel.WARNING, subject, what, cure);
	}

	/**
	 * Makes a finding that images do not arrive.
	 */
	public static Finding error(String subject, String what, String cure) {
		return new Finding(FindingLevel.ERROR, subject, what, cure);
	}

	/**
	 * How bad a finding is.
	 */
	public enum FindingLevel {

		/**
		 * All is well.
		 */
		@JsonProperty("ok")
		OK,

		/**
		 * Something does not work, or will not for long, or cannot be told.
		 */
		@JsonProperty("warning")
		WARNING,

		/**
		 * Images do not arrive like that.
		 */
		@JsonProperty("error")
		ERROR

	}

}
