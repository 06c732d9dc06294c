package dev.acrsync.arm;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.OperationStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as throttled.
 */
class WatchedImportsTests {

	private static final URI LOCATION = URI.create("https://management.azure.com/operation");

	private static final ImportTrouble THROTTLED = new ImportTrouble(ImportTrouble.TroubleCure.RETRY,
			ImportTrouble.THROTTLED, "HAP429");

	private static final ImportTrouble OTHER = new ImportTrouble(ImportTrouble.TroubleCure.RETRY,
			ImportTrouble.COPY_FAILED, "It could not");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void countsFromZero() {
		watched(new OperationStatus.Ended());
		assertThat(throttled()).isZero();
	}

	@Test
	void countsWhatIsThrottledWhenItBeginsWhileItRunsAndWhenItEnds() {
		start(new OperationStatus.Failed(THROTTLED));
		assertThat(throttled()).isEqualTo(1);
		poll(new OperationStatus.Unknown(THROTTLED));
		assertThat(throttled()).isEqualTo(2);
		poll(new OperationStatus.Failed(THROTTLED));
		assertThat(throttled()).isEqualTo(3);
	}

	@Test
	void countsNothingElse() {
		start(new OperationStatus.Running(LOCATION, Optional.empty()));
		start(new OperationStatus.Failed(OTHER));
		poll(new OperationStatus.Unknown(OTHER));
		poll(new OperationStatus.Ended());
		assertThat(throttled()).isZero();
	}

	private void start(OperationStatus answer) {
		assertThat(watched(answer).start(TestImportRequests.withBasicCredentials(), UUID.randomUUID()))
			.isSameAs(answer);
	}

	private void poll(OperationStatus answer) {
		assertThat(watched(answer).poll(TestImportRequests.withBasicCredentials(), LOCATION)).isSameAs(answer);
	}

	private WatchedImports watched(OperationStatus answer) {
		return new WatchedImports(new ImportOperations() {
			@Override
			public Optional<ImportTrouble> prepare(ImportRequest request) {
				return Optional.empty();
			}

			@Override
			public OperationStatus start(ImportRequest request, UUID requestId) {
				return answer;
			}

			@Override
			public OperationStatus poll(ImportRequest request, URI location) {
				return answer;
			}

		}, Set.of("prod"), this.meters);
	}

	private double throttled() {
		return this.meters.get("acr.sync.azure.throttled").tag("target", "prod").counter().count();
	}

}
