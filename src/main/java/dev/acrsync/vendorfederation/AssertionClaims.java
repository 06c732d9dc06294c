package dev.acrsync.vendorfederation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

import dev.acrsync.identity.EntraClaims;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a vendor's tenant is shown of us, and has to know as it is here.
 *
 * @param issuer who says who we are
 * @param subject who we are
 * @param audience for whom it is said
 * @param clientId our managed identity, where it is one
 * @param objectId the same, as roles name it
 */
public record AssertionClaims(String issuer, String subject, String audience, Optional<String> clientId,
		Optional<String> objectId) {

	private static final String UNKNOWN = "unknown";

	static AssertionClaims of(String assertion) {
		Optional<EntraClaims> identity = EntraClaims.read(assertion);
		JsonNode claims = claims(assertion);
		JsonNode audience = claims.path("aud");
		return new AssertionClaims(text(claims.path("iss")), text(claims.path("sub")),
				text(audience.isArray() ? audience.path(0) : audience), identity.flatMap(EntraClaims::clientId),
				identity.flatMap(EntraClaims::objectId));
	}

	private static JsonNode claims(String assertion) {
		String[] parts = assertion.split("\\.", 3);
		try {
			return JsonMapper.shared()
				.readTree(new String(Base64.getUrlDecoder().decode((parts.length > 1) ? parts[1] : ""),
						StandardCharsets.UTF_8));
		}
		catch (IllegalArgumentException | JacksonException _) {
			return JsonMapper.shared().missingNode();
		}
	}

	private static String text(JsonNode claim) {
		return Optional.of(claim.asString("")).filter((it) -> it.matches("[\\w.:/@-]{1,300}")).orElse(UNKNOWN);
	}

	/**
	 * Says it in a sentence.
	 */
	public String words() {
		String ids = this.clientId
			.map((id) -> "; the client id of this identity is '%s', its object id '%s'".formatted(id,
					this.objectId.orElse(UNKNOWN)))
			.orElse("");
		return "issuer '%s', subject '%s', audience '%s'".formatted(this.issuer, this.subject, this.audience) + ids;
	}

	/**
	 * Returns the command by which the owner of the other identity has it trust this.
	 */
	public String trustCommand(String clientId) {
		String find = "\"$(az identity list --query \"[?clientId=='" + clientId + "'].%s\" --output tsv)\"";
		return "az identity federated-credential create --name acr-sync --identity-name %s --resource-group %s --issuer %s --subject %s --audiences %s"
			.formatted(find.formatted("name"), find.formatted("resourceGroup"), this.issuer, this.subject,
					this.audience);
	}

}
