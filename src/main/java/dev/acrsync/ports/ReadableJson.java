package dev.acrsync.ports;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Writes JSON for people who look at it with curl: indented, and with an end of its last
 * line.
 */
final class ReadableJson extends JacksonJsonHttpMessageConverter {

	ReadableJson(JsonMapper mapper) {
		super(mapper.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build());
	}

	@Override
	protected void writeSuffix(JsonGenerator generator, Object object) {
		super.writeSuffix(generator, object);
		generator.writeRaw('\n');
	}

}
