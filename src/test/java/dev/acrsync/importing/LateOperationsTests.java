package dev.acrsync.importing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.acrsync.image.Digest;
import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Copies that end late, of which nobody hears, or whose replica stops: the target is
 * right in the end, and nothing is copied twice at once.
 */
abstract class LateOperationsTests {

	private static final Digest A = TestPushes.digest('a');

	private static final Digest B = TestPushes.digest('b');

	private static final Digest C = TestPushes.digest('c');

	private static final String MANIFEST = "customer.azurecr.io/tripinsights/poi@";

	private static final String SOURCE_TAG = "contoso.azurecr.io/tripinsights/poi:v1";

	private static final String TARGET_TAG = "customer.azurecr.io/tripinsights/poi:v1";

	private final SimulatedTime time = new SimulatedTime("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final LateAzure azure = new LateAzure();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private TestLedger ledger;

	private Optional<TestLedger> another = Optional.empty();

	private int instances;

	private boolean leaseIsLost;

	/**
	 * Returns the URL of a database, the same each time.
	 */
	abstract String url();

	@BeforeEach
	void open() {
		this.ledger = new TestLedger(url(), this.time.clock());
	}

	@AfterEach
	void close() {
		this.ledger.close();
		this.another.ifPresent(TestLedger::close);
	}

	@Test
	void aLateCopyWhoseAnswerWasLostDoesNotMoveTheTagBack() {
		this.azure.takes = Duration.ofSeconds(75);
		this.azure.losesAnswer = true;
		push(A);
		work(this.ledger);
		this.time.goOn(Duration.ofSeconds(5));
		this.azure.losesAnswer = false;
		this.azure.takes = Duration.ofSeconds(2);
		push(B);
		workFor(this.ledger, Duration.ofMinutes(10));
		assertThat(this.azure.copied).containsExactly(A, B);
		assertRight(B);
	}

	@Test
	void aCopyPastItsDeadlineIsFollowedAndNotRepeated() {
		this.azure.takes = Duration.ofMinutes(75);
		push(A);
		workFor(this.ledger, Duration.ofMinutes(60));
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code)
			.contains("operation-unsettled");
		workFor(this.ledger, Duration.ofMinutes(60));
		assertThat(this.azure.copied).containsExactly(A);
		assertRight(A);
	}

	@Test
	void aCopyPastItsDeadlineIsNotOvertakenByThatOfANewerPush() {
		this.azure.takes = Duration.ofMinutes(75);
		push(A);
		workFor(this.ledger, Duration.ofMinutes(5));
		this.azure.takes = Duration.ofSeconds(2);
		push(B);
		workFor(this.ledger, Duration.ofHours(2));
		assertThat(this.azure.copied).containsExactly(A, B);
		assertRight(B);
	}

