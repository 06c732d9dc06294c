package dev.acrsync.live;

import java.nio.file.Path;
import java.util.List;

import dev.acrsync.live.StatementResult.Outcome;
import dev.acrsync.sandbox.StandInAzure;
import dev.acrsync.sandbox.StandInBend;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The stand-ins are as strict as what is known of Azure: each statement holds there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementsTests {

	private final StandInAzure azure = StandInAzure.start();

	private final RunResources resources = resources(this.azure);

	private StatementStage stage;

	static List<StatementCheck> statements() {
		return StatementCheck.all();
	}

	@BeforeAll
	void start(@TempDir Path exchanges) {
		this.stage = stage(this.resources, exchanges);
	}

	@AfterAll
	void stop() {
		this.resources.close();
		this.azure.close();
	}

	@ParameterizedTest
	@MethodSource("statements")
	void holdsAtTheStandIn(StatementCheck statement) {
		StatementResult result = statement.check(this.stage);
		boolean needsPremium = statement.id().equals("manifest-behind-a-firewall");
		assertThat(result.outcome()).as(result.toString()).isEqualTo(needsPremium ? Outcome.NOT_TRIED : Outcome.HOLDS);
	}

	@Test
	void whatIsBentAtAStandInIsFoundAndNothingElse(@TempDir Path exchanges) {
		try (StandInAzure bent = StandInAzure.start(); RunResources resources = resources(bent)) {
			bent.bend(StandInBend.values());
			StatementStage stage = stage(resources, exchanges);
			assertThat(StatementCheck.all()
				.stream()
				.map((statement) -> statement.check(stage))
				.filter((result) -> result.outcome() == Outcome.DIFFERS)
				.map(StatementResult::id)).containsExactlyInAnyOrder("operation-accepted", "operation-polled",
						"manifest-head", "token-without-the-catalog", "webhook-headers");
		}
	}

	private static RunResources resources(StandInAzure azure) {
		return new RunResources(new StandInAccess(azure.resourceManager(), azure.metadataHost(), () -> {
		}), "00000000-0000-0000-0000-000000000001", "live");
	}

	private static StatementStage stage(RunResources resources, Path exchanges) {
		return new StatementStage(resources, exchanges, resources.create("0a0b0c0d", "vendor", "westeurope", "Basic"),
				resources.create("0a0b0c0d", "customer", "westeurope", "Basic"));
	}

}
