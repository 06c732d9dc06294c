package dev.acrsync.watching;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.resumption.WatchRecords;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.TrafficKind;
import dev.acrsync.scenario.AheadClock;
import dev.acrsync.scenario.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Watching, the whole way over real sockets, where a webhook is deaf.
 */
@ExtendWith(OutputCaptureExtension.class)
class SourceWatchTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String HOST = "contoso.azurecr.io";

	private final AheadClock clock = new AheadClock();

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void open() {
		this.sandbox = Sandbox.start();
		put(this.sandbox.vendor(), "tripinsights/poi", "old");
		put(this.sandbox.fabrikam(), "loans/desk", "old");
		start();
	}

	private void start() {
		List<String> properties = new ArrayList<>(
				List.of("acr-sync.sources.contoso.watch=1h", "acr-sync.sources.fabrikam.watch=1h"));
		this.sandbox.fabrikamProperties().forEach((key, value) -> properties.add(key + "=" + value));
		this.service = RunningService.start(this.sandbox, this.clock, properties.toArray(String[]::new));
		await().atMost(SOON)
			.until(() -> states().values().stream().filter((it) -> it.lookedAt().isPresent()).count() == 2);
	}

	@Test
	void whatADeafWebhookDoesNotTellOfIsImportedOnceAndTheDoorIsNamed(CapturedOutput output) {
		Digest first = put(this.sandbox.vendor(), "tripinsights/poi", "v1");
		put(this.sandbox.vendor(), "tripinsights/poi", "v2-rc1");
		long lists = this.sandbox.vendor().requests(TrafficKind.LIST);
		look("contoso");
		assertThat(this.sandbox.vendor().requests(TrafficKind.LIST)).as("one request for one repository")
			.isEqualTo(lists + 1);
		awaitArrival("tripinsights/poi", "v1", first);
		JsonNode record = this.service.get("/imports?repository=tripinsights/poi");
		assertThat(record.at("/imports")).hasSize(1);
		assertThat(record.at("/imports/0/origin").asString()).isEqualTo("watch");
		look("contoso");
		assertThat(found()).isEqualTo(1);
		assertThat(this.service.get("/imports?repository=tripinsights/poi").at("/imports")).hasSize(1);
		this.clock.putForward(Duration.ofMinutes(3));
		await().atMost(SOON).until(() -> output.getOut().contains("No event announced 1 push to contoso.azurecr.io"));
		assertThat(missed()).isEqualTo(1);
		assertThat(output).contains("Watching contoso found tripinsights/poi:v1@" + first)
			.contains("az acr webhook list-events --registry contoso");
	}

	@Test
	void whatTheWebhookToldOfIsNotTakenForMissedWhicheverCameFirst() {
		Digest before = put(this.sandbox.vendor(), "tripinsights/poi", "before");
		assertThat(announce("before", before)).isEqualTo(202);
		awaitArrival("tripinsights/poi", "before", before);
		look("contoso");
		Digest after = put(this.sandbox.vendor(), "tripinsights/poi", "after");
		look("contoso");
		assertThat(announce("after", after)).isEqualTo(200);
		awaitArrival("tripinsights/poi", "after", after);
		this.clock.putForward(Duration.ofMinutes(3));
		put(this.sandbox.vendor(), "tripinsights/poi", "never");
		look("contoso");
		this.clock.putForward(Duration.ofMinutes(3));
		await().atMost(SOON).until(() -> missed() == 1);
		assertThat(this.service.get("/imports?repository=tripinsights/poi").at("/imports")).hasSize(3);
	}

	@Test
	void whatWasPushedWhileTheServiceWasAwayIsFoundByTheFirstLook() {
		this.service.close();
		Digest moved = this.sandbox.vendor().put("tripinsights/poi", "old", StoredManifest.named("moved"));
		Digest fresh = put(this.sandbox.vendor(), "tripinsights/poi", "fresh");
		start();
		awaitArrival("tripinsights/poi", "old", moved);
		awaitArrival("tripinsights/poi", "fresh", fresh);
		assertThat(found()).isEqualTo(2);
	}

	@Test
	void aRepositoryThatCannotBeWrittenDownKeepsNoOtherFromBeingSeen() {
		this.service.close();
		put(this.sandbox.vendor(), "tripinsights/web", "old");
		start();
		JdbcClient ledger = this.service.bean(JdbcClient.class);
		ledger.sql("""
				create trigger damage before insert on imports when new.repository = 'tripinsights/poi'
				begin select raise(abort, 'the page is damaged'); end
				""").update();
		Digest damaged = put(this.sandbox.vendor(), "tripinsights/poi", "v1");
		Digest behind = put(this.sandbox.vendor(), "tripinsights/web", "v1");
		look("contoso");
		awaitArrival("tripinsights/web", "v1", behind);
		assertThat(states().get("contoso").trouble().orElseThrow())
			.contains("what is new in 'tripinsights/poi' could not be written down", "the page is damaged");
		ledger.sql("drop trigger damage").update();
		look("contoso");
		awaitArrival("tripinsights/poi", "v1", damaged);
		assertThat(states().get("contoso").trouble()).isEmpty();
	}

	@Test
	void theTroubleOfOneSourceIsSaidOnceAndDoesNotTouchAnother(CapturedOutput output) {
		Digest digest = put(this.sandbox.fabrikam(), "loans/desk", "v1");
		this.sandbox.vendor().bar(403);
		look("contoso");
		look("contoso");
		look("fabrikam");
		awaitArrival("loans/desk", "v1", digest);
		assertThat(output.getOut().split("Watching contoso does not see all", -1)).hasSize(2);
		assertThat(states().get("contoso").trouble()).isPresent();
		this.sandbox.vendor().unbar();
		this.sandbox.vendor().answerBadly("/acr/v1/tripinsights/poi/_tags", BadAnswer.MANY_ITEMS);
		look("contoso");
		look("contoso");
		look("contoso");
		assertThat(output.getOut().split("Watching contoso does not see all", -1)).hasSize(3);
	}

	@Test
	void aRegistryThatListsNoTimesIsSaidToBeUnwatchable(CapturedOutput output) {
		this.sandbox.vendor().becomePlain();
		look("contoso");
		assertThat(output)
			.contains("Registry 'contoso.azurecr.io' does not list tags by the time of their push, as ACR "
					+ "does: it cannot be watched");
	}

	/**
	 * Looks when it is time to.
	 */
	private void look(String source) {
		this.clock.putForward(Duration.ofHours(1));
		this.service.bean(SourceWatches.class).look(source);
	}

	private Map<String, WatchRecords.WatchState> states() {
		return this.service.bean(WatchRecords.class).states();
	}

	private static Digest put(StandInRegistry registry, String repository, String tag) {
		return registry.put(repository, tag, StoredManifest.named(repository + ":" + tag));
	}

	private int announce(String tag, Digest digest) {
		return this.service.post(AcrEvents.push(HOST, "tripinsights/poi", tag, digest)).statusCode();
	}

	private void awaitArrival(String repository, String tag, Digest digest) {
		await().atMost(SOON).until(() -> this.sandbox.customer().digest(repository, tag).equals(Optional.of(digest)));
	}

	private double found() {
		return meters().get("acr.sync.watch.found").tag("source", "contoso").counter().count();
	}

	private double missed() {
		return meters().get("acr.sync.missed.events").tag("source", "contoso").counter().count();
	}

	private MeterRegistry meters() {
		return this.service.bean(MeterRegistry.class);
	}

}
