package dev.acrsync.live;

import java.util.Map;

import dev.acrsync.live.AzureStatement.Evidence;
import dev.acrsync.live.RegistryLogin.EntraLogin;
import dev.acrsync.live.RegistryLogin.UserLogin;

/**
 * What an import may read the source with.
 */
final class CredentialStatements {

	private CredentialStatements() {
	}

	@AzureStatement(id = "credentials-wrong",
			says = "An import with a wrong password fails with InvalidParameters, and Unauthorized in its "
					+ "message.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/acr/issues/181",
			otherwise = "It is `copy-failed` then: repeated with growing pauses, and told of by the doctor, which "
					+ "tries the login itself.")
	static void credentialsWrong(StatementStage stage, Observation seen) {
		UserLogin login = stage.scopedToken("content/read").login();
		PushedImage image = stage.push("v1");
		ImportTrace trace = stage.order(image, "v1").with(new UserLogin(login.username(), "wrong").credentials()).run();
		seen.expectFailure(trace, "InvalidParameters", "Unauthorized");
	}

	@AzureStatement(id = "credentials-of-a-scope-map",
			says = "A token of a scope map with content/read alone is enough to import from its repository.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "It is `source-unauthorized` or `source-denied`, with the rights that are asked for.")
	static void credentialsOfAScopeMap(StatementStage stage, Observation seen) {
		UserLogin login = stage.scopedToken("content/read").login();
		ImportTrace trace = stage.order(stage.push("v1"), "v1").with(login.credentials()).run();
		seen.expect("the import", "succeeds", trace.succeeded(), trace.outcome());
	}

	@AzureStatement(id = "credentials-for-another-repository",
			says = "A token of a scope map cannot be used to import from a repository that its map does not " + "name.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "Nothing relies on it.")
	static void credentialsForAnotherRepository(StatementStage stage, Observation seen) {
		UserLogin login = stage.scopedToken("content/read").login();
		PushedImage other = stage.vendor().session().push(stage.repository() + "/other", "v1");
		ImportTrace trace = new ImportOrder(stage, stage.repository() + "/other@" + other.digest())
			.with(login.credentials())
			.tag(stage.repository() + ":v1")
			.run();
		seen.expectFailure(trace, "InvalidParameters", "");
	}

	@AzureStatement(id = "credentials-token-for-registries",
			says = "An Entra token for https://containerregistry.azure.net is taken as the password, without "
					+ "a user name.",
			evidence = Evidence.ASSUMED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "The other audience is tried once, and remembered (`vendor-identity-audience`).")
	static void credentialsTokenForRegistries(StatementStage stage, Observation seen) {
		token(stage, seen, EntraLogin.REGISTRY);
	}

	@AzureStatement(id = "credentials-token-for-azure",
			says = "An Entra token for Resource Manager is taken as the password, without a user name.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "The other audience is tried once, and remembered (`vendor-identity-audience`).")
	static void credentialsTokenForAzure(StatementStage stage, Observation seen) {
		token(stage, seen, EntraLogin.MANAGEMENT);
	}

	@AzureStatement(id = "credentials-none-by-resource-id",
			says = "A source that is named by its resource id needs no credentials within the tenant.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "It is `source-role-missing`, with the role that is needed.")
	static void credentialsNoneByResourceId(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(stage.push("v1"), "v1").from(stage.vendor()).run();
		seen.expect("the import", "succeeds", trace.succeeded(), trace.outcome());
	}

	private static void token(StatementStage stage, Observation seen, EntraLogin entra) {
		String token = stage.access().token(entra.audience());
		ImportTrace trace = stage.order(stage.push("v1"), "v1").with(Map.of("password", token)).run();
		seen.expect("the import", "succeeds", trace.succeeded(), trace.outcome());
	}

}
