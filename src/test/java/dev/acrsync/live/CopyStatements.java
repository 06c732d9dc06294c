package dev.acrsync.live;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.acrsync.live.AzureStatement.Evidence;

/**
 * What an import brings along, and what it leaves behind.
 */
final class CopyStatements {

	private CopyStatements() {
	}

	@AzureStatement(id = "copy-of-all-platforms",
			says = "An import of an image for several platforms brings all its manifests, each with its " + "digest.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "Signatures of the platforms are looked for at the source alone; a platform that is "
					+ "missing is not noticed.")
	static void copyOfAllPlatforms(StatementStage stage, Observation seen) {
		List<PushedImage> platforms = List.of(PushedImage.named("amd64"), PushedImage.named("arm64"));
		PushedImage index = index(stage, platforms);
		stage.order(index, "v1").run().required();
		RegistrySession customer = stage.customer().session();
		seen.expect("digest", Optional.of(index.digest()), customer.digest(stage.repository(), "v1"));
		platforms.forEach((platform) -> seen.expect("a platform", Optional.of(platform.digest()),
				customer.digest(stage.repository(), platform.digest())));
	}

	@AzureStatement(id = "copy-of-fifty-manifests",
			says = "An image of 50 manifests, its index included, can be imported.", evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "It is `copy-failed`, with Azure's words.")
	static void copyOfFiftyManifests(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(index(stage, platforms(49)), "v1").run();
		seen.expect("the import", "succeeds", trace.succeeded(), trace.outcome());
	}

	@AzureStatement(id = "copy-of-too-many-manifests", says = "An image of more than 50 manifests cannot be imported.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-import-images",
			otherwise = "Nothing else relies on it.")
	static void copyOfTooManyManifests(StatementStage stage, Observation seen) {
		ImportTrace trace = stage.order(index(stage, platforms(51)), "v1").run();
		seen.expect("the import", "fails", !trace.succeeded(), trace.outcome());
	}

	@AzureStatement(id = "copy-without-referrers",
			says = "An import of an image does not bring what refers to it, such as a signature.",
			evidence = Evidence.REPORTED, source = "https://github.com/dotnet/docker-tools/issues/1999",
			otherwise = "The service imports each of them by its digest; one that is there already is left as it "
					+ "is.")
	static void copyWithoutReferrers(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		stage.order(image, "v1").run().required();
		seen.expect("the signature at the target", 404,
				stage.customer().session().head(stage.repository(), signature.digest()).status());
	}

	@AzureStatement(id = "copy-of-a-referrer",
			says = "A signature that is imported by its digest is listed at the target as what refers to the "
					+ "image.",
			evidence = Evidence.ASSUMED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "It is read by its digest, so it arrives all the same; tools that list would not see it.")
	static void copyOfAReferrer(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		stage.order(image, "v1").run().required();
		stage.order("@" + signature.digest()).untagged(stage.repository()).run().required();
		seen.expect("referrers", List.of(signature.digest()),
				stage.customer()
					.session()
					.referrers(stage.repository(), image.digest())
					.json()
					.path("manifests")
					.valueStream()
					.map((manifest) -> manifest.path("digest").asString())
					.toList());
	}

	private static PushedImage index(StatementStage stage, List<PushedImage> platforms) {
		RegistrySession vendor = stage.vendor().session();
		platforms.forEach((platform) -> vendor.pushUntagged(stage.repository(), platform));
		PushedImage index = PushedImage.index(platforms);
		vendor.push(stage.repository(), "v1", index).required("The push of an index");
		return index;
	}

	private static List<PushedImage> platforms(int count) {
		return IntStream.range(0, count).mapToObj((i) -> PushedImage.named("platform " + i)).toList();
	}

}
