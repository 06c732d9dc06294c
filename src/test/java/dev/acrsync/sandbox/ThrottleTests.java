package dev.acrsync.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of the stand-ins are those that Microsoft has published.
 */
class ThrottleTests {

	private static final String WRITES = "x-ms-ratelimit-remaining-subscription-writes";

	private static final String READS = "x-ms-ratelimit-remaining-subscription-reads";

	private static final String REFERRERS = "/v2/poi/referrers/sha256:0";

	private static final String TAG = "/v2/poi/manifests/v1";

	private final AtomicLong nanos = new AtomicLong();

	private final ArmThrottle arm = new ArmThrottle(this.nanos::get);

	private final RegistryTraffic registry = new RegistryTraffic(this.nanos::get);

	@Test
	void resourceManagerTakes200WritesAndTenMoreASecond() {
		assertThat(start().headers()).containsEntry(WRITES, "199").doesNotContainKey(READS);
		assertThat(accepted(300, this::start)).isEqualTo(199);
		goOn(Duration.ofMillis(300));
		StandInAnswer refused = start();
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.headers()).containsEntry(WRITES, "0").containsEntry("Retry-After", "1");
		goOn(Duration.ofMillis(700));
		assertThat(accepted(300, this::start)).isEqualTo(10);
		assertThat(this.arm.refusedWrites()).isEqualTo(101 + 1 + 290);
	}

	@Test
	void resourceManagerTakes250ReadsAnd25MoreASecondWhateverIsWritten() {
		accepted(300, this::start);
		assertThat(poll().headers()).containsEntry(READS, "249").doesNotContainKey(WRITES);
		assertThat(accepted(300, this::poll)).isEqualTo(249);
		goOn(Duration.ofSeconds(2));
		assertThat(accepted(300, this::poll)).isEqualTo(50);
		assertThat(this.arm.refusedReads()).isEqualTo(51 + 250);
	}

	@Test
	void registryTakes250ListingsOfReferrersAMinuteAndCountsDownToTheNext() {
		this.registry.limit(RegistryQuota.BASIC);
		assertThat(accepted(300, () -> ask(REFERRERS, "token"))).isEqualTo(250);
		assertThat(ask(REFERRERS, "token").headers()).containsEntry("Retry-After", "60");
		goOn(Duration.ofSeconds(10));
		assertThat(ask(REFERRERS, "token").headers()).containsEntry("Retry-After", "50");
		assertThat(ask(TAG, "token").status()).isEqualTo(200);
		assertThat(ask(REFERRERS, "another token").status()).isEqualTo(200);
		goOn(Duration.ofSeconds(50));
		assertThat(accepted(300, () -> ask(REFERRERS, "token"))).isEqualTo(250);
		assertThat(this.registry.refused(TrafficKind.REFERRERS)).isEqualTo(50 + 2 + 50);
	}

	@Test
	void allReadsButListingsOfReferrersShareOneBucket() {
		this.registry.limit(new RegistryQuota(3, 1, 1));
		assertThat(ask(TAG, "token").status()).isEqualTo(200);
		assertThat(ask("/acr/v1/poi/_tags", "token").status()).isEqualTo(200);
		assertThat(ask("/v2/poi/manifests/sha256:0", "token").status()).isEqualTo(200);
		assertThat(ask(TAG, "token").status()).isEqualTo(429);
		assertThat(ask("/oauth2/token", "token").status()).isEqualTo(200);
		assertThat(ask("/oauth2/exchange", "token").status()).isEqualTo(429);
	}

	@Test
	void registryRefusesNothingWithoutAQuota() {
		assertThat(accepted(1_000, () -> ask(REFERRERS, "token"))).isEqualTo(1_000);
		assertThat(this.registry.requests(TrafficKind.REFERRERS)).isEqualTo(1_000);
		assertThat(this.registry.refused(TrafficKind.REFERRERS)).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "/v2/a/b/manifests/v1, TAG", "/v2/a/b/manifests/sha256-0.sig, TAG",
			"/v2/a/b/manifests/sha256:0, MANIFEST", "/v2/_catalog, LIST", "/v2/a/b/tags/list, LIST",
			"/acr/v1/a/b/_tags, LIST", "/acr/v1/a/b/_tags/v1, TAG", "/acr/v1/a/b/_manifests, LIST",
			"/acr/v1/a/b/_manifests/sha256:0, MANIFEST", "/v2/a/b/referrers/sha256:0, REFERRERS",
			"/oauth2/exchange, TOKEN", "/oauth2/token, TOKEN", "/v2/, OTHER", "/v2/a/b/blobs/sha256:0, OTHER" })
	void tellsKindsApart(String path, TrafficKind kind) {
		ask(path, "token");
		assertThat(this.registry.requests(kind)).isEqualTo(1);
	}

	@Test
	void copyTakesTheSameTimeEachTime() {
		CopyTimes times = new CopyTimes(Duration.ofMillis(200), Duration.ofSeconds(10), 7);
		assertThat(times.of("poi@sha256:0")).isEqualTo(times.of("poi@sha256:0")).isNotEqualTo(times.of("web@sha256:0"));
		assertThat(IntStream.range(0, 1_000).mapToObj((i) -> times.of("poi@" + i)))
			.allSatisfy((time) -> assertThat(time).isBetween(Duration.ofMillis(200), Duration.ofSeconds(10)));
	}

	private StandInAnswer start() {
		return this.arm.admit(request("POST", "/subscriptions/0/importImage"), (_) -> StandInAnswer.of(202));
	}

	private StandInAnswer poll() {
		return this.arm.admit(request("GET", "/subscriptions/0/operationResults/0"), (_) -> StandInAnswer.of(202));
	}

	private StandInAnswer ask(String path, String identity) {
		return this.registry.admit(request("GET", path), identity, () -> StandInAnswer.of(200));
	}

	private static long accepted(int requests, Supplier<StandInAnswer> ask) {
		return IntStream.range(0, requests).filter((_) -> ask.get().status() != 429).count();
	}

	private void goOn(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private static StandInRequest request(String method, String path) {
		return new StandInRequest(method, path, Map.of(), new Headers(), new byte[0]);
	}

}
