package dev.acrsync.intake;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * How events are read: strictly, and no deeper than any of them is.
 */
public final class EventJson {

	static final int MAX_DEPTH = 16;

	/**
	 * What an event of a batch holds that nobody asks for is skipped, if it is no deeper.
	 */
	private static final int MAX_DEPTH_IN_BATCH = 64;

	/**
	 * Reads one event.
	 */
	public static final JsonMapper MAPPER = mapper(MAX_DEPTH);

	/**
	 * Reads events of a batch.
	 */
	public static final JsonMapper BATCH_MAPPER = mapper(MAX_DEPTH_IN_BATCH);

	private EventJson() {
	}

	private static JsonMapper mapper(int depth) {
		JsonFactory factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(depth).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
		JsonMapper.Builder mapper = JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
		mapper.withCoercionConfig(LogicalType.Textual, (text) -> {
			text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
			text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
			text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
		});
		return mapper.build();
	}

}
