package dev.acrsync.live;

import java.time.Duration;
import java.time.Instant;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What a token of a scope map may do, and until when.
 */
final class TokenStatements {

	private TokenStatements() {
	}

	@AzureStatement(id = "token-without-the-catalog",
			says = "A token of a scope map cannot list the repositories: 401 or 403.", evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "An empty list would compare nothing; rules with literal repositories never ask for it.")
	static void tokenWithoutTheCatalog(StatementStage stage, Observation seen) {
		stage.push("v1");
		HttpReply reply = stage.scopedToken("content/read", "metadata/read")
			.session()
			.get("/v2/_catalog", "registry:catalog:*");
		seen.expect("status", "401 or 403", reply.status() == 401 || reply.status() == 403, reply.status());
	}

	@AzureStatement(id = "token-without-metadata",
			says = "A token with content/read alone may read a tag, and not list the tags: 401 or 403.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "The repository is compared only if its tags can be listed; the message names "
					+ "metadata/read.")
	static void tokenWithoutMetadata(StatementStage stage, Observation seen) {
		stage.push("v1");
		RegistrySession session = stage.scopedToken("content/read").session();
		seen.expect("the tag", 200, session.head(stage.repository(), "v1").status());
		int status = session.acr(stage.repository(), "/_tags").status();
		seen.expect("the list", "401 or 403", status == 401 || status == 403, status);
	}

	@AzureStatement(id = "token-for-another-repository",
			says = "A token cannot read what its map does not name: 401 or 403, also where it does not " + "exist.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "With 404 the image counts as deleted at the source, and ends as `gone`.")
	static void tokenForAnotherRepository(StatementStage stage, Observation seen) {
		stage.push("v1");
		stage.vendor().session().push(stage.repository() + "/other", "v1");
		RegistrySession session = stage.scopedToken("content/read").session();
		int other = session.head(stage.repository() + "/other", "v1").status();
		int none = session.head(stage.repository() + "/none", "v1").status();
		seen.expect("another repository", "401 or 403", other == 401 || other == 403, other);
		seen.expect("no repository", "401 or 403", none == 401 || none == 403, none);
	}

	@AzureStatement(id = "token-disabled",
			says = "A token that was disabled is answered with 401, within three minutes.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "Until then it simply works.")
	static void tokenDisabled(StatementStage stage, Observation seen) {
		stage.push("v1");
		ScopedToken token = stage.scopedToken("content/read");
		seen.expect("before", 200, token.session().head(stage.repository(), "v1").status());
		token.disable();
		Instant start = Instant.now();
		boolean refused = stage.await(() -> token.session().head(stage.repository(), "v1").status() == 401);
		seen.expect("after", "401", refused, token.session().head(stage.repository(), "v1").status());
		seen.note("within", Duration.between(start, Instant.now()).toSeconds() + " s");
	}

	@AzureStatement(id = "token-expired",
			says = "A password is answered with 401 when its time is over, within three minutes.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-token-based-repository-permissions",
			otherwise = "Until then it simply works. Its end can be written into the settings "
					+ "(password-expires-at), and is warned of.")
	static void tokenExpired(StatementStage stage, Observation seen) {
		stage.push("v1");
		ScopedToken token = stage.scopedToken("content/read").shortLived();
		seen.note("before", token.session().head(stage.repository(), "v1").status());
		stage.pause(stage.access().shortLife());
		boolean refused = stage.await(() -> token.session().head(stage.repository(), "v1").status() == 401);
		seen.expect("after", "401", refused, token.session().head(stage.repository(), "v1").status());
	}

}
