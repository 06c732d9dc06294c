package dev.acrsync.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;

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
