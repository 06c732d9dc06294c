package dev.acrsync.live;

import java.util.List;
import java.util.Optional;

import dev.acrsync.live.AzureStatement.Evidence;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a registry lists, and how.
 */
final class ListingStatements {

	private ListingStatements() {
	}

	@AzureStatement(id = "list-of-tags",
			says = "ACR lists a repository's tags at /acr/v1/<repository>/_tags, each with name, "
					+ "digest, lastUpdateTime and changeableAttributes.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Tags without a digest are read one by one; without a time they count as new.")
	static void listOfTags(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		JsonNode tag = stage.vendor().session().acr(stage.repository(), "/_tags").json().at("/tags/0");
		seen.expect("name", "v1", tag.path("name").asString(""));
		seen.expect("digest", image.digest(), tag.path("digest").asString(""));
		seen.expect("lastUpdateTime", "is a time", tag.path("lastUpdateTime").asString("").matches("\\d{4}-.+T.+Z"),
				tag.path("lastUpdateTime").asString(""));
		seen.expect("writeEnabled", true, tag.at("/changeableAttributes/writeEnabled").asBoolean(false));
	}

	@AzureStatement(id = "list-newest-first", says = "With orderby=timedesc the newest tag comes first.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/Azure/azure-rest-api-specs/tree/main/specification/containerregistry",
			otherwise = "The list is read to its end all the same; only watching and quick looks would miss the "
					+ "newest.")
	static void listNewestFirst(StatementStage stage, Observation seen) {
		stage.push("b");
		stage.push("c");
		stage.push("a");
		seen.expect("tags", List.of("a", "c", "b"),
				names(stage.vendor().session().acr(stage.repository(), "/_tags?orderby=timedesc"), "/tags"));
	}

	@AzureStatement(id = "list-page-by-page",
			says = "A page that is not the last names the next one in a Link header, relative and with "
					+ "rel=\"next\"; the last one has none.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "An absolute address is followed if it is the registry's own; any other one ends the list "
					+ "with a word.")
	static void listPageByPage(StatementStage stage, Observation seen) {
		stage.push("a");
		stage.push("b");
		RegistrySession vendor = stage.vendor().session();
		HttpReply first = vendor.acr(stage.repository(), "/_tags?n=1");
		String link = first.header("Link").orElse("none");
		seen.expect("the first page's link", "is relative", link.matches("</acr/v1/.+>; *rel=\"next\""), link);
		seen.expect("the first page", List.of("a"), names(first, "/tags"));
		HttpReply second = vendor.get(link.replaceFirst("<(.*)>.*", "$1"),
				"repository:" + stage.repository() + ":metadata_read");
		seen.expect("the second page", List.of("b"), names(second, "/tags"));
		seen.expect("its link", Optional.empty(), second.header("Link"));
	}

	@AzureStatement(id = "list-of-tags-by-the-standard",
			says = "/v2/<repository>/tags/list lists the tags page by page as well.", evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "ACR is asked for its own list; this one is for other registries.")
	static void listOfTagsByTheStandard(StatementStage stage, Observation seen) {
		stage.push("a");
		stage.push("b");
		HttpReply reply = stage.vendor()
			.session()
			.get("/v2/%s/tags/list?n=1".formatted(stage.repository()),
					"repository:" + stage.repository() + ":metadata_read");
		seen.expect("tags", "[\"a\"]", reply.json().path("tags").toString());
		seen.expect("Link", "is there", reply.header("Link").isPresent(), reply.header("Link"));
	}

