package dev.acrsync.sandbox;

import java.util.Map;

/**
 * Says that an import fails, in Resource Manager's words.
 */
public final class ImportFailure extends Exception {

	private static final long serialVersionUID = 1;

	private final int status;

	private final String code;

	private final boolean ofOperation;

	private ImportFailure(int status, String code, String message, boolean ofOperation) {
		super(message);
		this.status = status;
		this.code = code;
		this.ofOperation = ofOperation;
	}

	/**
	 * Makes a failure of the copy, whose message starts with the operation and the
	 * <em>target</em>, whichever side is at fault.
	 * @param code Azure's code; {@code Conflict} goes with status 409, every other with
	 * 400
	 * @param tail what follows in the message
	 */
	public static ImportFailure ofOperation(String code, String tail) {
		return new ImportFailure(code.equals("Conflict") ? 409 : 400, code, tail, true);
	}

	/**
	 * Makes a failure of the request: no role, no such registry, throttled.
	 */
	public static ImportFailure ofRequest(int status, String code, String message) {
		return new ImportFailure(status, code, message, false);
	}

	StandInAnswer answer(ImportCall call) {
		String message = this.ofOperation ? "Operation registries-%s failed. Resource %s %s".formatted(call.requestId(),
				call.target(), getMessage()) : String.valueOf(getMessage());
		return error(this.status, this.code, message);
	}

	static StandInAnswer error(int status, String code, String message) {
		StandInAnswer answer = StandInAnswer.json(status, Map.of("error", Map.of("code", code, "message", message)));
		return (status == 429) ? answer.with("Retry-After", "5") : answer;
	}

}
