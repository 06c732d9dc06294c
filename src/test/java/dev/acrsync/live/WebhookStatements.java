package dev.acrsync.live;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.acrsync.live.AzureStatement.Evidence;
import tools.jackson.databind.JsonNode;

/**
 * What a registry tells its webhooks, as its list of their events shows.
 */
final class WebhookStatements {

	private WebhookStatements() {
	}

	@AzureStatement(id = "webhook-push-by-tag",
			says = "A push to a tag fires push, with repository, tag, digest, media type, and as "
					+ "request.host the login server.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference",
			otherwise = "Without a tag, a digest or a host the event is answered, and a comparison finds the "
					+ "image.")
	static void webhookPushByTag(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		PushedImage image = stage.push("v1");
		JsonNode event = history.await(stage.repository(), 1).getFirst();
		seen.expect("action", "push", event.path("action").asString(""));
		seen.expect("repository", stage.repository(), event.at("/target/repository").asString(""));
		seen.expect("tag", "v1", event.at("/target/tag").asString(""));
		seen.expect("digest", image.digest(), event.at("/target/digest").asString(""));
		seen.expect("media type", image.mediaType(), event.at("/target/mediaType").asString(""));
		seen.expect("host", stage.vendor().loginServer(), event.at("/request/host").asString(""));
		seen.expect("timestamp", "is of UTC",
				event.path("timestamp").asString("").matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z"),
				event.path("timestamp"));
	}

	@AzureStatement(id = "webhook-push-by-digest",
			says = "A push by digest fires push without a tag, or with an empty one.", evidence = Evidence.REPORTED,
			source = "https://github.com/dotnet/sdk-container-builds/issues/456",
			otherwise = "It is answered with 202 and looked at as what may belong to an image.")
	static void webhookPushByDigest(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		PushedImage image = PushedImage.named("untagged");
		stage.vendor().session().pushUntagged(stage.repository(), image);
		JsonNode event = history.await(stage.repository(), 1).getFirst();
		seen.expect("digest", image.digest(), event.at("/target/digest").asString(""));
		seen.expect("tag", "", event.at("/target/tag").asString(""));
	}

	@AzureStatement(id = "webhook-multi-platform",
			says = "A push of an image for two platforms fires three events, of which one has the tag and "
					+ "the media type of the index.",
			evidence = Evidence.REPORTED, source = "https://github.com/goharbor/harbor/issues/22073",
			otherwise = "Each event counts for itself, and events of the same image are imported once.")
	static void webhookMultiPlatform(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		List<PushedImage> platforms = List.of(PushedImage.named("amd64"), PushedImage.named("arm64"));
		platforms.forEach((platform) -> stage.vendor().session().pushUntagged(stage.repository(), platform));
		PushedImage index = PushedImage.index(platforms);
		stage.vendor().session().push(stage.repository(), "v1", index).required("The push of an index");
		List<JsonNode> events = history.await(stage.repository(), 3);
		List<String> tagged = events.stream()
			.filter((event) -> event.at("/target/tag").asString("").equals("v1"))
			.map((event) -> event.at("/target/mediaType").asString(""))
			.toList();
		seen.expect("events", 3, events.size());
		seen.expect("tagged", List.of(PushedImage.INDEX), tagged);
	}

	@AzureStatement(id = "webhook-referrer",
			says = "A push of a signature by digest fires push as any other manifest does.",
			evidence = Evidence.ASSUMED, otherwise = "A late signature is found by the next comparison.")
	static void webhookReferrer(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		PushedImage image = stage.push("v1");
		PushedImage signature = PushedImage.referrer(image, "application/vnd.example.signature");
		stage.vendor().session().pushUntagged(stage.repository(), signature);
		seen.expect("digests", Set.of(image.digest(), signature.digest()),
				history.await(stage.repository(), 2)
					.stream()
					.map((event) -> event.at("/target/digest").asString(""))
					.collect(Collectors.toSet()));
	}

