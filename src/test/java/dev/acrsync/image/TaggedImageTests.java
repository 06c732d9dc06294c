package dev.acrsync.image;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaggedImage}.
 */
class TaggedImageTests {

	@Test
	void isWrittenAsAReference() {
		assertThat(new TaggedImage(new RegistryHost("Contoso.azurecr.io"), new RepositoryName("tripinsights/poi"),
				new Tag("v1")))
			.hasToString("contoso.azurecr.io/tripinsights/poi:v1");
	}

}
