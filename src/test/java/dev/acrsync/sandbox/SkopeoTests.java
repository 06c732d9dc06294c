package dev.acrsync.sandbox;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Real copies between real registries.
 */
class SkopeoTests {

	@TempDir
	private Path directory;

	@BeforeAll
	static void needsSkopeoAndDockerRegistry() {
		assumeTrue(Skopeo.isInstalled(), "skopeo is not installed");
		assumeTrue(DockerRegistry.isInstalled(), "docker-registry is not installed");
	}

	@Test
	void copiesAnIndexWithAllItsPlatformsBetweenRegistriesWithOtherPasswords() {
		OciLayout poi = OciLayout.index(this.directory, "poi");
		try (DockerRegistry vendor = DockerRegistry.start("vendor", "one password");
				DockerRegistry customer = DockerRegistry.start("customer", "another password")) {
			Skopeo.copy(poi.image(), vendor.image("tripinsights/poi:v1"));
			Skopeo.copy(vendor.image("tripinsights/poi@" + poi.digest()), customer.image("poi:v1"));
			assertThat(Skopeo.digest(customer.image("poi:v1"))).isEqualTo(poi.digest());
		}
	}

	@Test
	void saysWhySkopeoFails() {
		try (DockerRegistry registry = DockerRegistry.start("user", "password")) {
			assertThatIllegalStateException().isThrownBy(() -> Skopeo.digest(registry.image("absent:v1")))
				.withMessageContaining("manifest unknown");
		}
	}

	@Test
	void givesOtherContentAnotherDigest() {
		assertThat(OciLayout.image(this.directory.resolve("a"), "a").digest())
			.isNotEqualTo(OciLayout.image(this.directory.resolve("b"), "b").digest());
	}

}
