package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.ImportCall;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole service in a sandbox where things go wrong, with a clock that can be put
 * forward, so that nobody waits for the next try.
 */
final class FaultStage implements AutoCloseable {

	private static final String HOST = "contoso.azurecr.io";

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int NEVER = 1_000_000;

	private final HastyClock clock = new HastyClock();

	private final Sandbox sandbox;

	private final RunningService service;

	FaultStage(Sandbox sandbox, String... properties) {
		this.sandbox = sandbox;
		sandbox.arm().retryAfter(Duration.ZERO);
		this.service = RunningService.start(sandbox, this.clock, properties);
	}

	RunningService service() {
		return this.service;
	}

	/**
	 * Pushes an image as {@code v1}, and announces it.
	 */
	Digest push(String repository) {
		return push(repository, manifest(repository));
	}

	/**
	 * Pushes this image as {@code v1}, and announces it.
	 */
	Digest push(String repository, StoredManifest manifest) {
		Digest digest = this.sandbox.vendor().put(repository, "v1", manifest);
		HttpResponse<String> answer = announce(repository, digest);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
		return digest;
	}

	/**
	 * Pushes an image as {@code v1} that nobody is told of.
	 */
	Digest put(String repository) {
		return this.sandbox.vendor().put(repository, "v1", manifest(repository));
	}

	HttpResponse<String> announce(String repository, Digest digest) {
		ObjectNode event = AcrEvents.push(HOST, repository, "v1", digest);
		return this.service.post(event.put("timestamp", this.clock.instant().toString()));
	}

	/**
	 * Lets operations go on for ever.
	 */
	void neverEnd() {
		this.sandbox.arm().pollsUntilEnd(NEVER);
		this.sandbox.arm().retryAfter(Duration.ofSeconds(1));
	}

	/**
	 * Lets operations end soon, as at first.
	 */
	void end() {
		this.sandbox.arm().pollsUntilEnd(1);
		this.sandbox.arm().retryAfter(Duration.ZERO);
	}

	/**
	 * Ends whatever goes wrong.
	 */
	void heal() {
		end();
		this.sandbox.arm().succeedOperations();
		this.sandbox.arm().up();
		this.sandbox.identity().up();
		for (StandInRegistry registry : List.of(this.sandbox.vendor(), this.sandbox.customer())) {
			registry.up();
			registry.unbar();
			registry.catchUp();
		}
		this.sandbox.vendor().admit(Sandbox.USERNAME, Sandbox.PASSWORD);
	}

	/**
	 * Waits until Azure was asked so often how its operations go.
	 */
	void awaitPolls(int polls) {
		long before = this.sandbox.arm().requests("GET");
		Awaitility.await("polls").atMost(SOON).until(() -> this.sandbox.arm().requests("GET") >= before + polls);
	}

	/**
	 * Puts what {@link #push} pushes into our registry, as an operation of which nobody
	 * knows.
	 */
	void copyUnseen(String repository) {
		this.sandbox.customer().put(repository, "v1", manifest(repository));
	}

	private static StoredManifest manifest(String repository) {
		return StoredManifest.named(repository);
	}

	/**
	 * Waits until the import waits for its next try because of a trouble.
	 */
	JsonNode awaitTrouble(String repository, String code) {
		return await(repository, "pending", code);
	}

	/**
	 * Waits until the import is parked because of a trouble.
	 */
	JsonNode awaitParked(String repository, String code) {
		return await(repository, "failed", code);
	}

	private JsonNode await(String repository, String state, String code) {
		Awaitility.await("import of " + repository + " as " + state + " for " + code)
			.atMost(SOON)
			.until(() -> record(repository), (record) -> state.equals(record.at("/state").asString(""))
					&& code.equals(record.at("/error/code").asString("")));
		return record(repository);
	}

	/**
	 * Waits until the import has succeeded, and makes sure of it.
	 */
	void awaitArrival(String repository, Digest digest) {
		Awaitility.await("arrival of " + repository)
			.atMost(SOON)
			.until(() -> record(repository), (record) -> "succeeded".equals(record.at("/state").asString("")));
		assertThat(this.sandbox.customer().digest(repository, "v1")).contains(digest);
		assertThat(record(repository).at("/error").isObject()).as("what went wrong is forgotten").isFalse();
	}

	JsonNode awaitState(String repository, String state) {
		Awaitility.await("import of " + repository + " as " + state)
			.atMost(SOON)
			.until(() -> record(repository), (record) -> state.equals(record.at("/state").asString("")));
		return record(repository);
	}

	JsonNode record(String repository) {
		return this.service.get("/imports?repository=" + repository).at("/imports/0");
	}

	/**
	 * Puts the clock forward to the time for which the next try is announced.
	 */
	void skipToNextAttempt(String repository) {
		Instant next = Instant.parse(record(repository).at("/nextAttemptAt").asString());
		skip(Duration.between(this.clock.instant(), next).plusMillis(1));
	}

	Duration untilNextAttempt(String repository) {
		return Duration.between(this.clock.instant(),
				Instant.parse(record(repository).at("/nextAttemptAt").asString()));
	}

	/**
	 * Waits until the import was tried once more, and waits for the next time.
	 */
	void awaitNextWait(String repository) {
		Awaitility.await("the next wait of " + repository)
			.atMost(SOON)
			.until(() -> record(repository).at("/nextAttemptAt").asString(""),
					(next) -> !next.isEmpty() && Instant.parse(next).isAfter(this.clock.instant()));
	}

	void skip(Duration time) {
		this.clock.putForward(time);
	}

	/**
	 * Retries a parked import by hand.
	 */
	void retry(String repository) {
		HttpResponse<String> answer = RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/imports/" + record(repository).at("/id").asString()))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody()));
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	/**
	 * Makes sure of what it cost.
	 * @param requests how often Azure was asked to import the image
	 * @param operations how many operations became of it
	 */
	void assertCost(String repository, int requests, int operations) {
		assertThat(of(repository, this.sandbox.arm().calls())).as("requests for an import").isEqualTo(requests);
		assertThat(of(repository, this.sandbox.arm().operations())).as("operations").isEqualTo(operations);
	}

	/**
	 * Waits until so many operations were begun for the image.
	 */
	void awaitOperations(String repository, int operations) {
		Awaitility.await("operations for " + repository)
			.atMost(SOON)
			.until(() -> of(repository, this.sandbox.arm().operations()) == operations);
	}

	/**
	 * Waits until the ledger has the operation of the image.
	 */
	void awaitWrittenOperation(String repository) {
		Awaitility.await("operation of " + repository)
			.atMost(SOON)
			.until(() -> record(repository).at("/operation").isString());
	}

	private static long of(String repository, List<ImportCall> calls) {
		return calls.stream().filter((call) -> call.sourceImage().startsWith(repository + "@")).count();
	}

	JsonNode get(String path) {
		return this.service.get(path);
	}

	int status(String path) {
		return RunningService.send(HttpRequest.newBuilder(this.service.actuator(path))).statusCode();
	}

	static String message(JsonNode record) {
		return record.at("/error/message").asString();
	}

	@Override
	public void close() {
		this.service.close();
		this.sandbox.close();
	}

	/**
	 * Goes on by itself, from where it was put.
	 */
	private static final class HastyClock extends Clock {

		private volatile Duration ahead = Duration.ZERO;

		void putForward(Duration time) {
			this.ahead = this.ahead.plus(time.isNegative() ? Duration.ZERO : time);
		}

		@Override
		public Instant instant() {
			return Instant.now().plus(this.ahead);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

}
