package dev.acrsync.live;

import java.util.Map;
import java.util.Optional;

import dev.acrsync.live.AzureStatement.Evidence;
import dev.acrsync.live.RegistryLogin.EntraLogin;
import dev.acrsync.live.RegistryLogin.NobodyLogin;
import dev.acrsync.live.RegistryLogin.UserLogin;

/**
 * How a registry answers to who asks for a tag or a manifest.
 */
final class ManifestStatements {

	private ManifestStatements() {
	}

	@AzureStatement(id = "manifest-challenge",
			says = "Who shows nothing is answered with 401, UNAUTHORIZED, and a Bearer challenge with realm, "
					+ "service and scope.",
			evidence = Evidence.DOCUMENTED, source = "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md",
			otherwise = "A registry that challenges otherwise is asked with Basic; one that does not at all is "
					+ "told of as `does not let us read`.")
	static void manifestChallenge(StatementStage stage, Observation seen) {
		stage.push("v1");
		HttpReply reply = stage.vendor().session().as(new NobodyLogin()).head(stage.repository(), "v1");
		HttpReply body = stage.vendor().session().as(new NobodyLogin()).manifest("GET", stage.repository(), "v1");
		String challenge = reply.header("WWW-Authenticate").orElse("none");
		seen.expect("status", 401, reply.status());
		seen.expect("code", "UNAUTHORIZED", body.registryCode());
		seen.expect("challenge", "has realm, service and scope",
				challenge.matches("(?i)Bearer realm=\".+/oauth2/token\",service=\".+\",scope=\"repository:.+:pull\".*"),
				challenge);
	}

	@AzureStatement(id = "manifest-head",
			says = "HEAD of a tag tells its digest, as Docker-Content-Digest, and the media type.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "Without the header the manifest is read, and its digest computed.")
	static void manifestHead(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		HttpReply reply = stage.vendor().session().head(stage.repository(), "v1");
		seen.expect("status", 200, reply.status());
		seen.expect("digest", Optional.of(image.digest()), reply.header("Docker-Content-Digest"));
		seen.expect("media type", Optional.of(image.mediaType()), reply.header("Content-Type"));
	}

	@AzureStatement(id = "manifest-unknown-tag",
			says = "A tag that does not exist is answered with 404 and MANIFEST_UNKNOWN.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "A 404 without a registry's own code is believed only where the registry answers "
					+ "otherwise too: it may be a proxy's.")
	static void manifestUnknownTag(StatementStage stage, Observation seen) {
		stage.push("v1");
		HttpReply reply = stage.vendor().session().manifest("GET", stage.repository(), "missing");
		seen.expect("status", 404, reply.status());
		seen.expect("code", "MANIFEST_UNKNOWN", reply.registryCode());
	}

	@AzureStatement(id = "manifest-of-an-unknown-repository",
			says = "A tag of a repository that does not exist is answered with 404.", evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "With 401 or 403 it is told of as a missing right.")
	static void manifestOfAnUnknownRepository(StatementStage stage, Observation seen) {
		HttpReply reply = stage.vendor().session().manifest("GET", stage.repository(), "v1");
		seen.expect("status", 404, reply.status());
		seen.note("code", reply.registryCode());
	}

	@AzureStatement(id = "manifest-of-an-unknown-digest",
			says = "A digest that does not exist is answered with 404 and MANIFEST_UNKNOWN.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "As for a tag.")
	static void manifestOfAnUnknownDigest(StatementStage stage, Observation seen) {
		stage.push("v1");
		HttpReply reply = stage.vendor()
			.session()
			.manifest("GET", stage.repository(), PushedImage.named("never").digest());
		seen.expect("status", 404, reply.status());
		seen.expect("code", "MANIFEST_UNKNOWN", reply.registryCode());
	}

	@AzureStatement(id = "manifest-token-for-registries",
			says = "An Entra token for https://containerregistry.azure.net can be exchanged at "
					+ "/oauth2/exchange for a refresh token, and that at /oauth2/token for an access token.",
			evidence = Evidence.DOCUMENTED, source = "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md",
			otherwise = "The refusal is told of at the target by readiness and the doctor, with the role that is "
					+ "needed.")
	static void manifestTokenForRegistries(StatementStage stage, Observation seen) {
		exchange(stage, seen, EntraLogin.REGISTRY);
	}

	@AzureStatement(id = "manifest-token-for-azure", says = "The same can be done with a token for Resource Manager.",
			evidence = Evidence.DOCUMENTED, source = "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md",
			otherwise = "Our own registry is asked with a token for registries alone; a vendor's with the other "
					+ "one once.")
	static void manifestTokenForAzure(StatementStage stage, Observation seen) {
		exchange(stage, seen, EntraLogin.MANAGEMENT);
	}

	@AzureStatement(id = "manifest-by-basic",
			says = "Basic with the name and password of a scope map's token is taken with every request, "
					+ "without a token of the registry.",
			evidence = Evidence.DOCUMENTED, source = "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md",
			otherwise = "The challenge is followed: Basic is what a token is asked for with.")
	static void manifestByBasic(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		RegistrySession token = stage.scopedToken("content/read").session();
		seen.expect("digest", Optional.of(image.digest()), token.digest(stage.repository(), "v1"));
	}

	@AzureStatement(id = "manifest-with-a-wrong-password", says = "A wrong password is answered with 401.",
			evidence = Evidence.DOCUMENTED, source = "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md",
			otherwise = "With 403 it is told of as a missing right, not as a wrong password.")
	static void manifestWithAWrongPassword(StatementStage stage, Observation seen) {
		stage.push("v1");
		UserLogin login = stage.scopedToken("content/read").login();
		HttpReply reply = stage.vendor()
			.session()
			.as(new UserLogin(login.username(), "wrong"))
			.manifest("GET", stage.repository(), "v1");
		seen.expect("status", 401, reply.status());
	}

	@AzureStatement(id = "manifest-behind-a-firewall",
			says = "Who comes from an address that the registry does not let in is answered with 403, "
					+ "DENIED, and the address.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/acr/issues/668",
			otherwise = "Other words are told of as a missing right.")
	static void manifestBehindAFirewall(StatementStage stage, Observation seen) {
		HttpReply closed = stage.arm()
			.patch(stage.vendor().id(), Map.of("properties", Map.of("publicNetworkAccess", "Disabled")));
		if (closed.status() >= 300) {
			throw new NotTriedException("Azure gives a registry of this SKU no firewall: " + closed.status());
		}
		seen.expect("answer", "403 DENIED within some minutes", stage.await(() -> {
			HttpReply reply = stage.vendor().session().manifest("GET", stage.repository(), "v1");
			return reply.status() == 403 && reply.registryCode().equals("DENIED");
		}), "");
		stage.arm()
			.patch(stage.vendor().id(), Map.of("properties", Map.of("publicNetworkAccess", "Enabled")))
			.required("The opening of the registry");
	}

	private static void exchange(StatementStage stage, Observation seen, EntraLogin entra) {
		RegistrySession session = stage.vendor().session();
		HttpReply refresh = session.exchange(entra);
		seen.expect("the exchange", 200, refresh.status());
		HttpReply access = session.token(refresh.json().path("refresh_token").asString(""),
				"repository:" + stage.repository() + ":pull");
		seen.expect("the token", 200, access.status());
		seen.expect("access_token", "is there", !access.json().path("access_token").asString("").isEmpty(),
				!access.json().path("access_token").asString("").isEmpty());
	}

}
