package dev.acrsync.listeners;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Writes JSON for people who look at it with curl: with an end of its last line.
 */
final class ReadableJson extends JacksonJsonHttpMessageConverter {

	ReadableJson(JsonMapper mapper) {
		super(mapper);
	}

	@Override
	protected void writeSuffix(JsonGenerator generator, Object object) {
		super.writeSuffix(generator, object);
		generator.writeRaw('\n');
	}

}
