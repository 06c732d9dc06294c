package dev.acrsync.importing;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.ledgerfigures.FigureWriter;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.pace.Pause;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * The way of an import with a real ledger, a clock that is set, and an Azure that does
 * what it is told. Nothing waits: a pause sets the clock.
 */
public class ImporterTests {

	private static final Digest A = TestPushes.digest('a');

	private static final Digest B = TestPushes.digest('b');

	private static final Digest C = TestPushes.digest('c');

	private static final String SOURCE = "contoso.azurecr.io";

	private static final String TARGET = "customer.azurecr.io";

	private static final String SOURCE_TAG = SOURCE + "/tripinsights/poi:v1";

	private static final String TARGET_REPOSITORY = TARGET + "/tripinsights/poi";

	private static final String TARGET_TAG = TARGET + "/tripinsights/poi:v1";

	private static final URI FIRST = URI.create("https://arm.example/operations/1");

	private static final URI SECOND = URI.create("https://arm.example/operations/2");

	private static final ImportTrouble THROTTLED = new ImportTrouble(TroubleCure.RETRY, "throttled", "Azure throttles",
			Optional.of(Duration.ofSeconds(17)));

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final FakeAzure azure = new FakeAzure();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<Duration> pauses = new ArrayList<>();

	private final AtomicInteger replicas = new AtomicInteger();

