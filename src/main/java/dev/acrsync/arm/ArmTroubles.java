package dev.acrsync.arm;

import java.util.Optional;

import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.untrusted.ForeignTextSanitizer;

/**
 * Puts what went wrong at Azure into words that tell who has to do what.
 */
final class ArmTroubles {

	private final ForeignTextSanitizer foreignText;

	ArmTroubles(ForeignTextSanitizer foreignText) {
		this.foreignText = foreignText;
	}

	/**
	 * Explains a refusal, or the end of a copy that failed.
	 */
	ImportTrouble refused(ArmResponse answer, ImportRoute route) {
		ArmError error = answer.error().orElse(new ArmError("", ""));
		ArmFault fault = ArmFault.of(answer.status(), error);
		return new ImportTrouble(fault.cure(), fault.code(error), fault.advice(route) + ". " + quote(answer, error),
				answer.retryAfter());
	}

	/**
	 * Explains an answer that does not tell how the import goes.
	 */
	ImportTrouble unanswered(ArmResponse answer) {
		ArmError error = answer.error().orElse(new ArmError("", ""));
		ArmFault fault = ArmFault.of(answer.status(), error);
		return new ImportTrouble(TroubleCure.RETRY, fault.code(error),
				"Azure does not tell how the import goes; the target registry will. " + quote(answer, error),
				answer.retryAfter());
	}

	/**
	 * Says that Azure knows nothing of the operation any more.
	 */
	ImportTrouble forgotten(ArmResponse answer) {
		return new ImportTrouble(TroubleCure.RETRY, "operation-not-found",
				"Azure does not know the import operation any more. "
						+ quote(answer, answer.error().orElse(new ArmError("", ""))),
				answer.retryAfter());
	}

	/**
	 * Says that an address is not Azure Resource Manager's, or is missing.
	 */
	ImportTrouble untrusted(Optional<String> location, ArmAuthority authority) {
		String where = location.map((it) -> (it.length() > ArmAuthority.MAX_LOCATION)
				? "an address of " + it.length() + " characters" : "'" + text(it.split("[?#]", 2)[0]) + "'")
			.orElse("no address");
		return new ImportTrouble(TroubleCure.RETRY, location.isPresent() ? "untrusted-location" : "no-location",
				"The import cannot be followed: Azure gives %s instead of one below %s, and no token is sent elsewhere. "
					.formatted(where, authority.endpoint()) + "Check acr-sync.azure.resource-manager-endpoint");
	}

	/**
	 * Repeats what Azure said, without secrets.
	 */
	String quote(ArmResponse answer, ArmError error) {
		String code = text(error.code());
		String message = text(error.message());
		return "Azure answered " + answer.status() + (code.isEmpty() ? "" : " " + code)
				+ (message.isEmpty() ? "" : ": " + message)
				+ answer.correlationId().map((id) -> " (correlation id " + text(id) + ")").orElse("");
	}

	private String text(String foreign) {
		return this.foreignText.line(foreign);
	}

}
