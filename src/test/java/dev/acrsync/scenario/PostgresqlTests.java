package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ComparisonRecords;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.PostgresServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two replicas of the whole service on a real PostgreSQL, which is lost and comes back.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresqlTests {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Duration PATIENCE_OF_ACR = Duration.ofSeconds(5);

	private static PostgresServer server;

	private static Sandbox sandbox;

	private static RunningService service;

	private static RunningService other;

	@BeforeAll
	static void start() {
		assumeTrue(PostgresServer.isInstalled(), "PostgreSQL is not installed");
		server = PostgresServer.start();
		sandbox = Sandbox.start();
		sandbox.arm().retryAfter(Duration.ZERO);
		String url = server.createDatabase();
		other = start(url);
		service = start(url);
	}

	private static RunningService start(String url) {
		return RunningService.start(sandbox, "spring.datasource.url=" + url + "&socketTimeout=2",
				"acr-sync.imports.retry.initial-delay=200ms", "acr-sync.imports.retry.max-delay=500ms",
				"acr-sync.sources.contoso.webhook.rate-limit=1000000", "acr-sync.imports.concurrency=8");
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			service.close();
			other.close();
			sandbox.close();
			server.close();
		}
	}

	@Test
	void aPushedImageArrives() {
		Digest digest = sandbox.vendor().push(REPOSITORY, "arrives", StoredManifest.named("arrives"));
		awaitArrival("arrives", digest);
	}

	@Test
	void aFullDiskOfTheServerIsSaidAtOnceAndWhoseItIs() {
		JdbcClient jdbc = JdbcClient.create(service.bean(DataSource.class));
		jdbc.sql(
				"""
						create function fail_as_full() returns trigger language plpgsql as $$
						begin
							raise exception 'could not extend file "base/5/1259": No space left on device' using errcode = '53100';
						end $$
						""")
			.update();
		jdbc.sql("create trigger fails_as_full before insert on imports execute function fail_as_full()").update();
		JsonNode event = AcrEvents.push("contoso.azurecr.io", REPOSITORY, "full",
				sandbox.vendor().put(REPOSITORY, "full", StoredManifest.named("full")));
		try {
			assertThat(service.post(event).statusCode()).isEqualTo(503);
			JsonNode readiness = service.get("/health/readiness");
			assertThat(readiness.at("/status").asString()).as("at once").isEqualTo("DOWN");
			assertThat(readiness.at("/components/ledger/details/error").asString()).contains(
					"The disk on the PostgreSQL server's side is full", "base/5/1259",
					"docs/durability.md#a-full-disk");
		}
		finally {
			jdbc.sql("drop trigger fails_as_full on imports").update();
			jdbc.sql("drop function fail_as_full").update();
		}
		assertThat(service.post(event).statusCode()).isEqualTo(202);
		assertThat(service.get("/health/readiness").at("/status").asString()).isEqualTo("UP");
	}

	@Test
	void whatNoEventToldOfIsBroughtAndReported() {
		Digest digest = sandbox.vendor().put("tripinsights/unannounced", "v1", StoredManifest.named("unannounced"));
		assertThat(reconcile().statusCode()).isEqualTo(202);
		await().atMost(SOON)
			.until(() -> sandbox.customer()
				.digest("tripinsights/unannounced", "v1")
				.filter(digest::equals)
				.isPresent());
		await().atMost(SOON).until(() -> "idle".equals(service.get("/reconcile").at("/state").asString()));
		await().atMost(SOON).until(() -> service.get("/completeness").at("/rows/0/images/importing").asInt() == 0);
		JsonNode row = service.get("/completeness").at("/rows/0");
		assertThat(row.at("/unchecked").asInt()).isZero();
		assertThat(row.at("/images/present").asInt()).isEqualTo(row.at("/matching").asInt()).isPositive();
		assertThat(service.get("/explain?source=contoso&repository=tripinsights/unannounced&tag=v1")
			.at("/targets/0/newestImport/origin")
			.asString()).isEqualTo("backfill");
		sandbox.vendor().put("tripinsights/unannounced", "v2", StoredManifest.named("unannounced too"));
		assertThat(RunningService.json(post("/reconcile?dryRun=true")).at("/count").asInt()).isPositive();
	}

	@Test
	void oneReplicaComparesAtATimeAndAMissedEventCountsOnce() {
		ComparisonLease lease = service.bean(ComparisonLease.class);
		ComparisonLease.ComparisonProgress none = new ComparisonLease.ComparisonProgress(0, 0, 0,
				ComparisonLease.ReferrerLookCounts.NONE);
		assertThat(lease.take("one", Duration.ofMinutes(1))).isTrue();
		assertThat(lease.take("other", Duration.ofMinutes(1))).isFalse();
		assertThat(reconcile().statusCode()).isEqualTo(409);
		assertThat(lease.renew("one", Duration.ofMillis(1), none)).isTrue();
		await().atMost(SOON).until(() -> lease.take("other", Duration.ofMinutes(1)));
		assertThat(lease.renew("one", Duration.ofMinutes(1), none)).isFalse();
		lease.end("other", none, Optional.of("tried"));
		assertThat(lease.latest().running()).isFalse();
		RepositoryName repository = new RepositoryName("tripinsights/lost");
		Instant now = Instant.now();
		Digest digest = StoredManifest.named("lost").digest();
		service.bean(ComparisonRecords.class)
			.record(new ComparisonRecord("contoso", repository, "rules", now, Set.of("prod"), List.of(), List.of(),
					List.of(),
					List.of(new ComparisonRecord.PushSighting("contoso", repository, new Tag("v1"), digest,
							new TaggedImage(new RegistryHost("customer.azurecr.io"), repository, new Tag("v1")),
							Instant.EPOCH, now))));
		await().atMost(SOON)
			.until(() -> service.get("/health").at("/components/webhooks/details/contoso/missedEvents").asInt() == 1);
	}

	private static HttpResponse<String> reconcile() {
		return post("/reconcile");
	}

	private static HttpResponse<String> post(String path) {
		return RunningService.send(HttpRequest.newBuilder(service.actuator(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.noBody()));
	}

	@Test
	void whileTheDatabaseIsAwayPushesAreRefusedInTimeAndNothingAcceptedIsLost() throws Exception {
		AtomicBoolean goesOn = new AtomicBoolean(true);
		Map<String, Digest> accepted = new ConcurrentHashMap<>();
		try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<?>> pushing = new ArrayList<>();
			for (RunningService replica : List.of(service, other)) {
				String prefix = "away-" + replica.port() + "-";
				pushing.add(clients.submit(() -> pushWhile(goesOn, replica, prefix, accepted)));
			}
			await().atMost(SOON).until(() -> accepted.size() > 20);
			server.down();
			assertUnavailable(service, "away");
			assertUnavailable(other, "away");
			server.up();
			awaitReady();
			int before = accepted.size();
			await().atMost(SOON).until(() -> accepted.size() > before);
			goesOn.set(false);
			for (Future<?> client : pushing) {
				client.get();
			}
		}
		accepted.forEach(PostgresqlTests::awaitArrival);
		await().atMost(SOON).until(() -> count("pending") + count("importing") == 0);
		assertThat(count("failed")).isZero();
		assertThat(accepted.keySet()).as("imported twice at once")
			.allSatisfy((tag) -> assertThat(sandbox.arm().mostParallel(REPOSITORY + ":" + tag)).isLessThan(2));
	}

	@Test
	void whileTheDatabaseHangsPushesAreRefusedInTime() {
		server.freeze();
		try {
			assertUnavailable(service, "frozen");
			assertUnavailable(other, "frozen");
		}
		finally {
			server.thaw();
		}
		awaitReady();
		Digest digest = sandbox.vendor().put(REPOSITORY, "hangs", StoredManifest.named("hangs"));
		assertThat(post(service, "hangs", digest).statusCode()).isEqualTo(202);
		awaitArrival("hangs", digest);
	}

	@ParameterizedTest
	@ValueSource(strings = { "fsync", "synchronous_commit" })
	void aDatabaseThatIsNotDurableIsRefusedAtTheStart(String setting, CapturedOutput output) {
		try (PostgresServer undurable = PostgresServer.start(setting + "=off")) {
			assertDoesNotStart(undurable.createDatabase());
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The database will not do")
			.contains(setting)
			.doesNotContain("\tat ");
	}

	@Test
	void aMigrationMayTakeLongerThanAnyStatementOfTheService() {
		String url = server.createDatabase();
		Flyway.configure().dataSource(url, null, null).target("1").load().migrate();
		JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));
		jdbc.sql("""
				insert into imports (id, event, source, registry, repository, tag, digest, target, target_image,
					target_repository, overwrite, generation, state, received_at, pushed_at)
				values ('1', 'e', 's', 'r', 'r', 't', 'd', 't', 'i', 'r', 'when-changed', 1, 'succeeded', 1, 1)
				""").update();
		jdbc.sql("""
				create function slow() returns trigger language plpgsql as 'begin perform pg_sleep(11); return new; end'
				""").update();
		jdbc.sql("create trigger slow before update on imports for each row execute function slow()").update();
		try (RunningService slow = RunningService.start(sandbox, "spring.datasource.url=" + url)) {
			assertThat(slow.get("/health/readiness").at("/status").asString()).isEqualTo("UP");
		}
		finally {
			sandbox.webhook().pointTo(service.webhook("contoso"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://acrsync:S3cretPw@127.0.0.1:1/acrsync",
			"jdbc:postgresql://acrsync:S3cretPw@localhost/acrsync",
			"jdbc:postgresql://localhost/acrsync&user=acrsync&password=S3cretPw" })
	void aPasswordInTheWrongPlaceOfTheUrlIsRefusedAndNotShown(String url, CapturedOutput output) {
		assertDoesNotStart(url);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("spring.datasource.password")
			.doesNotContain("S3cretPw")
			.doesNotContain("\tat ");
	}

	@Test
	void aDatabaseThatIsAwayAtTheStartIsNamed(CapturedOutput output) {
		String url;
		try (PostgresServer gone = PostgresServer.start()) {
			url = gone.createDatabase();
		}
		assertDoesNotStart(url + "&password=hunter22");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The database at " + url.substring(0, url.indexOf('?')) + " cannot be used")
			.contains("refused")
			.doesNotContain("hunter22")
			.doesNotContain("\tat ");
	}

	@Test
	void aDatabaseThatDoesNotLetUsInIsNamed(CapturedOutput output) {
		assertDoesNotStart(server.createDatabase().replace("user=acrsync", "user=stranger"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("role \"stranger\" does not exist")
			.doesNotContain("\tat ");
	}

	private static void assertDoesNotStart(String url) {
		assertThatException().isThrownBy(() -> RunningService.start(sandbox, "spring.datasource.url=" + url).close());
	}

	private static void pushWhile(AtomicBoolean goesOn, RunningService replica, String prefix,
			Map<String, Digest> accepted) {
		for (int i = 0; goesOn.get() && i < 500; i++) {
			String tag = prefix + i;
			Digest digest = sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
			if (post(replica, tag, digest).statusCode() == 202) {
				accepted.put(tag, digest);
			}
		}
	}

	private static void assertUnavailable(RunningService replica, String tag) {
		Digest digest = sandbox.vendor().put(REPOSITORY, tag, StoredManifest.named(tag));
		for (int i = 0; i < 2; i++) {
			long since = System.nanoTime();
			HttpResponse<String> answer = post(replica, tag, digest);
			assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(PATIENCE_OF_ACR);
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Retry-After")).isPresent();
			assertThat(RunningService.json(answer).at("/reason").asString()).isEqualTo("unavailable");
		}
		assertThat(health(replica, "readiness")).isEqualTo("DOWN");
		assertThat(health(replica, "liveness")).isEqualTo("UP");
	}

	private static HttpResponse<String> post(RunningService replica, String tag, Digest digest) {
		return replica.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, tag, digest));
	}

	private static void awaitReady() {
		await().atMost(SOON).until(() -> health(service, "readiness").equals("UP"));
		await().atMost(SOON).until(() -> health(other, "readiness").equals("UP"));
	}

	private static void awaitArrival(String tag, Digest digest) {
		await(tag).atMost(SOON)
			.until(() -> sandbox.customer().digest(REPOSITORY, tag).filter(digest::equals).isPresent());
	}

	private static int count(String state) {
		return service.get("/imports?limit=1").at("/counts/" + state).asInt();
	}

	private static String health(RunningService replica, String group) {
		return replica.get("/health/" + group).at("/status").asString();
	}

}
