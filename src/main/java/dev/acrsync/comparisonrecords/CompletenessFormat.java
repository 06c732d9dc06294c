package dev.acrsync.comparisonrecords;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * What a report may be written in.
 */
enum CompletenessFormat implements Producible<CompletenessFormat> {

	/**
	 * For programs.
	 */
	JSON(MimeTypeUtils.APPLICATION_JSON),

	/**
	 * For spreadsheets.
	 */
	CSV(new MimeType("text", "csv"));

	private final MimeType type;

	CompletenessFormat(MimeType type) {
		this.type = type;
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.type;
	}

	@Override
	public boolean isDefault() {
		return this == JSON;
	}

}