	private final Settings settings = TestImporting.settings();

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	private ImportTries tries;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
		this.tries = this.ledger.tries(this.clock);
	}

	@AfterEach
	void close() {
		assertThat(this.azure.unusedAnswers()).as("answers that Azure was not asked for").isZero();
	}

	@Test
	void importsThePushedDigestAndBelievesTheTargetAlone() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(running(SECOND)).answers(() -> copied(A));
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().importedDigest()).contains(A);
		assertThat(record.progress().operation().orElseThrow()).startsWith("registries-");
		assertThat(this.azure.polls()).containsExactly(FIRST, SECOND);
		ImportRequest request = this.azure.requests().getFirst();
		assertThat(request).isEqualTo(new ImportRequest(this.settings.sources().get("contoso"),
				record.push().image().repository(), A, this.settings.targets().get("prod"),
				record.target().destination(), Optional.of(record.push().image().tag())));
	}

	@Test
	void followsAnOperationThoughItsLocationCannotBeWrittenDownAtOnce() throws Exception {
		JdbcClient jdbc = JdbcClient
			.create(new DriverManagerDataSource("jdbc:sqlite:" + this.directory.resolve("ledger.db")));
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(() -> {
			jdbc.sql("create trigger away before update of operation on imports begin select raise(abort, 'away'); end")
				.update();
			return running(FIRST);
		}).answers(() -> {
			jdbc.sql("drop trigger away").update();
			return running(FIRST);
		}).answers(() -> copied(A));
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().operation().orElseThrow()).startsWith("registries-");
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void importsNothingWhenTheTargetAlreadyHasTheDigest() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, A);
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void importsWhatTheTagIsNowAndNotWhatAnOldEventSays() throws Exception {
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().importedDigest()).contains(B);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(B);
	}

	@Test
	void importsTheEventsDigestWhenTheSourceCannotBeRead() throws Exception {
		this.registries.away(SOURCE, UnreadableCause.FORBIDDEN);
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void saysWhatItSawOfTheRegistriesWhereAzureGivesNoReason() throws Exception {
		this.registries.away(SOURCE, UnreadableCause.UNAVAILABLE);
		this.azure
			.answers(new OperationStatus.Failed(
					new ImportTrouble(TroubleCure.RETRY, "copy-failed", "Azure could not copy")))
			.answers(new OperationStatus.Failed(
					new ImportTrouble(TroubleCure.RETRY, "copy-failed", "Azure could not copy")))
			.answers(new OperationStatus.Failed(THROTTLED));
		assertThat(importPushOf(A).progress().error()).contains(
				new ImportProgress.RecordedFailure("copy-failed", "Azure could not copy. " + SOURCE + " is away"));
		this.registries.back(SOURCE).put(SOURCE_TAG, A).away(TARGET, UnreadableCause.UNAVAILABLE);
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().error()).contains(
				new ImportProgress.RecordedFailure("copy-failed", "Azure could not copy. " + TARGET + " is away"));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().error())
			.contains(new ImportProgress.RecordedFailure("throttled", "Azure throttles"));
	}

	@Test
	void doesNotRollATagBackToAnOldEventWhenTheSourceCannotBeRead() throws Exception {
		this.registries.away(SOURCE, UnreadableCause.UNAVAILABLE);
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		importPushOf(B);
		AllowedPush replayed = push(A, Overwrite.WHEN_CHANGED);
		accept(TestPushes.at(replayed.push().pushedAt().minusSeconds(600), replayed));
		assertThat(work().progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void leavesALockedTagThatHasAnotherDigest() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_TAG, new TagLock.Locked());
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.KEPT);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("tag-locked");
		assertThat(record.progress().error().orElseThrow().message()).contains(TARGET_TAG, B.value(),
				"az acr repository update --name customer --image tripinsights/poi:v1 --write-enabled true");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void leavesATagWhoseManifestIsLocked() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_REPOSITORY + "@" + B, new TagLock.Locked());
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.KEPT);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("locked");
		assertThat(record.progress().error().orElseThrow().message()).contains(TARGET_TAG, "manifest is locked",
				"az acr repository update --name customer --image tripinsights/poi@" + B + " --write-enabled true");
		assertThat(this.azure.requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Overwrite.class)
	void writesNoNewTagIntoALockedRepository(Overwrite overwrite) throws Exception {
		this.registries.put(SOURCE_TAG, A).lock(TARGET_REPOSITORY, new TagLock.Locked());
		accept(push(A, overwrite));
		ImportRecord record = work();
		assertThat(record.progress().state()).isEqualTo(ImportState.KEPT);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("locked");
		assertThat(record.progress().error().orElseThrow().message())
			.contains("az acr repository update --name customer --repository tripinsights/poi --write-enabled true");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void movesNoTagOfALockedRepository() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_REPOSITORY, new TagLock.Locked());
		assertThat(importPushOf(A).progress().error().orElseThrow().code()).isEqualTo("locked");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void asksOnceInHalfAMinuteWhetherARepositoryIsLocked() throws Exception {
		Importer importer = importer((_) -> {
		});
		this.azure.answers(() -> copied(A)).answers(() -> copied(B)).answers(() -> copied(C));
		for (Digest digest : List.of(A, B, C)) {
			this.registries.put(SOURCE_TAG, digest);
			accept(push(digest, Overwrite.WHEN_CHANGED));
			assertThat(work(importer).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		}
		assertThat(this.registries.asked("lock " + TARGET_REPOSITORY)).hasSize(1);
		this.clock.goOn(Duration.ofSeconds(30));
		this.registries.lock(TARGET_REPOSITORY, new TagLock.Locked()).put(SOURCE_TAG, A);
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work(importer).progress().error().orElseThrow().code()).isEqualTo("locked");
	}

	@Test
	void doesNotRememberThatARepositorysLockCouldNotBeSeenForTheMoment() throws Exception {
		Importer importer = importer((_) -> {
		});
		this.registries.put(SOURCE_TAG, A).lock(TARGET_REPOSITORY, unknown(UnreadableCause.UNAVAILABLE));
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work(importer).progress().error().orElseThrow().code()).isEqualTo("target-unreadable");
		this.registries.lock(TARGET_REPOSITORY, new TagLock.Open());
		this.clock.goOn(Duration.ofSeconds(20));
		this.azure.answers(() -> copied(A));
		assertThat(work(importer).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void findsALockedTagUnchangedThatHasTheDigest() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, A).lock(TARGET_TAG, new TagLock.Locked());
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.UNCHANGED);
	}

	@ParameterizedTest
	@EnumSource(value = UnreadableCause.class, names = { "UNAUTHORIZED", "FORBIDDEN", "UNEXPECTED" })
	@ExtendWith(OutputCaptureExtension.class)
	void movesATagWhereLocksAreNotSeen(UnreadableCause cause, CapturedOutput log) throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_TAG, unknown(cause));
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(log).containsOnlyOnce("Locks of tags in target 'prod' are not seen").contains("locks are hidden");
	}

	@ParameterizedTest
	@EnumSource(value = UnreadableCause.class, names = { "THROTTLED", "UNAVAILABLE" })
	void doesNotMoveATagWhoseLockCannotBeSeenForTheMoment(UnreadableCause cause) throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_TAG, unknown(cause));
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("target-unreadable");
	}

	@ParameterizedTest
	@EnumSource(value = UnreadableCause.class, names = { "THROTTLED", "UNAVAILABLE" })
	void waitsForATargetThatCouldBeReadBeforeSinceTheTagMayBeLocked(UnreadableCause cause) throws Exception {
		Importer importer = importer((_) -> {
		});
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, A);
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work(importer).progress().state()).isEqualTo(ImportState.UNCHANGED);
		this.registries.put(SOURCE_TAG, B).lock(TARGET_TAG, new TagLock.Locked()).away(TARGET, cause);
		accept(push(B, Overwrite.WHEN_CHANGED));
		ImportRecord record = work(importer);
		assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("target-unreadable");
		this.registries.back(TARGET);
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work(importer).progress().error().orElseThrow().code()).isEqualTo("tag-locked");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void leavesALockedTagWhoseDigestIsHidden() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B).lock(TARGET_TAG, new TagLock.Locked());
		this.registries.away(TARGET, UnreadableCause.FORBIDDEN);
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.KEPT);
		assertThat(record.progress().error().orElseThrow().message()).startsWith(TARGET_TAG + " is locked: ");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void parksAnImageThatIsThereWithoutItsSignatureAndSaysSo() {
		accept(push(A, Overwrite.WHEN_CHANGED));
		Claim claim = claim().getFirst();
		recorder().record(claim, new ImportResult.Stuck(new ImportTrouble(TroubleCure.RETRY, "referrer-not-arrived",
				TARGET_TAG + " is there, but its signature is not"), Optional.of(A)), Duration.ofHours(47));
		assertThat(this.ledger.records().find(claim.record().id()).orElseThrow().progress().state())
			.isEqualTo(ImportState.PENDING);
		this.clock.goOn(Duration.ofHours(1));
		Claim last = claim().getFirst();
		recorder().record(last, new ImportResult.Stuck(new ImportTrouble(TroubleCure.RETRY, "referrer-not-arrived",
				TARGET_TAG + " is there, but its signature is not"), Optional.of(A)), Duration.ofHours(1));
		ImportRecord record = this.ledger.records().find(claim.record().id()).orElseThrow();
		assertThat(record.progress().state()).isEqualTo(ImportState.FAILED);
		assertThat(record.progress().importedDigest()).contains(A);
		assertThat(record.progress().error()).contains(new ImportProgress.RecordedFailure("referrer-not-arrived",
				"Given up after 2 attempts: " + TARGET_TAG + " is there, but its signature is not"));
	}

	@Test
	void leavesATagThatTheSourceHasNotShownTenMinutesAfterItsPush() throws Exception {
		ImportRecord record = importPushOf(A);
		Instant told = this.clock.instant();
		while (record.progress().state() == ImportState.PENDING) {
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("source-behind");
			record = workWhenDue(record);
		}
		assertThat(Duration.between(told, this.clock.instant())).isBetween(Duration.ofMinutes(9),
				Duration.ofMinutes(11));
		assertThat(record.progress().state()).isEqualTo(ImportState.GONE);
		assertThat(record.progress().error().orElseThrow().message()).contains("v1", "tripinsights/poi", SOURCE)
			.doesNotContain("no longer");
		new FigureWriter(this.ledger.ledger(), this.ledger.jdbc(), List.of(this.tries)).write();
		assertThat(this.tries.read(record.id())).singleElement().satisfies((it) -> {
			assertThat(it.begunAt()).isEqualTo(told.truncatedTo(ChronoUnit.MILLIS));
			assertThat(it.endedAt()).isEqualTo(this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
			assertThat(it.goesOn()).isFalse();
			assertThat(it.steps()).extracting(ImportTries.TryStep::what).first().asString().startsWith("Looked again");
		});
	}

	@Test
	void leavesATagThatIsGoneAtOnceWhereItsPushIsLongAgo() throws Exception {
		this.clock.goOn(Duration.ofMinutes(20));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.GONE);
	}

	@Test
	void looksAgainForADigestThatAReplicaOfTheSourceDoesNotShowYet() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, A);
		ImportRecord record = importPushOf(B);
		for (int look = 0; look < 5; look++) {
			assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("source-behind");
			record = workWhenDue(record);
		}
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		assertThat(workWhenDue(record).progress().importedDigest()).contains(B);
		assertThat(this.meters.get("acr.sync.push.to.available").timer().count()).isOne();
	}

	@Test
	void importsWhatAReplicaOfTheSourceShowsMeanwhile() throws Exception {
		this.registries.put(SOURCE_TAG, C).put(TARGET_TAG, A);
		this.azure.answers(running(FIRST)).answers(() -> copied(C));
		ImportRecord record = importPushOf(B);
		assertThat(this.registries.tag(TARGET_TAG)).contains(C);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("source-behind");
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(SECOND)).answers(() -> copied(B));
		record = workWhenDue(record);
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().importedDigest()).contains(B);
	}

	@Test
	void doesNotWaitForADigestThatWasPushedBeforeTheOneThatIsShown() throws Exception {
		this.registries.put(SOURCE_TAG, B).put(TARGET_TAG, B);
		assertThat(importPushOf(B).progress().state()).isEqualTo(ImportState.UNCHANGED);
		AllowedPush late = push(A, Overwrite.WHEN_CHANGED);
		accept(TestPushes.at(late.push().pushedAt().minusSeconds(5), late));
		assertThat(work().progress().state()).isEqualTo(ImportState.UNCHANGED);
	}

	@Test
	void takesAnEventForANewOneOnceAnotherDigestArrivedThanTheOneItNames() throws Exception {
		this.clock.goOn(Duration.ofHours(1));
		this.registries.put(SOURCE_TAG, B).refer(SOURCE + "/tripinsights/poi", B, new Referrer(C, Optional.empty()));
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		AtomicInteger duplicates = new AtomicInteger();
		this.azure.answers(() -> {
			this.registries.put(SOURCE_TAG, A);
			duplicates.addAndGet(this.ledger.ledger().accept(push(A, Overwrite.WHEN_CHANGED)).duplicate() ? 1 : 0);
			this.registries.putManifest(TARGET + "/tripinsights/poi", C);
			return new OperationStatus.Ended();
		}).answers(running(SECOND)).answers(() -> copied(A));
		accept(push(A, Overwrite.WHEN_CHANGED));
		work();
		assertThat(duplicates).as("taken for the same event").hasValue(0);
		assertThat(this.registries.tag(TARGET_TAG)).contains(A);
		assertThat(work().progress().importedDigest()).contains(A);
	}

	@Test
	void looksAgainForATagThatAReplicaOfTheSourceDoesNotHaveYet() throws Exception {
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.PENDING);
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void aTargetThatWasSeenBeforeARestartIsWaitedForToo() throws Exception {
		put("v1", A);
		this.azure.answers(() -> copied("v1", A));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		put("v1", B);
		this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
		assertThat(importPushOf(B).progress().error()).map(ImportProgress.RecordedFailure::code)
			.as("by an importer that is new")
			.contains("target-unreadable");
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void whatIsInTheTargetIsNotGoneThoughItsTagWasDeletedAtTheSource() throws Exception {
		put("v1", A);
		this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
		this.azure.answers(() -> copied("v1", A));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.PENDING);
		this.registries.back(TARGET);
		this.registries.remove(SOURCE_TAG);
		this.clock.goOn(Duration.ofMinutes(15));
		ImportRecord record = work();
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().importedDigest()).contains(A);
	}

	@Test
	void anEventWhoseClockIsAheadKeepsNoLaterPushWaiting() throws Exception {
		put("v1", A);
		this.azure.answers(() -> copied("v1", A)).answers(() -> copied("v1", B));
		accept(TestPushes.at(this.clock.instant().plusSeconds(6), push(A, Overwrite.WHEN_CHANGED)));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		this.clock.goOn(Duration.ofSeconds(2));
		put("v1", B);
		accept(TestPushes.at(this.clock.instant(), push(B, Overwrite.WHEN_CHANGED)));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void goesOnWithATagThatMovedBackWhileAnotherDigestWasImported() throws Exception {
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> {
			this.registries.put(SOURCE_TAG, A);
			return copied(B);
		}).answers(running(SECOND)).answers(() -> copied(A));
		assertThat(importPushOf(A).progress().importedDigest()).contains(A);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(B, A);
	}

	@Test
	void acceptsAPushWhoseEarlierEventBroughtAnotherDigest() throws Exception {
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		assertThat(importPushOf(A).progress().importedDigest()).contains(B);
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(SECOND)).answers(() -> copied(A));
		assertThat(importPushOf(A).progress().importedDigest()).contains(A);
	}

	@Test
	void keepsATagThatMayNotBeMoved() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B);
		accept(push(A, Overwrite.NEVER));
		ImportRecord record = work();
		assertThat(record.progress().state()).isEqualTo(ImportState.KEPT);
		assertThat(record.progress().error().orElseThrow().message()).contains(TARGET_TAG, B.value());
	}

	@Test
	void movesATagThatMayBeMoved() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void doesNotBelieveASuccessThatLeftNothingInTheTarget() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(new OperationStatus.Ended());
		ImportRecord record = importPushOf(A);
		Instant ended = this.clock.instant();
		while (record.progress().error().orElseThrow().code().equals("target-behind")) {
			assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
			record = workWhenDue(record);
		}
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("not-arrived");
		assertThat(Duration.between(ended, this.clock.instant())).isBetween(Duration.ofMinutes(9),
				Duration.ofMinutes(11));
		assertThat(this.azure.requests()).hasSize(1);
		this.azure.answers(running(SECOND)).answers(() -> copied(A));
		assertThat(workWhenDue(record).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void waitsForATargetThatIsBehindAndCopiesNothingAgain() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(new OperationStatus.Ended());
		ImportRecord record = importPushOf(A);
		Instant shown = this.clock.instant().plusSeconds(90);
		while (this.clock.instant().isBefore(shown)) {
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("target-behind");
			record = workWhenDue(record);
		}
		this.registries.put(TARGET_TAG, A);
		assertThat(workWhenDue(record).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().attempts()).as("no attempts").isEqualTo(1);
		assertThat(Duration.between(shown, this.clock.instant())).isLessThan(Duration.ofMinutes(1));
		assertThat(this.azure.requests()).hasSize(1);
		assertThat(this.meters.get("acr.sync.push.to.available").timer().count()).isOne();
	}

	@Test
	void waitsForATargetInQuarantineHoweverLongAndCopiesNothingAgain() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(new OperationStatus.Ended());
		this.registries.away(TARGET + "/tripinsights/poi@" + A, UnreadableCause.DISALLOWED);
		ImportRecord record = importPushOf(A);
		Instant since = this.clock.instant();
		while (this.clock.instant().isBefore(since.plus(Duration.ofHours(72)))) {
			assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("target-quarantined");
			assertThat(Duration.between(this.clock.instant(), record.progress().nextAttemptAt().orElseThrow()))
				.isGreaterThanOrEqualTo(Duration.ofMinutes(5));
			this.clock.goOn(Duration.ofHours(3));
			record = work();
		}
		this.registries.back(TARGET + "/tripinsights/poi@" + A).put(TARGET_TAG, A);
		assertThat(workWhenDue(record).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void seesADigestThatTheTargetShowsAMomentLate() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(new OperationStatus.Ended());
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work((pause) -> {
			if (this.pauses.size() == 3) {
				this.registries.put(TARGET_TAG, A);
			}
		}).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void waitsAsLongAsAzureAsks() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		Instant start = this.clock.instant();
		List<Duration> asked = new ArrayList<>();
		this.azure.answers(new OperationStatus.Running(FIRST, Optional.of(Duration.ofSeconds(10)))).answers(() -> {
			asked.add(Duration.between(start, this.clock.instant()));
			return new OperationStatus.Running(SECOND, Optional.of(Duration.ofSeconds(20)));
		}).answers(() -> {
			asked.add(Duration.between(start, this.clock.instant()));
			return copied(A);
		});
		importPushOf(A);
		assertThat(asked).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@CsvSource({ "PT0.2S, PT2S", "PT1S, PT2S", "PT9S, PT2S", "PT59S, PT2S", "PT100S, PT5S" })
	void seesTheDigestSoonThoughAzureTellsLate(Duration copy, Duration late) throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.otherwise(new OperationStatus.Running(FIRST, Optional.of(Duration.ofSeconds(600))));
		Instant end = this.clock.instant().plus(copy);
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work((_) -> {
			if (!this.clock.instant().isBefore(end)) {
				this.registries.put(TARGET_TAG, A);
			}
		}).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(Duration.between(end, this.clock.instant())).isBetween(Duration.ZERO, late);
		assertThat(this.azure.polls()).isEmpty();
		OperationRecord operation = this.ledger.operations().of(TARGET_TAG).getFirst();
		assertThat(operation.end()).contains(OperationEnd.PROVED);
		assertThat(this.meters.get("acr.sync.copy").timer().totalTime(TimeUnit.MILLISECONDS))
			.isCloseTo(Duration.between(operation.begunAt(), this.clock.instant()).toMillis(), within(1.0));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.ledger.operations().rechecks((_) -> true)).as("looked at again").isEmpty();
	}

	@Test
	void looksAgainAtATagWhoseDigestMayHaveComeFromAnotherOperation() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "io", "reset")));
		importPushOf(A);
		this.registries.put(TARGET_TAG, A);
		this.clock.goOn(Duration.ofSeconds(15));
		work();
		this.registries.put(SOURCE_TAG, B);
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		importPushOf(B);
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(new OperationStatus.Running(SECOND, Optional.of(Duration.ofSeconds(10))));
		accept(push(A, Overwrite.WHEN_CHANGED));
		work((_) -> this.registries.put(TARGET_TAG, A));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.ledger.operations().rechecks((_) -> true)).as("the lost one, and the one that may run")
			.hasSize(2);
	}

	@Test
	void takesNoOtherDigestForTheOneThatIsCopied() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST))
			.answers(new OperationStatus.Failed(
					new ImportTrouble(TroubleCure.RETRY, ImportTrouble.COPY_FAILED, "failed")));
		accept(push(A, Overwrite.WHEN_CHANGED));
		assertThat(work((_) -> this.registries.put(TARGET_TAG, B)).progress().error().orElseThrow().code())
			.isEqualTo(ImportTrouble.COPY_FAILED);
	}

	@Test
	void waitsForAzureWhereTheTargetCouldNotBeReadBefore() throws Exception {
		this.registries.put(SOURCE_TAG, A).put(TARGET_TAG, A).away(TARGET, UnreadableCause.UNAVAILABLE);
		this.azure.answers(() -> {
			this.registries.back(TARGET);
			return running(FIRST);
		}).answers(running(FIRST)).answers(new OperationStatus.Ended());
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.polls()).hasSize(2);
		assertThat(this.ledger.operations().of(TARGET_TAG).getFirst().end()).contains(OperationEnd.SUCCEEDED);
	}

	@Test
	void looksAtATargetThatCannotBeReadNoOftenerThanItAsksAzure() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(() -> {
			this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
			return new OperationStatus.Running(FIRST, Optional.of(Duration.ofSeconds(10)));
		});
		for (int i = 0; i < 5; i++) {
			this.azure.answers(new OperationStatus.Running(FIRST, Optional.of(Duration.ofSeconds(10))));
		}
		this.azure.answers(() -> {
			this.registries.back(TARGET);
			return copied(A);
		});
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.registries.asked("tag " + TARGET)).as("before, once, with each poll, and the proof").hasSize(9);
	}

	@Test
	void triesAgainLaterWhenAzureRefusesForAWhile() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(new OperationStatus.Failed(THROTTLED));
		Instant now = this.clock.instant();
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(record.progress().error())
			.contains(new ImportProgress.RecordedFailure("throttled", "Azure throttles"));
		assertThat(record.progress().nextAttemptAt()).contains(now.plusSeconds(17));
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		this.clock.goOn(Duration.ofSeconds(17));
		assertThat(work().progress().attempts()).isEqualTo(2);
	}

	@Test
	void parksWhatCannotSucceed() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(
				new OperationStatus.Failed(new ImportTrouble(TroubleCure.PARK, "bad-credentials", "set the password")));
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.FAILED);
		assertThat(record.progress().error())
			.contains(new ImportProgress.RecordedFailure("bad-credentials", "set the password"));
		assertThat(this.meters.counter("acr.sync.imports", "source", "contoso", "target", "prod", "outcome", "failed")
			.count()).isEqualTo(1);
	}

	@Test
	void parksWhatWasTriedForTooLong() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		accept(push(A, Overwrite.WHEN_CHANGED));
		Optional<Instant> since = Optional.of(this.clock.instant());
		ImportRecord record = null;
		for (int attempt = 0; attempt < 1_000
				&& (record == null || record.progress().state() == ImportState.PENDING); attempt++) {
			this.azure
				.answers(new OperationStatus.Failed(new ImportTrouble(TroubleCure.WAIT, "no-role", "assign the role")));
			record = work();
			this.clock.goOn(Duration.between(this.clock.instant(),
					record.progress().nextAttemptAt().orElse(this.clock.instant())));
		}
		assertThat(record.progress().state()).isEqualTo(ImportState.FAILED);
		assertThat(record.progress().error().orElseThrow().message()).startsWith("Given up after")
			.endsWith("assign the role");
		assertThat(Duration.between(since.orElseThrow(), this.clock.instant())).isBetween(Duration.ofHours(46),
				Duration.ofHours(48));
	}

	@Test
	void takesItsOwnSuccessForOneThoughAzureCallsItAConflict() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(() -> {
			this.registries.put(TARGET_TAG, A);
			return new OperationStatus.Failed(new ImportTrouble(TroubleCure.RETRY, ImportTrouble.TAG_EXISTS, "exists"));
		});
		accept(push(A, Overwrite.NEVER));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void keepsATagThatSomebodyElsePutThereMeanwhile() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(() -> {
			this.registries.put(TARGET_TAG, B);
			return new OperationStatus.Failed(new ImportTrouble(TroubleCure.RETRY, ImportTrouble.TAG_EXISTS, "exists"));
		});
		accept(push(A, Overwrite.NEVER));
		assertThat(work().progress().state()).isEqualTo(ImportState.KEPT);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void followsAnOperationThatGoesOnPastItsDeadlineAndRepeatsNothing(CapturedOutput log) throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.otherwise(running(FIRST));
		accept(push(A, Overwrite.WHEN_CHANGED));
		ImportRecord record = work();
		while (record.progress().error().isEmpty()) {
			this.clock.goOn(Duration.ofSeconds(30));
			record = work();
			assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
		}
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("operation-unsettled");
		assertThat(log).contains(record.progress().operation().orElseThrow(), "acr-sync.imports.deadline");
		for (int i = 0; i < 10; i++) {
			assertThat(Duration.between(this.clock.instant(), record.progress().nextAttemptAt().orElseThrow()))
				.isGreaterThan(Duration.ofMinutes(4));
			this.clock.goOn(Duration.ofHours(1));
			record = work();
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("operation-unsettled");
		}
		this.clock.goOn(Duration.ofHours(1));
		this.azure.answers(() -> copied(A));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void settlesAnOperationThatNeverEndsByDigest() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.otherwise(running(FIRST));
		accept(push(A, Overwrite.WHEN_CHANGED));
		work();
		this.registries.put(TARGET_TAG, A);
		this.clock.goOn(Duration.ofMinutes(31));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void beginsAnewAtTheDeadlineWhereAzureTellsNothing() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST));
		for (int i = 0; i < 10; i++) {
			this.azure.answers(new OperationStatus.Unknown(THROTTLED));
		}
		assertThat(importPushOf(A).progress().error().orElseThrow().code()).isEqualTo("throttled");
		this.clock.goOn(Duration.ofMinutes(31));
		assertThat(work().progress().error().orElseThrow().code()).isEqualTo("deadline");
		this.azure.answers(running(SECOND)).answers(() -> copied(A));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(2);
	}

	@Test
	void followsAnOperationOverPollsThatAreNotAnswered() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST))
			.answers(new OperationStatus.Unknown(THROTTLED))
			.answers(new OperationStatus.Unknown(THROTTLED))
			.answers(() -> copied(A));
		Instant start = this.clock.instant();
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.polls()).containsExactly(FIRST, FIRST, FIRST);
		assertThat(Duration.between(start, this.clock.instant())).isEqualTo(Duration.ofSeconds(1 + 17 + 17));
	}

	@Test
	void seesTheImageThoughAPollIsRefused() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST)).answers(() -> {
			this.registries.put(TARGET_TAG, A);
			return new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "poll-refused", "403"));
		});
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
	}

	@Test
	void followsTheSameOperationAgainAfterManyUnansweredPolls() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST));
		for (int i = 0; i < 5; i++) {
			this.azure.answers(new OperationStatus.Unknown(THROTTLED));
		}
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.PENDING);
		this.azure.answers(() -> copied(A));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void beginsAnewWhenAzureKnowsNothingOfTheOperationAfterItsDeadline() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(running(FIRST));
		for (int i = 0; i < 6; i++) {
			this.azure.answers(new OperationStatus.Unknown(
					new ImportTrouble(TroubleCure.RETRY, ImportTrouble.OPERATION_NOT_FOUND, "404")));
		}
		assertThat(importPushOf(A).progress().error().orElseThrow().code())
			.isEqualTo(ImportTrouble.OPERATION_UNSETTLED);
		this.clock.goOn(Duration.ofMinutes(31));
		assertThat(work().progress().error().orElseThrow().code()).isEqualTo(ImportTrouble.OPERATION_NOT_FOUND);
		this.azure.answers(running(SECOND)).answers(() -> copied(A));
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(2);
	}

	@Test
	void looksAtTheTargetBeforeItRepeatsARequestWhoseAnswerWasLost() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		this.azure.answers(new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "io", "reset")));
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.PENDING);
		this.registries.put(TARGET_TAG, A);
		this.clock.goOn(Duration.ofSeconds(15));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void repeatsARequestThatLeftNothingAtItsDeadline() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		Instant begun = this.clock.instant();
		this.azure.answers(new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "io", "reset")));
		ImportRecord record = workWhenDue(importPushOf(A));
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		while (record.progress().state() == ImportState.PENDING) {
			assertThat(record.progress().error().orElseThrow().code()).isEqualTo("operation-unsettled");
			assertThat(this.azure.requests()).hasSize(1);
			record = workWhenDue(record);
		}
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(Duration.between(begun, this.clock.instant())).isBetween(Duration.ofMinutes(30),
				Duration.ofMinutes(31));
		assertThat(this.azure.requests()).hasSize(2);
	}

	@Test
	void importsOnceThoughTheTargetCannotBeReadAndProvesItLater() throws Exception {
		this.registries.put(SOURCE_TAG, A).away(TARGET, UnreadableCause.UNAVAILABLE);
		this.azure.answers(running(FIRST)).answers(new OperationStatus.Ended());
		ImportRecord record = importPushOf(A);
		assertThat(record.progress().error().orElseThrow().code()).isEqualTo("target-unreadable");
		for (int i = 0; i < 3; i++) {
			this.clock.goOn(Duration.ofHours(1));
			assertThat(work().progress().state()).isEqualTo(ImportState.PENDING);
		}
		this.registries.put(TARGET_TAG, A).back(TARGET);
		this.clock.goOn(Duration.ofHours(1));
		assertThat(work().progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void goesOnWithTheNewerDigestWhenATakenOverOperationHasEnded() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		accept(push(A, Overwrite.WHEN_CHANGED));
		Claim crashed = claim().getFirst();
		OperationRecord operation = OperationRecord.begun("11111111-2222-3333-4444-555555555555", TARGET_TAG, A,
				Optional.of(crashed.record().push().image().tag()), crashed.record().id(), this.clock.instant(),
				this.clock.instant().plus(Duration.ofMinutes(30)));
		this.ledger.operations().begin(crashed, operation);
		this.ledger.operations().locate(operation, FIRST.toString(), operation.deadline());
		accept(push(B, Overwrite.WHEN_CHANGED));
		this.registries.put(SOURCE_TAG, B);
		this.clock.goOn(Duration.ofMinutes(2));
		assertThat(claim()).as("at once").isEmpty();
		this.clock.goOn(Duration.ofMinutes(1));
		this.azure.answers(() -> copied(A)).answers(running(SECOND)).answers(() -> copied(B));
		assertThat(work().progress().importedDigest()).contains(B);
		assertThat(this.azure.polls()).containsExactly(FIRST, SECOND);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(B);
	}

	@Test
	void parksAnImportWhoseSourceIsNoLongerConfigured() throws Exception {
		AllowedPush push = push(A, Overwrite.WHEN_CHANGED);
		accept(TestPushes.of("fabrikam", push));
		ImportRecord record = work();
		assertThat(record.progress().state()).isEqualTo(ImportState.FAILED);
		assertThat(record.progress().error().orElseThrow().message()).contains("acr-sync.sources.fabrikam");
	}

	@Test
	void sendsNothingOnceItsLeaseIsLost() throws Exception {
		this.registries.put(SOURCE_TAG, A);
		accept(push(A, Overwrite.WHEN_CHANGED));
		Claim lost = claim().getFirst();
		this.clock.goOn(Duration.ofMinutes(2));
		claim();
		Importer importer = importer((_) -> {
		});
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(() -> importer.run(lost));
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void asksNobodyAgainForWhatAComparisonHasJustListed() throws Exception {
		this.registries.put(SOURCE_TAG, A).listed(SOURCE_TAG, new TagReading.Found(A)).listed(TARGET_TAG, new Absent());
		this.azure.answers(() -> copied(A));
		assertThat(importFound(A).progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.registries.asked("tag " + SOURCE)).isEmpty();
		assertThat(this.registries.asked("tag " + TARGET)).hasSize(1);
	}

	@Test
	void asksAgainForWhatWasListedWhereAnEventHasToldOfALaterPush() throws Exception {
		this.registries.put(SOURCE_TAG, B).put(TARGET_TAG, B).listed(SOURCE_TAG, new TagReading.Found(A));
		this.registries.listed(TARGET_TAG, new Absent());
		importPushOf(B);
		this.registries.listed(SOURCE_TAG, new TagReading.Found(A));
		ImportRecord record = importFound(A);
		assertThat(record.progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(record.progress().importedDigest()).contains(B);
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void looksAtATargetThatSomethingWasCopiedToThoughAListingDidNotHaveIt() throws Exception {
		this.registries.put(SOURCE_TAG, A).listed(SOURCE_TAG, new TagReading.Found(A)).listed(TARGET_TAG, new Absent());
		this.azure.answers(running(FIRST)).answers(() -> copied(A));
		importPushOf(A);
		assertThat(importFound(A).progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void readsTheSourceForAnEventWhateverWasListed() throws Exception {
		this.registries.put(SOURCE_TAG, B).listed(SOURCE_TAG, new TagReading.Found(A));
		this.azure.answers(running(FIRST)).answers(() -> copied(B));
		accept(push(A, Overwrite.WHEN_CHANGED));
		work();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(B);
	}

	@Test
	void leavesWhatBelongsToAnImageThatWasFoundForLaterWhereOtherImagesWait() throws Exception {
		put("v1", A);
		put("v2", B);
		this.registries.refer(SOURCE + "/tripinsights/poi", A,
				new Referrer(C, Optional.of("application/vnd.dev.cosign.artifact.sig.v1+json")));
		this.azure.answers(() -> copied("v1", A)).answers(() -> copied("v2", B)).answers(() -> {
			this.registries.putManifest(TARGET_REPOSITORY, C);
			return new OperationStatus.Ended();
		});
		accept(found("v1", A));
		this.clock.goOn(Duration.ofSeconds(1));
		accept(found("v2", B));
		ImportRecord image = work();
		assertThat(image.progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(image.progress().error()).isEmpty();
		this.clock.goOn(Duration.ofSeconds(1));
		assertThat(work().push().image().tag()).hasToString("v2");
		this.clock.goOn(Duration.ofSeconds(1));
		image = work();
		assertThat(image.push().image().tag()).hasToString("v1");
		assertThat(image.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(image.progress().importedDigest()).contains(A);
		assertThat(image.progress().attempts()).isEqualTo(1);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(A, B, C);
	}

	@Test
	void keepsItsPlaceForNoHourThoughAzureWantsToBeAskedAfterOne() throws Exception {
		put("v1", A);
		this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
		this.azure.answers(
				new OperationStatus.Running(URI.create("https://arm.example/1"), Optional.of(Duration.ofHours(1))));
		Instant begun = this.clock.instant();
		assertThat(importPushOf(A).progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(this.azure.requests()).hasSize(1);
		assertThat(Duration.between(begun, this.clock.instant())).isBetween(Duration.ofMinutes(2),
				Duration.ofMinutes(3));
	}

	@Test
	void bringsWhatBelongsToAnImageThatWasFoundAndIsThereThoughOthersWait() throws Exception {
		put("v1", A);
		this.registries.put(TARGET_REPOSITORY + ":v1", A);
		this.registries.refer(SOURCE + "/tripinsights/poi", A,
				new Referrer(C, Optional.of("application/vnd.dev.cosign.artifact.sig.v1+json")));
		this.azure.answers(() -> {
			this.registries.putManifest(TARGET_REPOSITORY, C);
			return new OperationStatus.Ended();
		});
		accept(found("v1", A));
		this.clock.goOn(Duration.ofSeconds(1));
		accept(found("v2", B));
		assertThat(work().progress().state()).isEqualTo(ImportState.UNCHANGED);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(C);
	}

	@Test
	void bringsWhatBelongsToAnAnnouncedImageAtOnceThoughOthersWait() throws Exception {
		put("v1", A);
		this.registries.refer(SOURCE + "/tripinsights/poi", A,
				new Referrer(C, Optional.of("application/vnd.dev.cosign.artifact.sig.v1+json")));
		this.azure.answers(() -> copied("v1", A)).answers(() -> {
			this.registries.putManifest(TARGET_REPOSITORY, C);
			return new OperationStatus.Ended();
		});
		accept(found("v2", B));
		ImportRecord announced = importPushOf(A);
		assertThat(announced.push().image().tag()).hasToString("v1");
		assertThat(announced.progress().error()).isEmpty();
		assertThat(announced.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(A, C);
	}

	private ImportRecord importFound(Digest digest) throws InterruptedException {
		accept(found("v1", digest));
		return work();
	}

	private static AllowedPush found(String tag, Digest digest) {
		AllowedPush push = TestPushes.push(tag, digest);
		return TestPushes.found("pass", ImportOrigin.BACKFILL,
				TestPushes.at(push.push().pushedAt().minusSeconds(1), push));
	}

	private void put(String tag, Digest digest) {
		this.registries.put(SOURCE + "/tripinsights/poi:" + tag, digest);
	}

	private OperationStatus copied(String tag, Digest digest) {
		this.registries.put(TARGET_REPOSITORY + ":" + tag, digest);
		return new OperationStatus.Ended();
	}

	private OperationStatus copied(Digest digest) {
		this.registries.put(TARGET_TAG, digest);
		return new OperationStatus.Ended();
	}

	private static TagLock unknown(UnreadableCause cause) {
		return new Unreadable(cause, "locks are hidden", Optional.empty());
	}

	private static OperationStatus running(URI location) {
		return new OperationStatus.Running(location, Optional.empty());
	}

	private ImportRecord importPushOf(Digest digest) throws InterruptedException {
		accept(push(digest, Overwrite.WHEN_CHANGED));
		return work();
	}

	private static AllowedPush push(Digest digest, Overwrite overwrite) {
		AllowedPush push = TestPushes.push("v1", digest);
		TargetImage target = push.targets().getFirst();
		return new AllowedPush(push.push(),
				List.of(new TargetImage(new Destination("prod", target.destination().repository(), overwrite),
						target.image())));
	}

	private void accept(AllowedPush push) {
		this.ledger.ledger().accept(push);
	}

	private ImportRecord work() throws InterruptedException {
		return work((pause) -> {
		});
	}

	private ImportRecord work(Pause duringPauses) throws InterruptedException {
		return work(importer(duringPauses));
	}

	private ImportRecord work(Importer importer) throws InterruptedException {
		List<Claim> claims = claim();
		assertThat(claims).hasSize(1);
		recorder().record(claims.getFirst(), importer.run(claims.getFirst()), Duration.ZERO);
		return this.ledger.records().find(claims.getFirst().record().id()).orElseThrow();
	}

	private ImportRecord workWhenDue(ImportRecord record) throws InterruptedException {
		this.clock.goOn(Duration.between(this.clock.instant(), record.progress().nextAttemptAt().orElseThrow()));
		return work();
	}

	private OutcomeRecorder recorder() {
		return importing((_) -> {
		}).recorder(this.tries);
	}

	private Importer importer(Pause duringPauses) {
		return importing(duringPauses).importer();
	}

	private TestImporting importing(Pause duringPauses) {
		return new TestImporting(this.settings, this.ledger, this.registries, this.azure, this.meters, this.clock,
				(time) -> {
					this.pauses.add(time);
					this.clock.goOn(time);
					duringPauses.of(time);
				});
	}

	private List<Claim> claim() {
		return this.ledger.claim("prod", 1, "replica-" + this.replicas.incrementAndGet(), List.of(),
				Duration.ofMinutes(1));
	}

}
