package dev.acrsync.azure;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dev.acrsync.importing.ImportOperations;
import dev.acrsync.importing.ImportRequest;
import dev.acrsync.importing.Operation;
import dev.acrsync.importing.Trouble;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as throttled.
 */
class WatchedImportsTests {

	private static final URI LOCATION = URI.create("https://management.azure.com/operation");

	private static final Trouble THROTTLED = new Trouble(Trouble.Cure.RETRY, Trouble.THROTTLED, "HAP429");

	private static final Trouble OTHER = new Trouble(Trouble.Cure.RETRY, Trouble.COPY_FAILED, "It could not");

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void countsFromZero() {
		watched(new Operation.Ended());
		assertThat(throttled()).isZero();
	}

	@Test
	void countsWhatIsThrottledWhenItBeginsWhileItRunsAndWhenItEnds() {
		start(new Operation.Failed(THROTTLED));
		assertThat(throttled()).isEqualTo(1);
		poll(new Operation.Unknown(THROTTLED));
		assertThat(throttled()).isEqualTo(2);
		poll(new Operation.Failed(THROTTLED));
		assertThat(throttled()).isEqualTo(3);
	}

	@Test
	void countsNothingElse() {
		start(new Operation.Running(LOCATION, Optional.empty()));
		start(new Operation.Failed(OTHER));
		poll(new Operation.Unknown(OTHER));
		poll(new Operation.Ended());
		assertThat(throttled()).isZero();
	}

	private void start(Operation answer) {
		assertThat(watched(answer).start(Requests.withBasicCredentials(), UUID.randomUUID())).isSameAs(answer);
	}

	private void poll(Operation answer) {
		assertThat(watched(answer).poll(Requests.withBasicCredentials(), LOCATION)).isSameAs(answer);
	}

	private WatchedImports watched(Operation answer) {
		return new WatchedImports(new ImportOperations() {
			@Override
			public Optional<Trouble> prepare(ImportRequest request) {
				return Optional.empty();
			}

			@Override
			public Operation start(ImportRequest request, UUID requestId) {
				return answer;
			}

			@Override
			public Operation poll(ImportRequest request, URI location) {
				return answer;
			}

		}, Set.of("prod"), this.meters);
	}

	private double throttled() {
		return this.meters.get("acr.sync.azure.throttled").tag("target", "prod").counter().count();
	}

}
