package dev.acrsync.process;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A comparison of large registries: see {@link ManyRepositories}.
 */
class ManyRepositoriesIT {

	/** What the container's heap has. */
	private static final String HEAP = "-Xmx80m";

	/** What Azure Container Registry documents for its smaller tiers, but for a tenth. */
	private static final int A_MINUTE = 4_500;

	private static final int REFERRERS_A_MINUTE = 225;

	/** Two minutes to ask what refers to 600 images, and one for all else. */
	private static final int SECONDS = 200;

	@TempDir
	Path directory;

	@Test
	void aPassOverAThousandRepositoriesIsPacedBoundedAndTellsHowFarItIs() throws Exception {
		JsonNode figures = SmallProcess.run(ManyRepositories.class, HEAP, this.directory);
		assertThat(figures.at("/status/trouble").isString()).as(figures.toString()).isFalse();
		assertThat(figures.at("/status/checkedRepositories").asInt()).isEqualTo(1_000);
		assertThat(figures.at("/status/repositories").asInt()).isEqualTo(1_000);
		assertThat(figures.at("/status/found").asInt()).isEqualTo(15_000);
		assertThat(figures.at("/row/matching").asInt()).isEqualTo(100_000);
		assertThat(figures.at("/row/images/present").asInt()).isEqualTo(85_000);
		assertThat(figures.at("/row/images/importing").asInt()).isEqualTo(15_000);
		assertThat(figures.at("/row/unchecked").asInt()).isZero();
		assertThat(figures.at("/status/referrers/looked").asInt()).isEqualTo(600);
		assertThat(figures.at("/busiest/vendor").asInt()).isLessThanOrEqualTo(A_MINUTE);
		assertThat(figures.at("/busiest/customer").asInt()).isLessThanOrEqualTo(A_MINUTE);
		assertThat(figures.at("/busiest/referrers").asInt()).isBetween(1, REFERRERS_A_MINUTE);
		assertThat(figures.at("/simulated").asInt()).isLessThanOrEqualTo(SECONDS);
		assertThat(figures.at("/progress").asInt()).as("how far it was seen to be").isGreaterThan(5);
	}

}
