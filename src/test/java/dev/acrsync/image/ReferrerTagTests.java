package dev.acrsync.image;

import java.util.Optional;

import dev.acrsync.image.ReferrerTag.ReferrerTagKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReferrerTagTests {

	private static final String HEX = "0123456789abcdef".repeat(4);

	private static final Digest SUBJECT = new Digest("sha256:" + HEX);

	@ParameterizedTest
	@CsvSource({ ".sig, SIG", ".att, ATT", ".sbom, SBOM", "'', LIST" })
	void saysWhatATagBelongsTo(String suffix, ReferrerTagKind kind) {
		Tag tag = new Tag("sha256-" + HEX + suffix);
		assertThat(ReferrerTag.of(tag)).contains(new ReferrerTag(tag, SUBJECT, kind));
	}

	@ParameterizedTest
	@ValueSource(strings = { "v1", "sha256-", "sha256-%s.", "sha256-%s.SIG", "sha256-%s.other", "sha256-%s0",
			"sha512-%s", "SHA256-%s", "x-sha256-%s.sig", "sha256-%s.sig.sig", "sha256-%s-sig" })
	void knowsAnyOtherTagAsNone(String tag) {
		assertThat(ReferrerTag.of(new Tag(tag.formatted(HEX)))).isEmpty();
	}

	@Test
	void namesCosignsTagsOfAManifest() {
		assertThat(ReferrerTag.ofCosign(SUBJECT)).extracting((tag) -> tag.tag().value())
			.containsExactly("sha256-" + HEX + ".sig", "sha256-" + HEX + ".att", "sha256-" + HEX + ".sbom");
		assertThat(ReferrerTag.ofCosign(SUBJECT))
			.allSatisfy((tag) -> assertThat(ReferrerTag.of(tag.tag())).contains(tag));
	}

	@Test
	void knowsNoTagsOfADigestThatCosignDoesNotUse() {
		assertThat(ReferrerTag.ofCosign(new Digest("sha512:" + HEX + HEX))).isEmpty();
	}

	@Test
	void givesATagTheArtifactTypeThatCosignGivesAReferrer() {
		assertThat(ReferrerTagKind.SBOM.artifactType()).contains("application/vnd.dev.cosign.artifact.sbom.v1+json");
		assertThat(ReferrerTagKind.LIST.artifactType()).isEqualTo(Optional.empty());
	}

}
