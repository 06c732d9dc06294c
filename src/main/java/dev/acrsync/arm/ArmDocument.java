package dev.acrsync.arm;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of Azure Resource Manager of which the body matters.
 *
 * @param answer the answer
 * @param date Azure's time, if it says so
 * @param body the body; missing if it is no JSON
 */
record ArmDocument(ArmResponse answer, Optional<Instant> date, JsonNode body) {

	/** A document of few bytes can be a tree of very many nodes. */
	private static final JsonMapper JSON = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(50_000).maxNestingDepth(64).build())
			.build())
		.build();

	static ArmDocument of(int status, HttpHeaders headers, byte[] body) {
		return new ArmDocument(ArmResponse.of(status, headers, body),
				Optional.ofNullable(headers.getValue(HttpHeaderName.DATE)).flatMap(ArmDocument::time), json(body));
	}

	private static Optional<Instant> time(String date) {
		try {
			return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
		}
		catch (DateTimeException _) {
			return Optional.empty();
		}
	}

	private static JsonNode json(byte[] body) {
		try {
			return JSON.readTree(body);
		}
		catch (JacksonException _) {
			return JSON.missingNode();
		}
	}

}
