package dev.acrsync.image;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaggedImage}.
 */
class TaggedImageTests {

	private final TaggedImage image = new TaggedImage(new RegistryHost("Contoso.azurecr.io"),
			new RepositoryName("tripinsights/poi"), new Tag("v1"));

	@Test
	void isWrittenAsAReference() {
		assertThat(this.image).hasToString("contoso.azurecr.io/tripinsights/poi:v1");
		assertThat(TaggedImage.parse(this.image.toString())).isEqualTo(this.image);
	}

	@Test
	void isWrittenByItsDigestByItsRepositoryAloneAndWithoutItsRegistry() {
		Digest digest = new Digest("sha256:" + "a".repeat(64));
		assertThat(this.image.with(digest)).isEqualTo("contoso.azurecr.io/tripinsights/poi@" + digest);
		assertThat(this.image.place()).isEqualTo("contoso.azurecr.io/tripinsights/poi");
		assertThat(this.image.sibling(new Tag("v2"))).hasToString("contoso.azurecr.io/tripinsights/poi:v2");
		assertThat(this.image.repository().with(this.image.tag())).isEqualTo("tripinsights/poi:v1");
		assertThat(this.image.repository().with(digest)).isEqualTo("tripinsights/poi@" + digest);
		assertThat(this.image.repository().with(this.image.tag(), digest)).isEqualTo("tripinsights/poi:v1@" + digest);
	}

	@Test
	void isInItsRegistryAlone() {
		assertThat(this.image.registry().holds(this.image.toString())).isTrue();
		assertThat(new RegistryHost("contoso.azurecr").holds(this.image.toString())).isFalse();
	}

}
