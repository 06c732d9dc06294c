package dev.acrsync.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Failures that Azure is known for. Each import into a repository whose last segment is
 * {@code fail-} and a failure's name, such as {@code tripinsights/fail-bad-credentials},
 * fails that way, every time.
 */
public enum KnownFailure {

	/**
	 * The source's credentials are wrong, or it has no such repository.
	 */
	BAD_CREDENTIALS(false, (_) -> ImportFailure.ofOperation("InvalidParameters", """
			Invalid message Unauthorized Unauthorized {"errors":[{"code":"UNAUTHORIZED","message":\
			"authentication required","detail":[{"Type":"repository","Class":"","Name":"fail",\
			"Action":"pull"}]}]}""")),

	/**
	 * Our identity has no role at the target.
	 */
	NO_ROLE(true,
			(call) -> ImportFailure.ofRequest(403, "AuthorizationFailed",
					"""
							The client '11111111-1111-1111-1111-111111111111' with object id '11111111-1111-1111-1111-111111111111' \
							does not have authorization to perform action 'Microsoft.ContainerRegistry/registries/importImage/action' \
							over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials."""
						.formatted(call.target()))),

	/**
	 * Too many requests of our subscription.
	 */
	THROTTLED(true,
			(_) -> ImportFailure.ofRequest(429, "SubscriptionRequestsThrottled",
					"Number of requests for subscription exceeded the limit. Please try again after '5' seconds.")),

	/**
	 * The source's firewall keeps Azure's copy out.
	 */
	SOURCE_FIREWALL(false, (_) -> ImportFailure.ofOperation("InvalidParameters", """
			Invalid message Forbidden Forbidden {"errors":[{"code":"DENIED","message":"client with IP '192.0.2.7' is \
			not allowed access. Refer https://aka.ms/acr/firewall to grant access."}]}""")),

	/**
	 * The copy broke off.
	 */
	COPY_ERROR(false, (_) -> ImportFailure.ofOperation("InvalidParameters", "Error copying blobs")),

	/**
	 * The copy is accepted, and stays under way for ever.
	 */
	NEVER_ENDS(false, (_) -> ImportFailure.ofOperation("Canceled", "The operation was canceled."));

	private final boolean atOnce;

	private final Function<ImportCall, ImportFailure> failure;

	KnownFailure(boolean atOnce, Function<ImportCall, ImportFailure> failure) {
		this.atOnce = atOnce;
		this.failure = failure;
	}

	/**
	 * Returns the last segment of the repositories that fail this way.
	 */
	public String segment() {
		return "fail-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Optional<KnownFailure> of(ImportCall call) {
		return Arrays.stream(values()).filter((known) -> known.isNamedBy(call)).findFirst();
	}

	/**
	 * Tells whether the request itself is refused, rather than the operation failing.
	 */
	boolean isAtOnce() {
		return this.atOnce;
	}

	ImportFailure failure(ImportCall call) {
		return this.failure.apply(call);
	}

	private boolean isNamedBy(ImportCall call) {
		return call.targetTags().stream().anyMatch((tag) -> ("/" + tag).contains("/" + segment() + ":"));
	}

}
