package dev.acrsync.live;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What a lock keeps from being done over HTTP, and how it shows.
 */
final class LockStatements {

	private LockStatements() {
	}

	@AzureStatement(id = "lock-of-a-tag",
			says = "A locked tag shows writeEnabled false, and a push to it is answered with 405 and "
					+ "REGISTRY_DISALLOWED_OPERATION.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-image-lock",
			otherwise = "Where a lock does not show, the import with force writes over it.")
	static void lockOfATag(StatementStage stage, Observation seen) {
		stage.push("v1");
		locked(stage, seen, "/_tags/v1", "/tag");
		HttpReply reply = stage.vendor().session().push(stage.repository(), "v1", PushedImage.named("other"));
		seen.expect("a push", 405, reply.status());
		seen.expect("its code", "REGISTRY_DISALLOWED_OPERATION", reply.registryCode());
	}

	@AzureStatement(id = "lock-of-a-manifest", says = "A locked manifest shows writeEnabled false.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-image-lock",
			otherwise = "Where a lock does not show, the import with force writes over it.")
	static void lockOfAManifest(StatementStage stage, Observation seen) {
		locked(stage, seen, "/_manifests/" + stage.push("v1").digest(), "/manifest");
	}

	@AzureStatement(id = "lock-of-a-repository", says = "A locked repository shows writeEnabled false.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-image-lock",
			otherwise = "Where a lock does not show, the import with force writes over it.")
	static void lockOfARepository(StatementStage stage, Observation seen) {
		stage.push("v1");
		locked(stage, seen, "", "");
	}

	@AzureStatement(id = "lock-of-reading",
			says = "A manifest that may not be read is answered with 405 and REGISTRY_DISALLOWED_OPERATION "
					+ "by its digest.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/acr/issues/522",
			otherwise = "At the target 404 looks as if nothing had arrived, and ten minutes later it is imported "
					+ "again.")
	static void lockOfReading(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.vendor()
			.session()
			.attribute(stage.repository(), "/_manifests/" + image.digest(), "readEnabled", false)
			.required("The lock");
		HttpReply reply = stage.vendor().session().manifest("GET", stage.repository(), image.digest());
		seen.expect("status", 405, reply.status());
		seen.expect("code", "REGISTRY_DISALLOWED_OPERATION", reply.registryCode());
	}

	private static void locked(StatementStage stage, Observation seen, String path, String field) {
		RegistrySession vendor = stage.vendor().session();
		vendor.attribute(stage.repository(), path, "writeEnabled", false).required("The lock");
		seen.expect("writeEnabled", false,
				vendor.acr(stage.repository(), path)
					.json()
					.at(field + "/changeableAttributes/writeEnabled")
					.asBoolean(true));
	}

}
