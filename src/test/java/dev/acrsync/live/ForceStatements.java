package dev.acrsync.live;

import java.util.Optional;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What an import with force writes over.
 */
final class ForceStatements {

	private ForceStatements() {
	}

	@AzureStatement(id = "force-moves-a-tag", says = "With force the import moves a tag that exists.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "A conflict all the same is repeated until the digest at the target decides.")
	static void forceMovesATag(StatementStage stage, Observation seen) {
		stage.order(stage.push("v1"), "v1").run().required();
		PushedImage image = stage.push("v2");
		ImportTrace second = stage.order(image, "v1").force().run();
		seen.expect("the import", "succeeds", second.succeeded(), second.outcome());
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
	}

	@AzureStatement(id = "force-moves-a-locked-tag",
			says = "With force the import moves even a locked tag, and the lock stays.", evidence = Evidence.ASSUMED,
			otherwise = "Locks are read before each import; what is locked is never asked for (`tag-locked`).")
	static void forceMovesALockedTag(StatementStage stage, Observation seen) {
		PushedImage image = moved(stage, seen, "/_tags/v1");
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
		seen.expect("writeEnabled", false,
				stage.customer()
					.session()
					.acr(stage.repository(), "/_tags/v1")
					.json()
					.at("/tag/changeableAttributes/writeEnabled")
					.asBoolean(true));
	}

	@AzureStatement(id = "force-passes-a-locked-manifest",
			says = "With force the import moves a tag whose manifest is locked.", evidence = Evidence.ASSUMED,
			otherwise = "Locks are read before each import; what is locked is never asked for (`locked`).")
	static void forcePassesALockedManifest(StatementStage stage, Observation seen) {
		PushedImage image = moved(stage, seen, "/_manifests/" + PushedImage.named(stage.repository() + ":v1").digest());
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
	}

	@AzureStatement(id = "force-writes-to-a-locked-repository",
			says = "With force the import moves a tag of a locked repository.", evidence = Evidence.ASSUMED,
			otherwise = "Locks are read before each import; what is locked is never asked for (`locked`).")
	static void forceWritesToALockedRepository(StatementStage stage, Observation seen) {
		PushedImage image = moved(stage, seen, "");
		seen.expect("digest", Optional.of(image.digest()), stage.customer().session().digest(stage.repository(), "v1"));
	}

	/**
	 * Imports, locks something, and imports something else to the same tag.
	 */
	private static PushedImage moved(StatementStage stage, Observation seen, String locked) {
		stage.order(stage.push("v1"), "v1").run().required();
		stage.customer().session().attribute(stage.repository(), locked, "writeEnabled", false).required("The lock");
		PushedImage image = stage.push("v2");
		ImportTrace second = stage.order(image, "v1").force().run();
		seen.expect("the import", "succeeds", second.succeeded(), second.outcome());
		return image;
	}

}
