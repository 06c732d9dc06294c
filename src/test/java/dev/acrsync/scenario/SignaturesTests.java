package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole way of what belongs to an image: signatures and SBOMs, as referrers and as
 * cosign's tags. The rule names tags {@code v*} alone.
 */
class SignaturesTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	/** So deep an import's own stack may be, that it reads like what is done. */
	private static final int DEEPEST = 26;

	private static final String SIGNATURE = "application/vnd.cncf.notary.signature";

	private static final String SBOM = "application/spdx+json";

	@AutoClose
	private static Sandbox sandbox;

	private static RunningService service;

	/**
	 * The repository of the test that runs.
	 */
	private String repository;

	@BeforeAll
	static void start() {
		sandbox = Sandbox.start();
		service = RunningService.start(sandbox, "acr-sync.imports.retry.initial-delay=200ms",
				"acr-sync.imports.retry.max-delay=500ms", "acr-sync.sources.contoso.rules[0].tags[0]=v*",
				"acr-sync.sources.contoso.rules[1].repositories[0]=signed/*",
				"acr-sync.sources.contoso.rules[1].referrers.artifact-types[0]=" + SIGNATURE,
				"acr-sync.sources.contoso.rules[2].repositories[0]=bare/*",
				"acr-sync.sources.contoso.rules[2].tags[0]=v*",
				"acr-sync.sources.contoso.rules[2].referrers.enabled=false");
	}

	@BeforeEach
	void nameRepository(TestInfo test) {
		use("tripinsights", test);
	}

	@AfterEach
	void succeed() {
		sandbox.arm().succeedOperations();
	}

	@Test
	void anImageArrivesWithItsReferrersAndCosignsTags() {
		StoredManifest image = StoredManifest.named("one");
		Digest sbom = put(StoredManifest.referring("sbom", image.digest(), SBOM));
		Digest signatureOfTheSbom = put(StoredManifest.referring("signature", sbom, SIGNATURE));
		Digest beyond = put(StoredManifest.referring("beyond", signatureOfTheSbom, SIGNATURE));
		Digest signature = tag(image.digest(), "sig", "signature");
		Digest attestation = tag(image.digest(), "att", "attestation");
		try (StackWatch stacks = StackWatch.begin()) {
			sandbox.vendor().push(this.repository, "v1", image);
			awaitImport("succeeded");
			assertThat(stacks.deepest()).as("own frames of the import").hasSizeBetween(DEEPEST / 2, DEEPEST);
		}
		assertThat(has(sbom)).isTrue();
		assertThat(has(signatureOfTheSbom)).isTrue();
		assertThat(has(beyond)).isFalse();
		assertThat(sandbox.customer().digest(this.repository, tagName(image.digest(), "sig"))).contains(signature);
		assertThat(sandbox.customer().digest(this.repository, tagName(image.digest(), "att"))).contains(attestation);
		assertThat(calls()).as("the image, two referrers, two tags").isEqualTo(5);
		String metrics = RunningService.send(HttpRequest.newBuilder(service.actuator("/prometheus"))).body();
		assertThat(metrics)
			.contains("acr_sync_referrers_total{outcome=\"succeeded\",source=\"contoso\",target=\"prod\"} ");
	}

	@Test
	void anImageArrivesWithWhatRefersToItsPlatforms() {
		StoredManifest platform = StoredManifest.named("linux");
		put(platform);
		Digest sbom = put(StoredManifest.referring("sbom of linux", platform.digest(), SBOM));
		Digest signature = tag(platform.digest(), "sig", "signature of linux");
		sandbox.vendor()
			.push(this.repository, "v1",
					StoredManifest.index(put(StoredManifest.named("attestation of linux")), platform.digest()));
		awaitImport("succeeded");
		assertThat(has(sbom)).isTrue();
		assertThat(sandbox.customer().digest(this.repository, tagName(platform.digest(), "sig"))).contains(signature);
	}

	@Test
	void moreThanAHundredReferrersComeAlong() {
		StoredManifest image = StoredManifest.named("one");
		for (int i = 0; i < 103; i++) {
			StoredManifest sbom = StoredManifest.referring("sbom " + i, image.digest(), SBOM);
			put(sbom);
			sandbox.customer().put(this.repository, sbom);
		}
		Digest signature = put(StoredManifest.referring("signature", image.digest(), SIGNATURE));
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		assertThat(has(signature)).isTrue();
		assertThat(calls()).as("the image and its signature").isEqualTo(2);
	}

	@Test
	void whatIsThereAlreadyIsNotImportedAgain() {
		StoredManifest image = StoredManifest.named("one");
		put(StoredManifest.referring("sbom", image.digest(), SBOM));
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		sandbox.vendor().push(this.repository, "v2", image);
		await().atMost(SOON).until(() -> newest().at("/tag").asString("").equals("v2"));
		awaitImport("succeeded");
		assertThat(calls()).as("the image twice, its referrer once").isEqualTo(3);
	}

	@Test
	void aSignatureThatIsPushedLaterArrivesByItsOwnEvent() {
		StoredManifest image = StoredManifest.named("one");
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		String tag = tagName(image.digest(), "sig");
		Digest signature = sandbox.vendor().push(this.repository, tag, StoredManifest.named("signature"));
		JsonNode record = awaitImport("succeeded");
		assertThat(record.at("/tag").asString()).isEqualTo(tag);
		assertThat(sandbox.customer().digest(this.repository, tag)).contains(signature);
	}

	@Test
	void aSignatureThatIsPushedLaterByDigestArrivesByItsOwnEvent() {
		StoredManifest image = StoredManifest.named("one");
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		Digest signature = sandbox.vendor()
			.push(this.repository, StoredManifest.referring("late", image.digest(), SIGNATURE));
		await().atMost(SOON).until(() -> has(signature));
		assertThat(awaitImport("unchanged").at("/tag").asString()).isEqualTo("v1");
		assertThat(calls()).as("the image, its signature").isEqualTo(2);
	}

	@Test
	void nothingIsCompleteFromTheEventOfASignatureUntilThatIsThere() {
		StoredManifest image = StoredManifest.named("one");
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile")).POST(HttpRequest.BodyPublishers.noBody()));
		await().atMost(SOON).until(this::isComplete);
		Digest signature = put(StoredManifest.referring("late", image.digest(), SIGNATURE));
		ObjectNode event = AcrEvents.push(sandbox.vendor().host(), this.repository, "none", signature);
		((ObjectNode) event.at("/target")).remove("tag");
		RunningService.send(service.toWebhook("contoso")
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(event.toString())));
		await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
			boolean complete = isComplete();
			boolean there = has(signature);
			assertThat(complete && !there).as("complete without the signature").isFalse();
			return there;
		});
		await().atMost(SOON).until(this::isComplete);
	}

	private boolean isComplete() {
		return service.get("/completeness").at("/rows/0/complete").asBoolean();
	}

	@Test
	void aSignatureOfAnImageThatIsNotThereIsLeft() {
		Digest image = sandbox.vendor().put(this.repository, "dev", StoredManifest.named("one"));
		sandbox.vendor().push(this.repository, tagName(image, "sig"), StoredManifest.named("signature"));
		assertThat(awaitImport("gone").at("/error/code").asString()).isEqualTo("subject-not-imported");
		assertThat(calls()).isZero();
	}

	@Test
	void onlyTheNamedArtifactTypesComeAlong(TestInfo test) {
		use("signed", test);
		StoredManifest image = StoredManifest.named("one");
		Digest sbom = put(StoredManifest.referring("sbom", image.digest(), SBOM));
		Digest signature = put(StoredManifest.referring("signature", image.digest(), SIGNATURE));
		tag(image.digest(), "sig", "cosign's");
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		assertThat(has(signature)).isTrue();
		assertThat(has(sbom)).isFalse();
		assertThat(sandbox.customer().digest(this.repository, tagName(image.digest(), "sig"))).isEmpty();
	}

	@Test
	void nothingComesAlongWhereTheRuleDoesNotWantIt(TestInfo test) {
		use("bare", test);
		StoredManifest image = StoredManifest.named("one");
		Digest sbom = put(StoredManifest.referring("sbom", image.digest(), SBOM));
		sandbox.vendor().push(this.repository, "v1", image);
		awaitImport("succeeded");
		assertThat(has(sbom)).isFalse();
		sandbox.vendor().push(this.repository, tagName(image.digest(), "sig"), StoredManifest.named("signature"));
		await().atMost(SOON).until(() -> sandbox.webhook().deliveries().getLast().status() == 403);
	}

	@Test
	void anImageIsProvedAndItsFailingSignatureIsTriedAgain() {
		StoredManifest image = StoredManifest.named("one");
		Digest signature = put(StoredManifest.referring("signature", image.digest(), SIGNATURE));
		sandbox.arm()
			.failOperations((call) -> call.sourceImage().endsWith(signature.value()), "InvalidParameters",
					"Error copying blobs");
		sandbox.vendor().push(this.repository, "v1", image);
		await().atMost(SOON)
			.until(() -> "referrer-not-arrived".equals(newest().at("/error/code").asString(""))
					&& newest().at("/attempts").asInt() > 1);
		assertThat(newest().at("/error/message").asString()).contains(
				"customer.azurecr.io/" + this.repository + ":v1 is there", signature.value(), "has not come along");
		assertThat(sandbox.customer().digest(this.repository, "v1")).contains(image.digest());
		sandbox.arm().succeedOperations();
		awaitImport("succeeded");
		assertThat(has(signature)).isTrue();
		assertThat(sandbox.arm()
			.operations()
			.stream()
			.filter((call) -> call.targetTags().equals(List.of(this.repository + ":v1")))).as("imports of the image")
			.hasSize(1);
	}

	private void use(String team, TestInfo test) {
		this.repository = team + "/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
	}

	private Digest put(StoredManifest manifest) {
		return sandbox.vendor().put(this.repository, manifest);
	}

	private Digest tag(Digest image, String suffix, String content) {
		return sandbox.vendor().put(this.repository, tagName(image, suffix), StoredManifest.named(content));
	}

	private static String tagName(Digest image, String suffix) {
		return image.value().replace(':', '-') + "." + suffix;
	}

	private boolean has(Digest digest) {
		return sandbox.customer().manifest(this.repository, digest.value()).isPresent();
	}

	private long calls() {
		return sandbox.arm()
			.calls()
			.stream()
			.filter((call) -> call.sourceImage().startsWith(this.repository + "@"))
			.count();
	}

	private JsonNode awaitImport(String state) {
		await().atMost(SOON).until(() -> state.equals(newest().at("/state").asString("")));
		return newest();
	}

	private JsonNode newest() {
		return service.get("/imports?repository=" + this.repository).at("/imports/0");
	}

}