	@AzureStatement(id = "list-of-an-unknown-repository",
			says = "The tags of a repository that does not exist are answered with 404 and NAME_UNKNOWN.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "A 404 without a registry's own code is told of, and nothing is taken for deleted.")
	static void listOfAnUnknownRepository(StatementStage stage, Observation seen) {
		HttpReply reply = stage.vendor().session().acr(stage.repository(), "/_tags");
		seen.expect("status", 404, reply.status());
		seen.expect("code", "NAME_UNKNOWN", reply.registryCode());
	}

	@AzureStatement(id = "list-without-tags",
			says = "A repository whose manifests have no tags has an empty list of tags, or none.",
			evidence = Evidence.ASSUMED, otherwise = "With 404 the repository counts as unknown.")
	static void listWithoutTags(StatementStage stage, Observation seen) {
		stage.vendor().session().pushUntagged(stage.repository(), PushedImage.named("untagged"));
		HttpReply reply = stage.vendor().session().acr(stage.repository(), "/_tags");
		seen.expect("status", 200, reply.status());
		seen.expect("tags", List.of(), names(reply, "/tags"));
	}

	@AzureStatement(id = "list-of-an-unknown-tag",
			says = "The attributes of a tag that does not exist are answered with 404 and TAG_UNKNOWN.",
			evidence = Evidence.ASSUMED, otherwise = "A 404 of any code counts as a tag that is not locked.")
	static void listOfAnUnknownTag(StatementStage stage, Observation seen) {
		stage.push("v1");
		HttpReply reply = stage.vendor().session().acr(stage.repository(), "/_tags/missing");
		seen.expect("status", 404, reply.status());
		seen.expect("code", "TAG_UNKNOWN", reply.registryCode());
	}

	@AzureStatement(id = "list-of-manifests",
			says = "ACR lists the manifests at /acr/v1/<repository>/_manifests, with media type and "
					+ "tags, and not what they refer to.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "What is listed only says what to read; a manifest that is not listed is found by the "
					+ "referrers of its image.")
	static void listOfManifests(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		JsonNode manifests = stage.vendor().session().acr(stage.repository(), "/_manifests").json().path("manifests");
		JsonNode first = find(manifests, image.digest());
		JsonNode second = find(manifests, signature.digest());
		seen.expect("media type", image.mediaType(), first.path("mediaType").asString(""));
		seen.expect("tags", "[\"v1\"]", first.path("tags").toString());
		seen.expect("tags of an untagged one", "are empty, null or missing", second.path("tags").isEmpty(),
				second.path("tags"));
		seen.expect("subject", true, second.path("subject").isMissingNode());
	}

	@AzureStatement(id = "list-of-referrers",
			says = "/v2/<repository>/referrers/<digest> lists what refers to a manifest, with "
					+ "its artifact type, as an OCI index.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-manage-artifact",
			otherwise = "Where the list is missing, the tag that stands in for it (sha256-…) is read.")
	static void listOfReferrers(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		HttpReply reply = stage.vendor().session().referrers(stage.repository(), image.digest());
		seen.expect("status", 200, reply.status());
		seen.expect("media type", PushedImage.INDEX, reply.json().path("mediaType").asString(""));
		seen.expect("digest", signature.digest(), reply.json().at("/manifests/0/digest").asString(""));
		seen.expect("artifact type", "application/vnd.example.signature",
				reply.json().at("/manifests/0/artifactType").asString(""));
	}

	@AzureStatement(id = "list-of-no-referrers", says = "A manifest that nothing refers to has an empty list, not 404.",
			evidence = Evidence.DOCUMENTED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "A 404 counts as a registry without the list: the tag that stands in for it is asked for.")
	static void listOfNoReferrers(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		HttpReply reply = stage.vendor().session().referrers(stage.repository(), image.digest());
		seen.expect("status", 200, reply.status());
		seen.expect("manifests", "[]", reply.json().path("manifests").toString());
	}

	@AzureStatement(id = "list-without-a-stand-in-tag",
			says = "A registry with the list of referrers does not make the tag that stands in for it.",
			evidence = Evidence.ASSUMED,
			source = "https://github.com/opencontainers/distribution-spec/blob/main/spec.md",
			otherwise = "The tag would be imported as one of the image's own.")
	static void listWithoutAStandInTag(StatementStage stage, Observation seen) {
		PushedImage image = stage.push("v1");
		stage.vendor()
			.session()
			.pushUntagged(stage.repository(), PushedImage.referrer(image, "application/vnd.example.sbom"));
		seen.expect("status", 404,
				stage.vendor().session().head(stage.repository(), image.digest().replace(':', '-')).status());
	}

	private static List<String> names(HttpReply reply, String field) {
		return reply.json().at(field).valueStream().map((item) -> item.path("name").asString("")).toList();
	}

	private static JsonNode find(JsonNode manifests, String digest) {
		return manifests.valueStream()
			.filter((manifest) -> manifest.path("digest").asString("").equals(digest))
			.findFirst()
			.orElse(MissingNode.getInstance());
	}

}
