package dev.acrsync.arm;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import com.azure.core.credential.TokenRequestContext;
import dev.acrsync.arm.ArmResult.Answered;
import dev.acrsync.arm.ArmResult.Refused;
import dev.acrsync.arm.ArmResult.Unanswered;
import dev.acrsync.identity.CloudNames;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.identity.WatchedCredential;
import dev.acrsync.network.HostRoute;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.ResourceId;
import tools.jackson.databind.JsonNode;

/**
 * Asks Azure questions that change nothing. Each blocks for one exchange, and for a token
 * where there is none yet.
 */
public final class AzureInspection {

	private static final String REGISTRY_VERSION = "?api-version=2025-11-01";

	private static final String PERMISSIONS = "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01";

	private final AzureSettings azure;

	private final ArmClient arm;

	private final ArmTroubles troubles;

	private final WatchedCredential credential;

	private final EntraTokens registryTokens;

	AzureInspection(AzureSettings azure, ArmClient arm, ArmTroubles troubles, WatchedCredential credential,
			EntraTokens registryTokens) {
		this.azure = azure;
		this.arm = arm;
		this.troubles = troubles;
		this.credential = credential;
		this.registryTokens = registryTokens;
	}

	/**
	 * Returns where Azure Resource Manager is reached, and through which proxy.
	 */
	public String resourceManager() {
		return HostRoute.to(this.azure.resourceManagerEndpoint()).toString();
	}

	/**
	 * Returns whom tokens come from, and through which proxy.
	 */
	public String tokens() {
		return this.credential.issuer();
	}

	/**
	 * Gets a token for Azure Resource Manager, and returns whose it is if it says so.
	 * @throws IllegalStateException if none can be had; the message says what to check
	 */
	public Optional<EntraClaims> managementToken() {
		return EntraClaims.read(this.credential
			.getTokenSync(new TokenRequestContext().addScopes(CloudNames.of(this.azure.cloud()).managementScope()))
			.getToken());
	}

	/**
	 * Gets a token for registries, and returns whose it is if it says so.
	 * @throws IllegalStateException if none can be had; the message says what to check
	 */
	public Optional<EntraClaims> registryToken() {
		return EntraClaims.read(this.registryTokens.registryToken());
	}

	/**
	 * Asks for Azure's time, without a token. Nothing is answered if Azure does not say
	 * it.
	 */
	public ArmResult<Optional<Instant>> time() {
		try {
			return new Answered<>(this.arm.readAsNobody(address("/subscriptions?api-version=2022-12-01")).date());
		}
		catch (UnansweredException ex) {
			return new Unanswered<>(ex.trouble().message());
		}
	}

	/**
	 * Asks what kind of registry it is.
	 */
	public ArmResult<RegistryResource> registry(ResourceId id) {
		return ask(id + REGISTRY_VERSION, RegistryResource::of);
	}

	/**
	 * Asks what our identity may do to a registry.
	 */
	public ArmResult<RolePermissions> permissions(ResourceId id) {
		return ask(id + PERMISSIONS, RolePermissions::of);
	}

	private <T> ArmResult<T> ask(String path, Function<JsonNode, T> reader) {
		try {
			ArmDocument document = this.arm.read(address(path));
			ArmResponse answer = document.answer();
			ArmError error = answer.error().orElse(new ArmError("", ""));
			return (answer.status() == 200 && document.body().isObject())
					? new Answered<>(reader.apply(document.body()))
					: new Refused<>(answer.status(), error.code(), this.troubles.quote(answer, error));
		}
		catch (UnansweredException ex) {
			return new Unanswered<>(ex.trouble().message());
		}
	}

	private URI address(String path) {
		return URI.create(this.azure.resourceManagerEndpoint() + path);
	}

}
