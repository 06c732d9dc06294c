package dev.acrsync.live;

import java.util.Map;
import java.util.Optional;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What an import does at the target, and what it cannot do.
 */
final class ImportStatements {

	private ImportStatements() {
	}

	@AzureStatement(id = "import-by-digest",
			says = "An import by digest sets the tag at the target to that digest, wherever the tag at the "
					+ "source is by then.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "The digest at the target alone proves an arrival: another one is repeated, and told of "
					+ "(`not-arrived`).")
	static void importByDigest(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.vendor().session().push(stage.repository(), "v1", PushedImage.named("later")).required("A push");
		stage.order(image, "v1").run().required();
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
	}

	@AzureStatement(id = "import-by-tag",
			says = "An import by tag sets the tag at the target to what the tag at the source leads to.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "The service never imports by tag, since the tag may move meanwhile.")
	static void importByTag(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.order(":v1").tag(stage.repository() + ":v1").run().required();
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
	}

	@AzureStatement(id = "import-untagged",
			says = "An import to untaggedTargetRepositories brings the manifest, and no tag.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "What belongs to an image is read by its digest: if it is not there, "
					+ "`referrer-not-arrived` says so.")
	static void importUntagged(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.order("@" + image.digest()).untagged(stage.repository()).run().required();
		RegistrySession customer = stage.customer().session();
		seen.expect("the manifest", 200, customer.head(stage.repository(), image.digest()).status());
		seen.expect("the tag", 404, customer.head(stage.repository(), "v1").status());
	}

	@AzureStatement(id = "import-within-a-registry",
			says = "An import from a registry into the same one sets another tag.", evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Nothing relies on it.")
	static void importWithinARegistry(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.order("@" + image.digest()).into(stage.vendor().id()).tag(stage.repository() + ":v2").run().required();
		seen.expect("digest", Optional.of(image.digest()), stage.vendor().session().digest(stage.repository(), "v2"));
	}

	@AzureStatement(id = "import-no-force-conflict",
			says = "Without force the import to a tag that exists is refused at once: 409, Conflict, already "
					+ "exists in target registry.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/containerregistry",
			otherwise = "The same at the end of the operation counts the same (`tag-exists`); by another code it "
					+ "is repeated until the digest decides.")
	static void importNoForceConflict(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run().required();
		ImportTrace second = stage.order(stage.push("v2"), "v1").run();
		seen.expect("the request", 409, second.answer().status());
		seen.expectFailure(second, "Conflict", "already exists in target registry");
	}

	@AzureStatement(id = "import-no-force-same-digest",
			says = "Without force it is refused too where the tag has the very same digest.",
			evidence = Evidence.ASSUMED,
			otherwise = "The digest at the target is read after each refusal: what is right there has succeeded.")
	static void importNoForceSameDigest(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.order(image, "v1").run().required();
		ImportTrace second = stage.order(image, "v1").run();
		seen.expect("the request", 409, second.answer().status());
		seen.expectFailure(second, "Conflict", "already exists in target registry");
	}

	@AzureStatement(id = "import-missing-tag",
			says = "An import of a tag that does not exist fails with InvalidParameters.", evidence = Evidence.ASSUMED,
			source = "https://github.com/Azure/acr/issues/422",
			otherwise = "Any failure of a copy is repeated; before it the tag is read anew, and one that is gone "
					+ "ends as `gone`.")
	static void importMissingTag(StatementStage stage, Observation seen) {
		stage.push("v1");
		seen.expectFailure(stage.order(":missing").tag(stage.repository() + ":v1").run(), "InvalidParameters", "");
	}

	@AzureStatement(id = "import-missing-digest",
			says = "An import of a digest that does not exist fails with InvalidParameters.",
			evidence = Evidence.ASSUMED,
			otherwise = "Any failure of a copy is repeated; before it the tag is read anew.")
	static void importMissingDigest(StatementStage stage, Observation seen) {
		stage.push("v1");
		ImportTrace trace = stage.order(PushedImage.named("never pushed"), "v1").run();
		seen.expectFailure(trace, "InvalidParameters", "");
	}

	@AzureStatement(id = "import-missing-repository",
			says = "An import from a repository that does not exist fails with InvalidParameters.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/acr/issues/457",
			otherwise = "With Unauthorized in its message it is `source-unauthorized`, and parked; else "
					+ "`copy-failed`, and repeated.")
	static void importMissingRepository(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(":v1").tag(stage.repository() + ":v1").run();
		seen.expectFailure(trace, "InvalidParameters", "");
	}

	@AzureStatement(id = "import-missing-target",
			says = "An import into a registry that does not exist is refused at once with 404.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/azure-cli/issues/26676",
			otherwise = "Other codes than those of a missing registry, group or subscription are parked as well, "
					+ "as `rejected`.")
	static void importMissingTarget(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(stage.push("v1"), "v1").into(stage.customer().id() + "none").run();
		seen.expect("the request", 404, trace.answer().status());
		seen.expect("code", "tells that it is not found", trace.code().matches("(?:Registry)?ResourceNotFound"),
				trace.code());
	}

	@AzureStatement(id = "import-without-a-token",
			says = "An import without a token that Resource Manager knows is refused at once with 401.",
			evidence = Evidence.DOCUMENTED, source = "https://learn.microsoft.com/rest/api/gettingstarted/",
			otherwise = "It is `arm-unauthorized`: asked for again slowly, and operators are told.")
	static void importWithoutAToken(StatementStage stage, Observation seen) {
		ArmSession arm = stage.arm();
		HttpReply reply = arm.send("POST", arm.uri(stage.customer().id() + "/importImage", ArmSession.REGISTRIES),
				Map.of("Authorization", "Bearer none"), Map.of());
		seen.expect("status", 401, reply.status());
		seen.note("code", reply.json().at("/error/code").asString(""));
	}

}
