package dev.acrsync.scenario;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.DockerRegistry;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.OciLayout;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.Skopeo;
import dev.acrsync.sandbox.SkopeoCopier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The whole way of an image between two real registries, with real copies: Azure's
 * stand-in has skopeo copy, with the credentials of the request.
 */
class RealRegistriesTests {

	private static final String HOST = "contoso.azurecr.io";

	private static DockerRegistry vendor;

	private static DockerRegistry customer;

	private static Sandbox sandbox;

	private static RunningService service;

	@TempDir
	Path directory;

	@BeforeAll
	static void start() {
		assumeTrue(DockerRegistry.isInstalled() && Skopeo.isInstalled(),
				"docker-registry and skopeo are not installed");
		vendor = DockerRegistry.start(Sandbox.USERNAME, Sandbox.PASSWORD);
		customer = DockerRegistry.start("reader", "customer-password");
		sandbox = Sandbox.start(new SkopeoCopier(vendor, customer));
		service = RunningService.start(sandbox, "acr-sync.sources.contoso.endpoint=" + vendor.endpoint(),
				"acr-sync.targets.prod.endpoint=" + customer.endpoint(), "acr-sync.targets.prod.username=reader",
				"acr-sync.targets.prod.password=customer-password");
	}

	@AfterAll
	static void stop() {
		if (service != null) {
			service.close();
			sandbox.close();
			customer.close();
			vendor.close();
		}
	}

	@Test
	void anImageArrivesWithItsDigest() {
		assertArrives(OciLayout.image(this.directory, "poi"), "tripinsights/poi");
	}

	@Test
	void anIndexOfSeveralPlatformsArrivesWithItsDigest() {
		assertArrives(OciLayout.index(this.directory, "poi"), "tripinsights/multi");
	}

	@Test
	void aTagMoves() {
		assertArrives(OciLayout.image(this.directory.resolve("one"), "one"), "tripinsights/moving");
		assertArrives(OciLayout.image(this.directory.resolve("two"), "two"), "tripinsights/moving");
	}

	@Test
	void whatBelongsToAnImageArrivesWithIt() {
		OciLayout image = OciLayout.image(this.directory.resolve("image"), "signed");
		OciLayout signature = OciLayout.image(this.directory.resolve("signature"), "signature");
		String repository = "tripinsights/signed";
		String name = repository + ":" + image.digest().value().replace(':', '-');
		Skopeo.copy(signature.image(), vendor.image(name + ".sig"));
		// The list of its referrers, where the registry has no API for them
		Skopeo.copy(OciLayout.index(this.directory.resolve("list"), "list").image(), vendor.image(name));
		Skopeo.copy(image.image(), vendor.image(repository + ":v1"));
		assertThat(service.post(AcrEvents.push(HOST, repository, "v1", image.digest())).statusCode()).isEqualTo(202);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> "succeeded"
				.equals(service.get("/imports?repository=" + repository).at("/imports/0/state").asString("")));
		assertThat(Skopeo.digest(customer.image(name + ".sig"))).isEqualTo(signature.digest());
		List<String> untagged = sandbox.arm()
			.calls()
			.stream()
			.filter((call) -> call.untaggedRepositories().contains(repository))
			.map(ImportCall::sourceImage)
			.toList();
		assertThat(untagged).hasSizeGreaterThan(1)
			.allSatisfy((referrer) -> assertThat(Skopeo.digest(customer.image(referrer)).value())
				.isEqualTo(referrer.substring(referrer.indexOf('@') + 1)));
	}

	@Test
	void anSbomThatIsPushedLaterForOnePlatformArrivesByItsOwnEventAndSoDoesItsSignature() {
		String repository = "tripinsights/late";
		assertArrives(OciLayout.index(this.directory.resolve("image"), "late"), repository);
		Digest platform = OciLayout.image(this.directory.resolve("amd64"), "late for amd64").digest();
		Digest sbom = refer("sbom", repository, platform);
		assertArrivesByItsEvent(repository, sbom);
		assertArrivesByItsEvent(repository, refer("signature", repository, sbom));
	}

	/**
	 * Pushes a manifest that refers to another one, without a tag.
	 */
	private Digest refer(String content, String repository, Digest subject) {
		Path layout = this.directory.resolve(content);
		Skopeo.copy(OciLayout.referrers(layout, content, subject).image(),
				vendor.image(repository + ":" + subject.value().replace(':', '-')));
		return OciLayout.referrerOf(layout, content, subject);
	}

	private static void assertArrivesByItsEvent(String repository, Digest referrer) {
		ObjectNode event = AcrEvents.push(HOST, repository, "none", referrer);
		event.withObject("target").remove("tag");
		assertThat(service.post(event).statusCode()).isEqualTo(200);
		// Its image is looked at again after 10 seconds, which would bring it too.
		await().atMost(Duration.ofSeconds(9))
			.ignoreExceptionsInstanceOf(IllegalStateException.class)
			.until(() -> referrer.equals(Skopeo.digest(customer.image(repository + "@" + referrer))));
	}

	private static void assertArrives(OciLayout image, String repository) {
		Digest digest = image.digest();
		Skopeo.copy(image.image(), vendor.image(repository + ":v1"));
		assertThat(service.post(AcrEvents.push(HOST, repository, "v1", digest)).statusCode()).isEqualTo(202);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> "succeeded"
				.equals(service.get("/imports?repository=" + repository).at("/imports/0/state").asString("")));
		assertThat(Skopeo.digest(customer.image(repository + ":v1"))).isEqualTo(digest);
		assertThat(sandbox.arm().calls().getLast().sourceImage()).isEqualTo(repository + "@" + digest);
	}

}