	@Test
	void aReplicaThatStopsForLongerThanItsLeaseDuringARequestHandsItsLocationOver() {
		this.azure.takes = Duration.ofMinutes(5);
		this.azure.beforeAnswer = () -> {
			endLeases();
			this.leaseIsLost = true;
			workFor(other(), Duration.ofMinutes(2));
			assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code)
				.contains("operation-unsettled");
		};
		push(A);
		work(this.ledger);
		workFor(other(), Duration.ofMinutes(10));
		assertThat(this.azure.copied).containsExactly(A);
		assertThat(this.azure.polls).isPositive();
		assertRight(A);
	}

	@Test
	void aStopDuringARequestWaitsForItsAnswerAndHandsItsLocationOver() {
		this.azure.takes = Duration.ofMinutes(5);
		this.azure.beforeAnswer = Thread.currentThread()::interrupt;
		push(A);
		work(this.ledger);
		assertThat(newest().progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(other().operations().of(TARGET_TAG).getFirst().location()).isPresent();
		workFor(other(), Duration.ofMinutes(10));
		assertThat(this.azure.copied).containsExactly(A);
		assertThat(this.azure.polls).isPositive();
		assertRight(A);
	}

	@Test
	void aTagThatWasMovedBackAfterAllIsImportedAgainAndCounted() {
		this.azure.takes = Duration.ofMinutes(10);
		this.azure.losesAnswer = true;
		push(A);
		work(this.ledger);
		this.registries.put(TARGET_TAG, A);
		this.azure.losesAnswer = false;
		this.azure.takes = Duration.ofSeconds(2);
		push(B);
		workFor(this.ledger, Duration.ofMinutes(5));
		assertThat(this.registries.tag(TARGET_TAG)).as("before the late end").contains(B);
		workFor(this.ledger, Duration.ofMinutes(6));
		assertThat(this.azure.copied).containsExactly(A, B, B);
		assertThat(newest().push().origin()).isEqualTo(ImportOrigin.RECHECK);
		assertThat(
				this.meters.get("acr.sync.moved.back").tag("source", "contoso").tag("target", "prod").counter().count())
			.isOne();
		assertRight(B);
		workFor(this.ledger, Duration.ofMinutes(30));
		assertThat(this.ledger.operations().rechecks((_) -> true)).as("what is looked at for ever").isEmpty();
	}

	@Test
	void aTagThatIsMovedBackIsImportedAlthoughAReplicaOfTheTargetShowsItSo() {
		arrives(A);
		arrives(B);
		this.registries.showsStill(TARGET_TAG, A);
		this.time.after(Duration.ofSeconds(8), () -> this.registries.catchesUp(TARGET_TAG));
		push(A);
		workFor(this.ledger, Duration.ofMinutes(1));
		assertRight(A);
		assertThat(this.azure.copied).containsExactly(A, B, A);
	}

	@Test
	void aTagThatWasMovedBackByHandIsBelievedAfterTenMinutes() {
		arrives(A);
		arrives(B);
		this.registries.put(TARGET_TAG, A);
		push(A);
		workFor(this.ledger, Duration.ofMinutes(9));
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code).contains("target-behind");
		workFor(this.ledger, Duration.ofMinutes(2));
		assertThat(newest().progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.copied).containsExactly(A, B);
	}

	@Test
	void aTagThatHasArrivedIsNotMovedBackWhereReplicasOfBothAreBehind() {
		arrives(A);
		arrives(B);
		push(C);
		this.registries.showsStill(SOURCE_TAG, A).showsStill(TARGET_TAG, A);
		this.time.after(Duration.ofSeconds(20), () -> this.registries.catchesUp(SOURCE_TAG));
		this.time.after(Duration.ofSeconds(20), () -> this.registries.catchesUp(TARGET_TAG));
		workFor(this.ledger, Duration.ofMinutes(1));
		assertRight(C);
		assertThat(this.azure.copied).containsExactly(A, B, C);
	}

	@Test
	void aReplicaOfTheSourceThatIsBehindDoesNotMoveTheTagBack() {
		arrives(A);
		arrives(B);
		push(C);
		this.registries.showsStill(SOURCE_TAG, A);
		work(this.ledger);
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code).contains("source-behind");
		this.time.after(Duration.ofSeconds(20), () -> this.registries.catchesUp(SOURCE_TAG));
		workFor(this.ledger, Duration.ofMinutes(1));
		assertRight(C);
		assertThat(this.azure.copied).containsExactly(A, B, C);
	}

	@Test
	void aSourceThatHasMovedBackForGoodIsFollowedAfterTenMinutes() {
		arrives(A);
		arrives(B);
		push(C);
		this.registries.put(SOURCE_TAG, A);
		workFor(this.ledger, Duration.ofMinutes(9));
		assertThat(this.registries.tag(TARGET_TAG)).contains(B);
		workFor(this.ledger, Duration.ofMinutes(2));
		assertRight(A);
	}

	@Test
	void aCopyThatAzureDoesNotKnowIsNotRepeatedWhileItMayRun() {
		this.azure.takes = Duration.ofMinutes(2);
		this.azure.forgets = true;
		push(A);
		workFor(this.ledger, Duration.ofSeconds(30));
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code)
			.contains("operation-unsettled");
		workFor(this.ledger, Duration.ofMinutes(5));
		assertThat(this.azure.copied).containsExactly(A);
		assertRight(A);
	}

	@Test
	void aCopyThatAzureDoesNotKnowIsNotOvertakenByThatOfANewerPush() {
		this.azure.takes = Duration.ofMinutes(2);
		this.azure.forgets = true;
		push(A);
		work(this.ledger);
		this.azure.takes = Duration.ofSeconds(2);
		push(B);
		this.azure.beforeAnswer = () -> assertThat(this.azure.underWay).containsExactly(B);
		workFor(this.ledger, Duration.ofMinutes(5));
		assertThat(this.azure.copied).containsExactly(A, B);
		assertRight(B);
	}

	@Test
	void aCopyThatAzureDoesNotKnowIsBegunAnewAtItsDeadline() {
		this.azure.takes = Duration.ofHours(1);
		this.azure.forgets = true;
		push(A);
		workFor(this.ledger, Duration.ofMinutes(29));
		assertThat(this.azure.copied).containsExactly(A);
		this.azure.underWay.clear();
		this.azure.takes = Duration.ofSeconds(2);
		workFor(this.ledger, Duration.ofMinutes(4));
		assertThat(this.azure.copied).containsExactly(A, A);
		assertRight(A);
	}

	@Test
	void nothingIsCopiedAtOnceWithWhatAnOverloadedAzureMayHaveTaken() {
		this.azure.takes = Duration.ofSeconds(25);
		this.azure.isOverloaded = true;
		push(A);
		work(this.ledger);
		this.azure.isOverloaded = false;
		this.azure.takes = Duration.ofSeconds(2);
		push(B);
		this.azure.beforeAnswer = () -> assertThat(this.azure.underWay).containsExactly(B);
		work(this.ledger);
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code)
			.contains("operation-unsettled");
		workFor(this.ledger, Duration.ofMinutes(1));
		assertThat(this.azure.copied).containsExactly(A, B);
		assertRight(B);
	}

	@Test
	void aCopyThatAnOverloadedAzureHasTakenAfterAllDoesNotKeepTheTagBack() {
		this.azure.takes = Duration.ofSeconds(90);
		this.azure.isOverloaded = true;
		push(A);
		work(this.ledger);
		this.azure.isOverloaded = false;
		this.azure.takes = Duration.ofSeconds(2);
		this.time.goOn(Duration.ofSeconds(31));
		push(B);
		work(this.ledger);
		assertThat(this.registries.tag(TARGET_TAG)).as("before the late end").contains(B);
		workFor(this.ledger, Duration.ofMinutes(3));
		assertThat(this.azure.copied).containsExactly(A, B, B);
		assertRight(B);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anImageInQuarantineIsCopiedOnceThoughAzureDoesNotTellOfItsEnd(boolean answers) {
		this.azure.losesAnswer = !answers;
		this.azure.forgets = answers;
		this.azure.quarantines = true;
		push(A);
		workFor(this.ledger, Duration.ofMinutes(45));
		assertThat(newest().progress().error()).map(ImportProgress.RecordedFailure::code)
			.contains("target-quarantined");
		this.registries.back(MANIFEST + A).put(TARGET_TAG, A);
		workFor(this.ledger, Duration.ofMinutes(6));
		assertThat(this.azure.copied).containsExactly(A);
		assertRight(A);
	}

	@Test
	void aDigestThatIsPushedAgainComesBackWhereTheTargetHasLostItsTag() {
		arrives(A);
		this.registries.remove(TARGET_TAG);
		push(A);
		workFor(this.ledger, Duration.ofMinutes(1));
		assertThat(this.azure.copied).containsExactly(A, A);
		assertRight(A);
		push(A);
		workFor(this.ledger, Duration.ofMinutes(1));
		assertThat(newest().progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.copied).hasSize(2);
	}

	private TestLedger other() {
		TestLedger opened = this.another.orElseGet(() -> new TestLedger(url(), this.time.clock()));
		this.another = Optional.of(opened);
		return opened;
	}

	private void arrives(Digest digest) {
		push(digest);
		workFor(this.ledger, Duration.ofSeconds(15));
		assertRight(digest);
	}

	private void assertRight(Digest digest) {
		assertThat(this.registries.tag(TARGET_TAG)).contains(digest);
		assertThat(newest().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(newest().progress().importedDigest()).contains(digest);
		assertThat(this.azure.twiceAtOnce).isEmpty();
	}

	private ImportRecord newest() {
		return this.ledger.records().newest(TARGET_TAG).orElseThrow();
	}

	private void push(Digest digest) {
		this.registries.put(SOURCE_TAG, digest);
		AllowedPush push = TestPushes.push("v1", digest);
		this.ledger.ledger().accept(TestPushes.at(this.time.clock().instant(), push));
	}

	private void workFor(TestLedger replica, Duration duration) {
		Instant until = this.time.clock().instant().plus(duration);
		while (this.time.clock().instant().isBefore(until)) {
			work(replica);
			importing(replica).lookAgain();
			this.time.goOn(Duration.ofSeconds(5));
		}
	}

	private void work(TestLedger replica) {
		for (Claim claim : replica.claim("prod", 1, "replica-" + ++this.instances, List.of(), Duration.ofMinutes(1))) {
			TestImporting importing = importing(replica);
			try {
				importing.recorder().record(claim, importing.importer().run(claim), Duration.ZERO);
			}
			catch (InterruptedException ex) {
				replica.ledger().release(claim);
			}
			catch (LeaseLostException ex) {
				assertThat(this.leaseIsLost).isTrue();
			}
		}
	}

	private TestImporting importing(TestLedger replica) {
		return new TestImporting(TestImporting.settings(), replica, this.registries, this.azure, this.meters,
				this.time.clock(), (pause) -> {
					if (replica == this.ledger && this.leaseIsLost) {
						throw new InterruptedException("The lease is lost");
					}
					this.time.goOn(pause);
				});
	}

	private void endLeases() {
		JdbcClient.create(new DriverManagerDataSource(url()))
			.sql("update work set lease_until = 0 where lease_until is not null")
			.update();
	}

	/**
	 * Copies in the time that it is told.
	 */
	private final class LateAzure implements ImportOperations {

		private final List<Digest> copied = new ArrayList<>();

		private final List<Digest> underWay = new ArrayList<>();

		private final List<Digest> twiceAtOnce = new ArrayList<>();

		private Duration takes = Duration.ZERO;

		private boolean losesAnswer;

		private boolean forgets;

		private boolean isOverloaded;

		private boolean quarantines;

		private Runnable beforeAnswer = () -> {
		};

		private int polls;

		@Override
		public Optional<ImportTrouble> prepare(ImportRequest request) {
			return Optional.empty();
		}

		@Override
		public OperationStatus start(ImportRequest request, UUID requestId) {
			Digest digest = request.digest();
			if (this.underWay.contains(digest)) {
				this.twiceAtOnce.add(digest);
			}
			this.copied.add(digest);
			this.underWay.add(digest);
			LateOperationsTests.this.time.after(this.takes, () -> {
				if (this.quarantines) {
					LateOperationsTests.this.registries.away(MANIFEST + digest, UnreadableCause.DISALLOWED);
				}
				else {
					LateOperationsTests.this.registries.put(TARGET_TAG, digest);
				}
				this.underWay.remove(digest);
			});
			this.beforeAnswer.run();
			this.beforeAnswer = () -> {
			};
			if (this.isOverloaded) {
				return new OperationStatus.Doubtful(new ImportTrouble(TroubleCure.RETRY, "arm-unavailable", "503"));
			}
			return this.losesAnswer
					? new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "no-answer", "reset"))
					: running(digest);
		}

		@Override
		public OperationStatus poll(ImportRequest request, URI location) {
			this.polls++;
			if (this.forgets) {
				return new OperationStatus.Unknown(
						new ImportTrouble(TroubleCure.RETRY, ImportTrouble.OPERATION_NOT_FOUND, "404"));
			}
			Digest digest = new Digest("sha256:" + location.getPath().substring(1));
			return this.underWay.contains(digest) ? running(digest) : new OperationStatus.Ended();
		}

		private static OperationStatus running(Digest digest) {
			return new OperationStatus.Running(
					URI.create("https://arm.example/" + digest.value().substring("sha256:".length())),
					Optional.empty());
		}

	}

}