	@AzureStatement(id = "webhook-import", says = "An import fires push at the target.", evidence = Evidence.ASSUMED,
			otherwise = "Nothing relies on it: the service has no webhook at the target.")
	static void webhookImport(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.customer());
		PushedImage image = stage.push("v1");
		stage.order(image, "v1").run().required();
		List<JsonNode> events = history.await(stage.repository(), 1);
		seen.expect("digests", List.of(image.digest()),
				events.stream().map((event) -> event.at("/target/digest").asString("")).toList());
	}

	@AzureStatement(id = "webhook-delete", says = "The deletion of a manifest fires delete, without a tag.",
			evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference",
			otherwise = "It is answered with 202, and nothing is deleted at the target.")
	static void webhookDelete(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		PushedImage image = stage.push("v1");
		history.await(stage.repository(), 1);
		stage.vendor().session().deleteManifest(stage.repository(), image.digest()).required("The deletion");
		JsonNode event = history.await(stage.repository(), 2).getLast();
		seen.expect("action", "delete", event.path("action").asString(""));
		seen.expect("digest", image.digest(), event.at("/target/digest").asString(""));
		seen.expect("tag", "", event.at("/target/tag").asString(""));
	}

	@AzureStatement(id = "webhook-untag", says = "The deletion of a tag fires nothing.", evidence = Evidence.DOCUMENTED,
			source = "https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference",
			otherwise = "Any event of it is answered, and nothing is deleted at the target.")
	static void webhookUntag(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		stage.push("v1");
		stage.vendor().session().deleteTag(stage.repository(), "v1").required("The deletion");
		stage.push("v2");
		List<JsonNode> events = history.await(stage.repository(), 2);
		seen.expect("actions", List.of("push", "push"),
				events.stream().map((event) -> event.path("action").asString("")).toList());
	}

	@AzureStatement(id = "webhook-headers",
			says = "A delivery has the Content-Type of JSON, User-Agent AzureContainerRegistry/1.0, a "
					+ "traceparent, and the headers of its owner.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Only the owner's header counts, which holds the secret; X-Forwarded-For is never "
					+ "believed.")
	static void webhookHeaders(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		stage.push("v1");
		history.await(stage.repository(), 1);
		Map<String, String> headers = history.headers(stage.repository());
		seen.expect("Content-Type", "is JSON", headers.getOrDefault("content-type", "").startsWith("application/json"),
				headers.get("content-type"));
		seen.expect("User-Agent", "AzureContainerRegistry/1.0", headers.get("user-agent"));
		seen.expect("traceparent", "is there", headers.containsKey("traceparent"), headers.get("traceparent"));
		seen.expect("X-Live", "of the owner", headers.get("x-live"));
		seen.note("X-Forwarded-For", headers.get("x-forwarded-for"));
	}

	@AzureStatement(id = "webhook-ping", says = "A ping has the fields id, timestamp and action alone.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "It is answered with 200, whatever else it has.")
	static void webhookPing(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		JsonNode ping = history.ping();
		seen.expect("fields", Set.of("id", "timestamp", "action"), Set.copyOf(ping.propertyNames()));
		seen.expect("action", "ping", ping.path("action").asString(""));
	}

	@AzureStatement(id = "webhook-once", says = "A delivery that was answered with an error is not repeated.",
			evidence = Evidence.REPORTED, source = "https://github.com/Azure/acr/issues/681",
			otherwise = "The same event twice is stored once, or imported once.")
	static void webhookOnce(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		stage.push("v1");
		history.await(stage.repository(), 1);
		stage.pause(stage.access().shortLife());
		seen.expect("deliveries", 1, history.await(stage.repository(), 1).size());
		seen.note("answered with", history.status(stage.repository()));
	}

	@AzureStatement(id = "webhook-hides-its-secret",
			says = "A webhook shows neither its address nor its headers, unless getCallbackConfig is asked.",
			evidence = Evidence.RECORDED,
			source = "https://github.com/Azure/azure-cli/tree/dev/src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings",
			otherwise = "Nothing relies on it. The secret would be readable for all who may read the vendor's "
					+ "registry.")
	static void webhookHidesItsSecret(StatementStage stage, Observation seen) {
		WebhookHistory history = WebhookHistory.open(stage, stage.vendor());
		JsonNode shown = stage.arm().get(history.id()).json().path("properties");
		seen.expect("serviceUri", true, shown.path("serviceUri").isMissingNode());
		seen.expect("customHeaders", true, shown.path("customHeaders").isMissingNode());
	}

}
