package dev.acrsync.arm;

import java.util.function.BiPredicate;
import java.util.regex.Pattern;

import dev.acrsync.importtask.ImportTrouble.TroubleCure;

/**
 * The ways in which an import is known to fail. Azure names the target whoever is at
 * fault, see
 * <a href="https://github.com/Azure/azure-cli/issues/31412">azure-cli#31412</a>, and has
 * few codes, so the words have to be looked at. The first that fits is it.
 */
enum ArmFault {

	THROTTLED(TroubleCure.RETRY, "throttled",
			"Azure or one of the registries is asked too often. If this stays, lower " + "acr-sync.imports.concurrency",
			(status, error) -> status == 429 || contains(error,
					"HAP429|too ?many ?requests|RequestsThrottled" + "|(?<![\\w/.\"-])throttl(?:ed|ing)(?![\\w/-])")),

	TAG_EXISTS(TroubleCure.RETRY, "tag-exists",
			"The target registry has the tag already, and it may not be overwritten",
			(status, error) -> (status == 409 || "Conflict".equals(error.code())) && contains(error, "already exists")),

	PROVIDER_NOT_REGISTERED(TroubleCure.WAIT, "provider-not-registered",
			"The subscription of {target}.resource-id does not use container registries yet: run "
					+ "'az provider register --namespace Microsoft.ContainerRegistry'",
			code("MissingSubscriptionRegistration")),

	SOURCE_ROLE_MISSING(TroubleCure.WAIT, "source-role-missing",
			"The source registry is at fault, not the target: this service's identity may not read it. Give it the role "
					+ "'Container Registry Data Importer and Data Reader' on {source}.resource-id",
			code("LinkedAuthorizationFailed")),

	TARGET_ROLE_MISSING(TroubleCure.WAIT, "target-role-missing",
			"This service's identity may not import into the target registry. Give it the role "
					+ "'Container Registry Data Importer and Data Reader' on {target}.resource-id; a new assignment "
					+ "takes some minutes to work",
			code("AuthorizationFailed")),

	TARGET_NOT_FOUND(TroubleCure.PARK, "target-not-found",
			"There is no such target registry, resource group or subscription. Correct {target}.resource-id",
			code("RegistryResourceNotFound|ResourceNotFound|ResourceGroupNotFound|SubscriptionNotFound"
					+ "|InvalidSubscriptionId")),

	TARGET_BARRED(TroubleCure.WAIT, "target-barred",
			"A policy, a lock or a disabled subscription bars the target registry. Look at {target}.resource-id in Azure",
			code("RequestDisallowedByPolicy|ScopeLocked|ReadOnlyDisabledSubscription")),

	SOURCE_UNAUTHORIZED(TroubleCure.PARK, "source-unauthorized",
			"The source registry is at fault, not the target: it refuses the credentials, or has no such repository, "
					+ "which it does not tell apart. Correct {source}.username and {source}.password, and check that "
					+ "they may read the repository",
			copying("unauthorized")),

	SOURCE_FIREWALL(TroubleCure.WAIT, "source-firewall",
			"The source registry is at fault, not the target: its firewall keeps Azure's import service out. Its owner "
					+ "has to allow trusted Microsoft services, or public access",
			copying("client with IP")),

	TARGET_FIREWALL(TroubleCure.WAIT, "target-firewall",
			"The registry that Azure names, as a rule the target, keeps Azure's import service out. Allow trusted "
					+ "Microsoft services in its network settings",
			(_, error) -> contains(error, "Access to \\S+ denied")),

	SOURCE_DENIED(TroubleCure.WAIT, "source-denied",
			"The source registry is at fault, not the target: it denies the pull. Check the rights of "
					+ "{source}.username, and that its owner lets images be exported",
			copying("\\bDENIED\\b|\\bForbidden\\b")),

	SOURCE_NOT_FOUND(TroubleCure.RETRY, "source-not-found",
			"The source registry no longer has the image. Its tag is read anew at the next try",
			copying("(?:MANIFEST|NAME)_UNKNOWN|manifest unknown")),

	COPY_FAILED(TroubleCure.RETRY, "copy-failed", "Azure could not copy the image; it often can at another time",
			copying("")),

	ARM_UNAUTHORIZED(TroubleCure.WAIT, "arm-unauthorized",
			"Azure refuses this service's identity. Check that it belongs to the tenant of {target}.resource-id, and "
					+ "acr-sync.azure.cloud",
			(status, _) -> status == 401),

	FORBIDDEN(TroubleCure.WAIT, "forbidden",
			"Azure forbids the import. Check the rights of this service's identity on " + "{target}.resource-id",
			(status, _) -> status == 403),

	CONFLICT(TroubleCure.RETRY, "conflict", "Something else is being done to the target registry",
			(status, _) -> status == 409),

	UNAVAILABLE(TroubleCure.RETRY, "arm-unavailable", "Azure Resource Manager is not well",
			(status, _) -> status == 408 || status >= 500),

	OPERATION_FAILED(TroubleCure.RETRY, "operation-failed", "Azure did not finish the import",
			(status, _) -> status < 400),

	REJECTED(TroubleCure.PARK, "rejected", "Azure does not take the request", (_, _) -> true);

	private final TroubleCure cure;

	private final String code;

	private final String advice;

	private final BiPredicate<Integer, ArmError> test;

	ArmFault(TroubleCure cure, String code, String advice, BiPredicate<Integer, ArmError> test) {
		this.cure = cure;
		this.code = code;
		this.advice = advice;
		this.test = test;
	}

	static ArmFault of(int status, ArmError error) {
		for (ArmFault fault : values()) {
			if (fault.test.test(status, error)) {
				return fault;
			}
		}
		return REJECTED;
	}

	TroubleCure cure() {
		return this.cure;
	}

	/**
	 * Returns the code of the trouble: Azure's own where ours says little.
	 */
	String code(ArmError error) {
		return switch (this) {
			case FORBIDDEN, CONFLICT, OPERATION_FAILED, REJECTED ->
				error.code().matches("[A-Za-z][A-Za-z0-9.]{2,63}") ? error.code() : this.code;
			default -> this.code;
		};
	}

	/**
	 * Returns which side is at fault, and what to do.
	 */
	String advice(ImportRoute route) {
		return this.advice.replace("{source}", route.source()).replace("{target}", route.target());
	}

	private static BiPredicate<Integer, ArmError> code(String codes) {
		return (_, error) -> error.code().matches(codes);
	}

	private static BiPredicate<Integer, ArmError> copying(String words) {
		return (_, error) -> error.endsTheOperation() && contains(error, words);
	}

	private static boolean contains(ArmError error, String words) {
		return Pattern.compile(words, Pattern.CASE_INSENSITIVE).matcher(error.code() + " " + error.cause()).find();
	}

}
