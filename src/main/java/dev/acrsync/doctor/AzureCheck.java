package dev.acrsync.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dev.acrsync.arm.ArmResult.Answered;
import dev.acrsync.arm.ArmResult.Refused;
import dev.acrsync.arm.ArmResult.Unanswered;
import dev.acrsync.arm.AzureInspection;
import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.network.NetworkObstacle;
import dev.acrsync.settings.AzureSettings;

/**
 * Checks that Azure answers, knows us, and has the same time.
 */
final class AzureCheck {

	static final String IDENTITY = "identity";

	private static final String ARM = "Azure Resource Manager";

	private static final String OTHER_ENDPOINT = "set acr-sync.azure.cloud or acr-sync.azure.resource-manager-endpoint";

	/**
	 * What nothing else can be asked of Azure without.
	 */
	static final Set<String> SUBJECTS = Set.of(IDENTITY, ARM);

	private static final Duration DOUBTFUL = Duration.ofMinutes(1);

	/** Entra refuses what is five minutes off. */
	private static final Duration WRONG = Duration.ofMinutes(4);

	private final AzureSettings azure;

	private final AzureInspection inspection;

	private final Clock clock;

	AzureCheck(AzureSettings azure, AzureInspection inspection, Clock clock) {
		this.azure = azure;
		this.inspection = inspection;
		this.clock = clock;
	}

	Stream<DoctorCheck> checks() {
		return Stream.of(new DoctorCheck(IDENTITY, CheckPrerequisite.NETWORK, this.inspection.tokens(), this::identity),
				new DoctorCheck(ARM, CheckPrerequisite.NETWORK, this.inspection.resourceManager(), this::time));
	}

	private List<Finding> identity() {
		try {
			Optional<EntraClaims> claims = this.inspection.managementToken();
			this.inspection.registryToken();
			return List.of(Finding.ok(IDENTITY, "It has a token for Azure Resource Manager and one for registries"
					+ claims.map(AzureCheck::name).orElse("")));
		}
		catch (IllegalStateException ex) {
			return List.of(RegistryFindings.error(IDENTITY, String.valueOf(ex.getMessage()), "", cure()));
		}
	}

	private static String name(EntraClaims claims) {
		return ", as client id %s, object id %s of tenant %s".formatted(claims.clientId().orElse("unknown"),
				claims.objectId().orElse("unknown"), claims.tenant().orElse("unknown"));
	}

	private String cure() {
		return switch (this.azure.credential()) {
			case DEVELOPER -> "az login";
			case MANAGED_IDENTITY ->
				"Assign the identity to where this runs: 'az identity federated-credential create' "
						+ "on AKS, 'az vm identity assign', 'az webapp identity assign' or 'az containerapp identity assign' "
						+ "elsewhere; and see that acr-sync.azure.client-id is its client id";
		};
	}

	private List<Finding> time() {
		return switch (this.inspection.time()) {
			case Answered<Optional<Instant>>(var time) ->
				time.map((it) -> List.of(answers(), clock(it))).orElseGet(() -> List.of(answers()));
			case Refused<Optional<Instant>> refused -> List.of(Finding.error(ARM, refused.quote(), endpoint()));
			case Unanswered<Optional<Instant>>(String message) -> List.of(NetworkObstacle.in(message)
				.map((it) -> new NetworkObstacle(it.what(), it.cure() + "; or " + OTHER_ENDPOINT).toString())
				.map((it) -> RegistryFindings.error(ARM, it, "", endpoint()))
				.orElseGet(() -> Finding.error(ARM, message, endpoint())));
		};
	}

	private Finding answers() {
		return Finding.ok(ARM, "It answers at " + this.azure.resourceManagerEndpoint());
	}

	private String endpoint() {
		return "See that %s can be reached from here, or ".formatted(this.azure.resourceManagerEndpoint())
				+ OTHER_ENDPOINT;
	}

	private Finding clock(Instant azure) {
		Duration off = Duration.between(azure, this.clock.instant());
		String what = "This machine's clock is %d seconds %s Azure's".formatted(off.abs().toSeconds(),
				off.isNegative() ? "behind" : "ahead of");
		String cure = "Have it follow a time server: timedatectl set-ntp true (on AKS: on the node)";
		if (off.abs().compareTo(WRONG) > 0) {
			return Finding.error("clock", what + ", so that tokens are refused", cure);
		}
		return (off.abs().compareTo(DOUBTFUL) > 0)
				? Finding.warning("clock", what + "; from five minutes on tokens are refused", cure)
				: Finding.ok("clock", "This machine has the time of Azure");
	}

}
