package dev.acrsync.comparisonrecords;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.stereotype.Component;

/**
 * Shows what is complete: {@code /actuator/completeness}.
 */
@Component
@WebEndpoint(id = "completeness")
class CompletenessEndpoint {

	private final CompletenessReports reports;

	CompletenessEndpoint(CompletenessReports reports) {
		this.reports = reports;
	}

	@ReadOperation(producesFrom = CompletenessFormat.class)
	WebEndpointResponse<Object> completeness(CompletenessFormat accepted, @Nullable String format) {
		CompletenessFormat wanted = switch ((format != null) ? format : accepted.name()) {
			case "csv", "CSV" -> CompletenessFormat.CSV;
			case "json", "JSON" -> CompletenessFormat.JSON;
			default -> throw new InvalidEndpointRequestException("format is neither json nor csv",
					"format is neither json nor csv");
		};
		CompletenessReport report = this.reports.report();
		Object body = (wanted == CompletenessFormat.CSV) ? CsvWriter.of(report) : report;
		return new WebEndpointResponse<Object>(body, WebEndpointResponse.STATUS_OK, wanted.getProducedMimeType());
	}

}
