package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.acrsync.comparisonrecords.ComparisonLease;
import dev.acrsync.comparisonrecords.ReferrerRounds;
import dev.acrsync.database.DamagedRowException;
import dev.acrsync.database.LedgerUnavailableException;
import dev.acrsync.image.Digest;
import dev.acrsync.image.ManifestLinks;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.ledgerfigures.ArrivalTimes;
import dev.acrsync.ledgerfigures.FigureWriter;
import dev.acrsync.ledgerfigures.ImportTries;
import dev.acrsync.ledgerfigures.NotedFigures;
import dev.acrsync.ledgerfigures.SourceCalls;
import dev.acrsync.records.ComparisonRecord;
import dev.acrsync.records.EventDoor;
import dev.acrsync.records.ImageStatus;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportRecord;
import dev.acrsync.records.ImportRecords;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.Push;
import dev.acrsync.resumption.FollowUp;
import dev.acrsync.resumption.KnownManifests;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.resumption.OperationRecords;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.storedages.Retention;
import dev.acrsync.tracing.TraceParent;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.acrsync.ledger.TestPushes.digest;
import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the ledger promises, on whichever real database a subclass brings.
 */
abstract class LedgerTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Digest A = digest('a');

	private static final Digest B = digest('b');

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final AtomicInteger replicas = new AtomicInteger();

	@AutoClose
	TestLedger opened;

	private Ledger ledger;

	private OperationRecords operations;

	@BeforeEach
	void open() {
		this.opened = new TestLedger(url(), this.clock);
		this.ledger = this.opened.ledger();
		this.operations = this.opened.operations();
	}

	/**
	 * Returns the URL of the database of this test, the same each time.
	 */
	abstract String url();

	/**
	 * Makes the database refuse to insert an import with the tag {@code bad}.
	 */
	abstract void refuseBadTags(JdbcClient jdbc);

	@Test
	void keepsAnAcceptedPushOverAReopening() {
		AllowedPush allowed = push("v1", A);
		Push push = new Push("an-event", ImportOrigin.EVENT, Optional.of(EventDoor.EVENT_GRID), "contoso",
				allowed.push().image(), A, allowed.push().pushedAt(), trace('1'));
		Receipt receipt = this.ledger.accept(new AllowedPush(push, allowed.targets()));
		this.opened.close();
		open();
		ImportRecord record = this.opened.records().find(receipt.imports().getFirst().id()).orElseThrow();
		Instant now = this.clock.instant();
		assertThat(record).isEqualTo(new ImportRecord(receipt.imports().getFirst().id(), push,
				allowed.targets().getFirst(), new ImportProgress(ImportState.PENDING, 0, Optional.empty(),
						Optional.empty(), Optional.empty(), now, Optional.of(now), Optional.empty())));
	}

	@Test
	void keepsTheTraceOfTheNewestPushOverAReopening() {
		this.ledger.accept(push("v1", A).in(trace('1')));
		this.ledger.accept(push("v1", B).in(trace('2')));
		this.opened.close();
		open();
		assertThat(claimOne().record().push().trace()).isEqualTo(trace('2'));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "none of the 55 characters here is one that belongs here" })
	void takesADamagedTraceForNone(String damaged) {
		this.ledger.accept(push("v1", A).in(trace('1')));
		this.opened.jdbc().sql("update imports set traceparent = :damaged").param("damaged", damaged).update();
		assertThat(claimOne().record().push().trace()).isEmpty();
	}

	@Test
	void hasAnImageLookedAtAgainFourTimesAlsoAfterAReopening() {
		this.ledger.accept(push("v1", A));
		this.opened.followUps().imported(claimOne().record(), A, List.of());
		assertThat(this.opened.followUps().take("contoso", 5)).isEmpty();
		for (int seconds : new int[] { 10, 20, 90, 480 }) {
			this.opened.close();
			open();
			this.clock.goOn(Duration.ofSeconds(seconds).minusMillis(1));
			assertThat(this.opened.followUps().take("contoso", 5)).isEmpty();
			this.clock.goOn(Duration.ofMillis(1));
			List<FollowUp> due = this.opened.followUps().take("contoso", 5);
			assertThat(due).singleElement().satisfies((it) -> assertThat(it.digest()).isEqualTo(A));
			assertThat(this.opened.followUps().take("contoso", 5)).as("it has been taken").isEmpty();
			this.opened.followUps().lookAgain(due.getFirst());
		}
		this.clock.goOn(Duration.ofDays(1));
		assertThat(this.opened.followUps().take("contoso", 5)).isEmpty();
		assertThat(this.opened.jdbc().sql("select count(*) from follow_ups").query(Long.class).single()).isZero();
	}

	@Test
	void looksAgainAtWhatSomebodyTookAndDidNotTellOf() {
		this.opened.followUps().pushed("contoso", new RepositoryName("tripinsights/poi"), B);
		assertThat(this.opened.followUps().take("contoso", 5)).hasSize(1);
		this.clock.goOn(Duration.ofMinutes(2));
		assertThat(this.opened.followUps().take("contoso", 5)).hasSize(1);
		this.clock.goOn(Duration.ofMinutes(2).minusMillis(1));
		assertThat(this.opened.followUps().take("contoso", 5)).isEmpty();
		this.clock.goOn(Duration.ofMillis(1));
		assertThat(this.opened.followUps().take("contoso", 5)).as("after as long as it has been there").hasSize(1);
		this.clock.goOn(Duration.ofMinutes(4));
		List<FollowUp> due = this.opened.followUps().take("contoso", 5);
		assertThat(due).singleElement().satisfies((it) -> assertThat(it.tagged()).isFalse());
		this.opened.followUps().end(due.getFirst());
		this.clock.goOn(Duration.ofMinutes(2));
		assertThat(this.opened.followUps().take("contoso", 5)).isEmpty();
	}

	@Test
	void remembersAThousandPushesWithoutATagAtMost() {
		RepositoryName repository = new RepositoryName("tripinsights/poi");
		for (int i = 0; i < 1_010; i++) {
			assertThat(this.opened.followUps()
				.pushed("contoso", repository, new Digest("sha256:%064x".formatted(i % 1_005)))).isEqualTo(i < 1_000);
		}
		assertThat(this.opened.followUps().pushed("fabrikam", repository, A)).as("of another source").isTrue();
		assertThat(this.opened.followUps().take("contoso", 2_000)).hasSize(1_000);
	}

	@Test
	void findsTheNewestImportsThatHaveBroughtADigest() {
		brought("v1", A, A);
		brought("v1", B, B);
		brought("v2", A, A);
		brought("moved", B, A);
		this.ledger.accept(push("waits", A));
		assertThat(this.opened.records().newest("contoso", new RepositoryName("tripinsights/poi"), A))
			.extracting((record) -> record.push().image().tag().value())
			.containsExactlyInAnyOrder("v2", "moved");
		assertThat(this.opened.records().newest("fabrikam", new RepositoryName("tripinsights/poi"), A)).isEmpty();
	}

	private void brought(String tag, Digest pushed, Digest seen) {
		this.ledger.accept(push(tag, pushed));
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, seen));
	}

	@Test
	void makesOneImportForEachTarget() {
		Receipt receipt = this.ledger.accept(push("v1", A, "prod", "disaster"));
		assertThat(receipt.imports()).extracting((entry) -> entry.target().image().toString())
			.containsExactly("customer.azurecr.io/tripinsights/poi:v1", "disaster.azurecr.io/tripinsights/poi:v1");
		assertThat(receipt.imports()).extracting(Receipt.ReceiptEntry::id).doesNotHaveDuplicates();
	}

	@Test
	void tellsThatTheSamePushCameBefore() {
		Receipt first = this.ledger.accept(push("v1", A));
		Receipt second = this.ledger.accept(push("v1", A));
		assertThat(first.duplicate()).isFalse();
		assertThat(second.duplicate()).isTrue();
		assertThat(second.imports()).isEqualTo(first.imports());
		assertThat(this.opened.records().counts()).containsEntry(ImportState.PENDING, 1L);
	}

	@Test
	void acceptsAPushThatIsNewForOneOfItsTargets() {
		Receipt first = this.ledger.accept(push("v1", A));
		Receipt second = this.ledger.accept(push("v1", A, "prod", "disaster"));
		assertThat(second.duplicate()).isFalse();
		assertThat(second.imports().getFirst()).isEqualTo(first.imports().getFirst());
		assertThat(this.opened.records().counts()).containsEntry(ImportState.PENDING, 2L);
	}

	@Test
	void acceptsADigestAgainAfterAnotherOne() {
		this.ledger.accept(push("v1", A));
		this.ledger.accept(push("v1", B));
		assertThat(this.ledger.accept(push("v1", A)).duplicate()).isFalse();
	}

	@Test
	void acceptsTheSamePushAgainWhenItsImportIsParked() {
		this.ledger.accept(push("v1", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.FAILED, "no-role", "assign the role"));
		assertThat(this.ledger.accept(push("v1", A)).duplicate()).isFalse();
	}

	@Test
	void acceptsAnotherPushOfTheSameDigestOnceItsImportHasEnded() {
		AllowedPush first = push("v1", A);
		Instant at = first.push().pushedAt();
		this.ledger.accept(first);
		assertThat(this.ledger.accept(TestPushes.at(at.plusSeconds(60), push("v1", A))).duplicate()).as("open")
			.isTrue();
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		assertThat(this.ledger.accept(TestPushes.at(at.plusSeconds(3_600), first)).duplicate()).as("event").isTrue();
		assertThat(this.ledger.accept(TestPushes.at(at.plusSeconds(10), push("v1", A))).duplicate()).as("replica")
			.isTrue();
		assertThat(this.ledger.accept(TestPushes.at(at.plusSeconds(11), push("v1", A))).duplicate()).isFalse();
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.UNCHANGED, A));
		assertThat(this.ledger.accept(TestPushes.at(at, push("v1", A))).duplicate()).as("late").isTrue();
	}

	@Test
	void acceptsTheSamePushAgainWhenTheTagWasKept() {
		this.ledger.accept(push("v1", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.KEPT, "kept", "never"));
		assertThat(this.ledger.accept(push("v1", A)).duplicate()).isFalse();
	}

	@Test
	void claimsEachTagOnceWhileItsLeaseLasts() {
		this.ledger.accept(push("v1", A));
		assertThat(claim(5)).hasSize(1);
		assertThat(claim(5)).isEmpty();
		endLeases();
		assertThat(claim(5)).as("at once").isEmpty();
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(claim(5)).hasSize(1);
	}

	@Test
	void claimsNoMoreThanAskedForAndTheLongestDueFirst() {
		for (int i = 0; i < 5; i++) {
			this.ledger.accept(push("v" + i, A));
			this.clock.goOn(Duration.ofSeconds(1));
		}
		assertThat(claim(2)).extracting((claim) -> claim.record().push().image().tag().value())
			.containsExactlyInAnyOrder("v0", "v1");
		assertThat(claim(9)).hasSize(3);
	}

	@Test
	void givesAClaimTheNewestPushAndSupersedesTheOlderOnes() {
		Receipt first = this.ledger.accept(push("v1", A));
		Receipt second = this.ledger.accept(push("v1", B));
		Claim claim = claimOne();
		assertThat(claim.record().id()).isEqualTo(second.imports().getFirst().id());
		assertThat(claim.superseded()).isEqualTo(1);
		assertThat(state(first)).isEqualTo(ImportState.SUPERSEDED);
		assertThat(state(second)).isEqualTo(ImportState.IMPORTING);
	}

	@Test
	void isDueAgainWhenAPushCameDuringTheImport() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		Receipt later = this.ledger.accept(push("v1", B));
		assertThat(claim(1)).as("while it runs").isEmpty();
		this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		assertThat(claimOne().record().id()).isEqualTo(later.imports().getFirst().id());
	}

	@Test
	void recordsHowAnImportEnded() {
		Receipt receipt = this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		this.clock.goOn(Duration.ofSeconds(7));
		this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		ImportRecord record = record(receipt);
		assertThat(record.progress().state()).isEqualTo(ImportState.SUCCEEDED);
		assertThat(record.progress().importedDigest()).contains(A);
		assertThat(record.progress().attempts()).isEqualTo(1);
		assertThat(record.progress().finishedAt()).contains(this.clock.instant());
		assertThat(record.progress().nextAttemptAt()).isEmpty();
		assertThat(claim(1)).isEmpty();
	}

	@Test
	void worksOnWhatWasHandedInTogetherInItsOrder() {
		List<AllowedPush> pushes = IntStream.rangeClosed(1, 450).mapToObj((tag) -> push("v" + tag, A)).toList();
		this.ledger.acceptAll(pushes);
		List<String> claimed = new ArrayList<>();
		pushes.forEach((_) -> claimed.add(claimOne().record().push().image().tag().value()));
		assertThat(claimed)
			.containsExactlyElementsOf(pushes.stream().map((push) -> push.push().image().tag().value()).toList());
		this.ledger.acceptAll(List.of());
		assertThat(claim(1)).isEmpty();
	}

	@Test
	void letsOthersWriteWhileALargeBatchIsWrittenDown() {
		List<AllowedPush> pushes = IntStream.rangeClosed(1, 201).mapToObj((tag) -> push("v" + tag, A)).toList();
		this.ledger.onDue(() -> {
			this.ledger.onDue(() -> {
			});
			this.ledger.accept(push("meanwhile", A));
		});
		assertThat(this.ledger.acceptTogether(pushes)).hasSize(201).noneMatch(Receipt::duplicate);
		List<String> claimed = IntStream.range(0, 202)
			.mapToObj((_) -> claimOne().record().push().image().tag().value())
			.toList();
		assertThat(claimed.subList(199, 202)).containsExactly("v200", "meanwhile", "v201");
		assertThat(this.ledger.acceptTogether(pushes)).as("again").allMatch(Receipt::duplicate);
	}

	@Test
	void worksOnWhatAnEventAnnouncedBeforeWhatAComparisonFound() {
		this.ledger.accept(found("first", A));
		this.ledger.accept(found("announced-later", A));
		this.ledger.accept(push("announced-before", B));
		this.ledger.accept(found("announced-before", A));
		this.clock.goOn(Duration.ofSeconds(1));
		assertThat(this.ledger.accept(push("announced-later", A)).duplicate()).isTrue();
		assertThat(List.of(claimOne().record().push().image().tag().value(),
				claimOne().record().push().image().tag().value()))
			.containsExactlyInAnyOrder("announced-later", "announced-before");
		assertThat(claimOne().record().push().image().tag().value()).isEqualTo("first");
	}

	private static AllowedPush found(String tag, Digest digest) {
		AllowedPush push = push(tag, digest);
		return TestPushes.found(push.push().event(), ImportOrigin.RECONCILE, push);
	}

	@Test
	void judgesManySightingsFewAtATimeAndEachOnce() {
		List<ComparisonRecord.PushSighting> sightings = IntStream.range(0, 450)
			.mapToObj((tag) -> sighting("v" + tag))
			.toList();
		this.opened.checks()
			.record(new ComparisonRecord("contoso", sightings.getFirst().repository(), "rules", this.clock.instant(),
					Set.of(), List.of(), List.of(), List.of(), sightings));
		this.ledger.accept(push("v7", A));
		List<ComparisonRecord.PushSighting> missed = new ArrayList<>();
		for (int atMost : List.of(200, 400, 450)) {
			missed.addAll(this.opened.announcements().missed());
			assertThat(missed).hasSizeBetween(atMost - 1, atMost);
		}
		assertThat(missed).doesNotHaveDuplicates().hasSize(449).doesNotContain(sightings.get(7));
		assertThat(this.opened.announcements().missed()).isEmpty();
		assertThat(this.opened.announcements().totals().get("contoso").events()).isEqualTo(449);
	}

	@Test
	void judgesATagByItsNewestImportsHoweverManyThereAre() {
		Instant before = this.clock.instant();
		this.ledger.accept(push("v1", A));
		this.clock.goOn(Duration.ofMinutes(1));
		ComparisonRecord.PushSighting since = sighting("v1", this.clock.instant());
		IntStream.range(0, 99).forEach((i) -> this.ledger.accept(push("v1", numbered(i))));
		assertThat(missed(since)).containsExactly(since);
		assertThat(missed(sighting("v1", before))).as("announced by the 100th of them").isEmpty();
		this.ledger.accept(push("v1", numbered(99)));
		assertThat(missed(since)).as("of which 100 events came since").isEmpty();
	}

	private static Digest numbered(int number) {
		return new Digest("sha256:%064x".formatted(number));
	}

	private List<ComparisonRecord.PushSighting> missed(ComparisonRecord.PushSighting sighting) {
		this.opened.checks()
			.record(new ComparisonRecord("contoso", sighting.repository(), "rules", this.clock.instant(), Set.of(),
					List.of(), List.of(), List.of(), List.of(sighting)));
		return this.opened.announcements().missed();
	}

	@Test
	void replacesWhatWasFoundBeforeHoweverMuchItIs() {
		this.opened.checks().record(check(0, 1_200));
		this.clock.goOn(Duration.ofHours(1));
		this.opened.checks().record(check(1_100, 1_300));
		assertThat(this.opened.checks().differences("contoso", push("v1", A).push().image().repository()).keySet())
			.extracting((image) -> image.tag().value())
			.containsExactlyInAnyOrderElementsOf(IntStream.range(1_100, 1_300).mapToObj((tag) -> "v" + tag).toList());
	}

	private ComparisonRecord check(int from, int to) {
		List<ComparisonRecord.ImageDifference> differences = IntStream.range(from, to)
			.mapToObj((tag) -> push("v" + tag, A).targets().getFirst().image())
			.map((image) -> new ComparisonRecord.ImageDifference(0, "prod", image, A, ImageStatus.SKIPPED,
					Instant.EPOCH))
			.toList();
		return new ComparisonRecord("contoso", push("v1", A).push().image().repository(), "rules", this.clock.instant(),
				Set.of("prod"), List.of(new ComparisonRecord.RuleTally(0, "prod", to - from, 0)), differences,
				List.of(), List.of());
	}

	@Test
	void refusesWhatAFormerOwnerSays() {
		Receipt receipt = this.ledger.accept(push("v1", A));
		Claim former = claimOne();
		Claim present = reclaimed();
		assertThat(this.ledger.renew(former, LEASE)).isFalse();
		assertThat(this.ledger.release(former)).isFalse();
		Instant now = this.clock.instant();
		ImportProgress.RecordedFailure failure = new ImportProgress.RecordedFailure("x", "y");
		assertLost(() -> this.operations.begin(former, operation(former, "request", A)));
		assertLost(() -> this.ledger.saw(former, B));
		assertLost(() -> this.ledger.pause(former, now));
		assertLost(() -> this.ledger.postpone(former, failure, now));
		assertLost(() -> this.ledger.defer(former, failure, Duration.ZERO, now));
		assertLost(() -> this.ledger.finish(former, ImportOutcome.arrived(ImportState.SUCCEEDED, B)));
		assertThat(this.operations.of(image(former))).isEmpty();
		assertThat(record(receipt).progress().state()).isEqualTo(ImportState.IMPORTING);
		assertThat(record(receipt).progress().operation()).isEmpty();
		this.ledger.finish(present, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
	}

	@Test
	void keepsALeaseThatIsRenewed() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		for (int i = 0; i < 5; i++) {
			passLease(LEASE.minusSeconds(5));
			assertThat(this.ledger.renew(claim, LEASE)).isTrue();
		}
		assertThat(claim(1)).isEmpty();
	}

	@Test
	void neverTakesOverWhatItHoldsItselfHoweverTheClockIsSet() {
		this.ledger.accept(push("v1", A));
		List<Claim> held = this.opened.claim("prod", 1, "one", List.of(), LEASE);
		assertThat(held).hasSize(1);
		this.clock.goOn(Duration.ofDays(1));
		endLeases();
		assertThat(this.opened.claim("prod", 1, "one", held, LEASE)).isEmpty();
		assertThat(this.opened.claim("prod", 1, "another", List.of(), LEASE)).isEmpty();
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.opened.claim("prod", 1, "another", List.of(), LEASE)).hasSize(1);
	}

	@Test
	void takesUpAClaimOfItsOwnWhoseCommitItWasNotToldOf() {
		this.ledger.accept(push("v1", A));
		this.opened.claim("prod", 1, "one", List.of(), LEASE);
		assertThat(this.opened.claim("prod", 1, "another", List.of(), LEASE)).isEmpty();
		assertThat(this.opened.claim("prod", 1, "one", List.of(), LEASE)).hasSize(1);
	}

	@Test
	void isDueAgainAtTheTimeThatADeferralNames() {
		Receipt receipt = this.ledger.accept(push("v1", A));
		Instant later = this.clock.instant().plusSeconds(30);
		this.ledger.defer(claimOne(), new ImportProgress.RecordedFailure("throttled", "wait"), Duration.ofSeconds(30),
				later);
		ImportRecord record = record(receipt);
		assertThat(record.progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(record.progress().error()).contains(new ImportProgress.RecordedFailure("throttled", "wait"));
		assertThat(record.progress().nextAttemptAt()).contains(later);
		this.clock.goOn(Duration.ofSeconds(29));
		assertThat(claim(1)).isEmpty();
		this.clock.goOn(Duration.ofSeconds(1));
		assertThat(claimOne().record().progress().attempts()).isEqualTo(2);
	}

	@Test
	void isDueAtOnceWhenAPushCameBeforeTheDeferral() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		this.ledger.accept(push("v1", B));
		this.ledger.defer(claim, new ImportProgress.RecordedFailure("throttled", "wait"), Duration.ofHours(1),
				this.clock.instant().plusSeconds(3600));
		Claim next = claimOne();
		assertThat(next.record().push().digest()).isEqualTo(B);
		assertThat(next.record().progress().attempts()).isEqualTo(1);
	}

	@Test
	void anOperationOfWhoseCommitNobodyWasToldStandsInNobodysWay() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LedgerUnavailableException.class)
			.isThrownBy(() -> this.operations.begin(claim, operation(claim, "request-1", A)));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.operations.begin(claim, operation(claim, "request-2", A))).isTrue();
	}

	@Test
	void remembersWhatWasStarted() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		OperationRecord started = operation(claim, "request-1", A);
		assertThat(this.operations.begin(claim, started)).isTrue();
		assertThat(this.operations.of(image(claim))).containsExactly(started);
		assertThat(this.operations.begin(claim, operation(claim, "request-2", B))).as("while one is open").isFalse();
		String location = "https://arm/" + "x".repeat(8_000);
		this.operations.locate(started, location, this.clock.instant());
		assertThat(newest(claim).location()).contains(location);
		assertThat(newest(claim).deadline()).as("never earlier").isEqualTo(started.deadline());
		this.operations.relocate(started, location + "y", started.deadline().plusSeconds(1));
		this.ledger.probe();
		assertThat(newest(claim).location()).contains(location + "y");
		assertThat(newest(claim).deadline()).isEqualTo(started.deadline().plusSeconds(1));
		assertThat(reclaimed().record().progress().operation()).contains("registries-request-1");
		this.operations.end(started, OperationEnd.SUCCEEDED, false);
		assertThat(newest(claim).isOpen()).isFalse();
		assertThat(newest(claim).isUnseen()).isTrue();
		assertThat(newest(claim).location()).isEmpty();
		this.operations.end(started, OperationEnd.SUCCEEDED, true);
		assertThat(newest(claim).isUnseen()).isFalse();
		assertThat(this.operations.begin(reclaimed(), operation(claim, "request-2", B))).isTrue();
	}

	@Test
	void looksAgainAtATagWhoseOperationEndedWithoutAzuresWord() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		OperationRecord certain = operation(claim, "certain", A);
		this.operations.begin(claim, certain);
		this.operations.end(certain, OperationEnd.SUCCEEDED, true);
		OperationRecord uncertain = operation(claim, "uncertain", A);
		this.operations.begin(claim, uncertain);
		this.operations.end(uncertain, OperationEnd.PROVED, true);
		assertThat(this.operations.rechecks((_) -> true)).as("at once").isEmpty();
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.operations.rechecks((_) -> true)).extracting(OperationRecord::requestId)
			.containsExactly("uncertain");
		assertThat(this.operations.rechecks((_) -> true)).as("taken by somebody else").isEmpty();
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.operations.rechecks((_) -> true)).extracting(OperationRecord::requestId)
			.containsExactly("uncertain");
		this.clock.goOn(Duration.ofMinutes(1));
		assertThat(this.operations.rechecks((_) -> false)).as("left to who knows it").isEmpty();
		assertThat(this.operations.rechecks((_) -> true)).hasSize(1);
		this.operations.settled(uncertain);
		this.clock.goOn(Duration.ofHours(1));
		assertThat(this.operations.rechecks((_) -> true)).isEmpty();
	}

	@Test
	void aDamagedOperationKeepsItsTagNoLongerThanItsDeadline() {
		this.ledger.accept(push("v1", A));
		Claim claim = claimOne();
		this.operations.begin(claim, operation(claim, "damaged", A));
		this.opened.jdbc().sql("update operations set digest = 'of a newer release'").update();
		assertThat(this.operations.of(image(claim))).isEmpty();
		assertThat(this.operations.begin(claim, operation(claim, "next", A))).isFalse();
		this.clock.goOn(Duration.ofMinutes(31));
		assertThat(this.operations.begin(claim, operation(claim, "next", A))).isTrue();
	}

	private static OperationRecord operation(Claim claim, String requestId, Digest digest) {
		Instant begun = Instant.parse("2026-03-01T12:00:00Z");
		return OperationRecord.begun(requestId, image(claim), digest, Optional.of(claim.record().push().image().tag()),
				claim.record().id(), begun, begun.plus(Duration.ofMinutes(30)));
	}

	private static String image(Claim claim) {
		return claim.record().target().image().toString();
	}

	private OperationRecord newest(Claim claim) {
		return this.operations.of(image(claim)).getLast();
	}

	private static void assertLost(Runnable change) {
		assertThatExceptionOfType(LeaseLostException.class).isThrownBy(change::run);
	}

	@Test
	void givesAClaimBackAsIfItHadNotBeenTaken() {
		Receipt receipt = this.ledger.accept(push("v1", A));
		assertThat(this.ledger.release(claimOne())).isTrue();
		assertThat(record(receipt).progress().state()).isEqualTo(ImportState.PENDING);
		assertThat(claimOne().record().progress().attempts()).isEqualTo(1);
	}

	@Test
	void retriesWhatIsParkedAndNothingElse() {
		Receipt failed = this.ledger.accept(push("v1", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.FAILED, "no-role", "assign the role"));
		Receipt gone = this.ledger.accept(push("v2", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.GONE, "gone", "gone"));
		Receipt succeeded = this.ledger.accept(push("v3", A));
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		assertThat(this.ledger.retry(List.of(record(failed), record(gone), record(succeeded)))).isEqualTo(2);
		assertThat(record(failed).progress().error()).isEmpty();
		assertThat(record(failed).progress().finishedAt()).isEmpty();
		assertThat(claim(9)).extracting((claim) -> claim.record().push().image().tag().value())
			.containsExactlyInAnyOrder("v1", "v2");
		assertThat(this.ledger.retry(List.of(record(failed)))).as("while it runs").isZero();
	}

	@Test
	void retriesAnOldImportAfterANewerOneHasSucceeded() {
		Receipt old = this.ledger.accept(push("v1", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.FAILED, "x", "y"));
		this.ledger.accept(push("v1", B));
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, B));
		assertThat(this.ledger.retry(List.of(record(old)))).isEqualTo(1);
		Claim claim = claimOne();
		assertThat(claim.record().id()).isEqualTo(old.imports().getFirst().id());
		this.ledger.finish(claim, ImportOutcome.arrived(ImportState.UNCHANGED, B));
	}

	@Test
	void worksAgainOnAnImageThatHasArrivedIfAComparisonWantsIt() {
		AllowedPush push = push("v1", A);
		Receipt event = this.ledger.accept(push);
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		AllowedPush found = TestPushes.found("pass", ImportOrigin.RECONCILE, push);
		Receipt receipt = this.ledger.accept(found);
		assertThat(receipt.duplicate()).isFalse();
		assertThat(this.ledger.accept(found)).as("while it is open").isEqualTo(new Receipt(true, receipt.imports()));
		Claim claim = claimOne();
		assertThat(claim.generation()).isEqualTo(2);
		assertThat(claim.record().push().origin()).isEqualTo(ImportOrigin.RECONCILE);
		this.ledger.finish(claim, ImportOutcome.arrived(ImportState.UNCHANGED, A));
		assertThat(state(event)).isEqualTo(ImportState.SUCCEEDED);
		assertThat(this.ledger.accept(push("v1", A))).as("its event again")
			.isEqualTo(new Receipt(true, receipt.imports()));
	}

	@Test
	void remembersOverAReopeningUpToWhereReferrersWereLookedFor() {
		ReferrerRounds.RoundPosition first = new ReferrerRounds.RoundPosition("a", A.value());
		ReferrerRounds.RoundPosition second = new ReferrerRounds.RoundPosition("b", A.value());
		assertThat(this.opened.rounds().position("contoso")).isEmpty();
		this.opened.rounds().goOnAfter("contoso", first);
		this.opened.rounds().goOnAfter("contoso", second);
		this.opened.close();
		open();
		assertThat(this.opened.rounds().position("contoso")).contains(second);
		assertThat(this.opened.rounds().position("fabrikam")).isEmpty();
		this.opened.rounds().beginAnew("contoso");
		assertThat(this.opened.rounds().position("contoso")).isEmpty();
		assertThat(first).isLessThan(second);
	}

	@Test
	void keepsHowFarAPassIs() {
		ComparisonLease.ComparisonProgress progress = new ComparisonLease.ComparisonProgress(3, 2, 1,
				new ComparisonLease.ReferrerLookCounts(6, 5, 4));
		this.opened.passes().take("one", LEASE);
		this.opened.passes().renew("one", LEASE, progress);
		assertThat(this.opened.passes().latest().progress()).isEqualTo(progress);
	}

	@ParameterizedTest
	@EnumSource(names = { "FAILED", "KEPT", "GONE" })
	void watchingBringsAPushAgainThatWasToldOfOnlyWhereItIsPushedAgain(ImportState ended) {
		AllowedPush told = push("v1", A);
		this.ledger.accept(told);
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ended, "x", "y"));
		AllowedPush seen = TestPushes.found("look", ImportOrigin.WATCH, told);
		assertThat(this.ledger.accept(TestPushes.at(told.push().pushedAt().plusSeconds(1), seen)).duplicate()).isTrue();
		assertThat(this.ledger.accept(TestPushes.at(told.push().pushedAt().plusSeconds(60), seen)).duplicate())
			.isFalse();
	}

	@Test
	void knowsTheDigestThatWasPushedLast() {
		AllowedPush late = push("v1", B);
		AllowedPush early = push("v1", A);
		this.ledger.accept(late);
		Receipt replayed = this.ledger.accept(TestPushes.at(late.push().pushedAt().minusSeconds(60), early));
		assertThat(this.opened.records().latestPushed(record(replayed))).isEqualTo(B);
	}

	@Test
	void removesWhatEndedLongAgoAndKeepsWhatIsOpenOrParked() throws Exception {
		this.clock.goOn(Duration.between(this.clock.instant(), Instant.now()));
		for (int i = 0; i < 450; i++) {
			this.ledger.accept(push("old" + i, A));
		}
		claim(450).forEach((claim) -> this.ledger.finish(claim,
				ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest())));
		Receipt parked = this.ledger.accept(push("parked", A));
		this.ledger.finish(claimOne(), ImportOutcome.withoutImage(ImportState.FAILED, "x", "y"));
		Receipt open = this.ledger.accept(push("open", A));
		this.clock.goOn(Duration.ofDays(91));
		Receipt young = this.ledger.accept(push("young", A));
		claim(9).stream()
			.filter((claim) -> claim.record().push().image().tag().value().equals("young"))
			.forEach((claim) -> this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A)));
		Retention retention = new Retention(this.ledger, Duration.ofDays(90), this.opened.ages());
		assertThat(IntStream.range(0, 3).map((_) -> retention.removeSome())).containsExactly(200, 200, 50);
		assertThat(this.opened.records().find(Optional.empty(), Optional.empty(), Optional.empty(), 1_000).records())
			.containsExactlyInAnyOrder(record(parked), record(open), record(young));
		assertThat(this.opened.jdbc().sql("select count(*) from work").query(Long.class).single()).isEqualTo(3);
		assertThat(this.ledger.accept(push("old1", A)).duplicate()).isFalse();
	}

	@Test
	void removesOperationsThatAreSettledAWeekAfterTheirEndAndKeepsAllOthers() throws Exception {
		this.clock.goOn(Duration.between(this.clock.instant(), Instant.now()));
		List<String> images = new ArrayList<>();
		for (String tag : List.of("seen", "failed", "unseen", "open", "waiting")) {
			this.ledger.accept(push(tag, A));
			Claim claim = claimOne();
			OperationRecord operation = OperationRecord.begun(tag, claim.record().target().image().toString(), A,
					Optional.of(claim.record().push().image().tag()), claim.record().id(), this.clock.instant(),
					this.clock.instant().plus(Duration.ofMinutes(30)));
			assertThat(this.operations.begin(claim, operation)).isTrue();
			images.add(operation.image());
			switch (tag) {
				case "failed" -> this.operations.end(operation, OperationEnd.FAILED, false);
				case "unseen" -> this.operations.end(operation, OperationEnd.SUCCEEDED, false);
				case "seen", "waiting" -> this.operations.end(operation, OperationEnd.SUCCEEDED, true);
				default -> {
				}
			}
			if (tag.equals("waiting")) {
				this.ledger.postpone(claim, new ImportProgress.RecordedFailure("target-quarantined", "barred"),
						this.clock.instant().plusSeconds(60));
			}
			else {
				this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
			}
		}
		Retention retention = new Retention(this.ledger, Duration.ofDays(90), this.opened.ages());
		this.clock.goOn(Duration.ofDays(6));
		retention.step();
		assertThat(images).noneMatch((image) -> this.operations.of(image).isEmpty());
		this.clock.goOn(Duration.ofDays(2));
		retention.step();
		assertThat(images).filteredOn((image) -> !this.operations.of(image).isEmpty())
			.extracting((image) -> image.replaceFirst(".*:", ""))
			.containsExactly("unseen", "open", "waiting");
	}

	@Test
	void remembersWhoseATagIsForLongerThanItsImport() {
		this.clock.goOn(Duration.between(this.clock.instant(), Instant.now()));
		this.ledger.accept(push("v1", A));
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		removeOld();
		assertThat(owner("v1")).contains("contoso");
		this.ledger.accept(TestPushes.of("fabrikam", push("v2", B)));
		this.ledger.finish(claimOne(), ImportOutcome.arrived(ImportState.SUCCEEDED, B));
		assertThat(owner("v2")).contains("fabrikam");
		removeOld();
		assertThat(owner("v1")).contains("contoso");
		assertThat(owner("v2")).contains("fabrikam");
	}

	private void removeOld() {
		this.clock.goOn(Duration.ofDays(91));
		assertThat(new Retention(this.ledger, Duration.ofDays(90), this.opened.ages()).removeSome()).isEqualTo(1);
	}

	private Optional<String> owner(String tag) {
		TaggedImage image = push(tag, A).targets().getFirst().image();
		return Optional.ofNullable(this.opened.checks().owners(List.of(image)).get(image))
			.map(ComparisonRecord.TagOwner::source);
	}

	@Test
	void aPushOfAnotherSourceTakesNobodysPlace() {
		Receipt ours = this.ledger.accept(push("v1", A));
		Receipt theirs = this.ledger.accept(TestPushes.of("fabrikam", push("v1", A)));
		Receipt newer = this.ledger.accept(TestPushes.of("fabrikam", push("v1", B)));
		Claim first = claimOne();
		assertThat(first.record().id()).isEqualTo(record(newer).id());
		assertThat(state(theirs)).isEqualTo(ImportState.SUPERSEDED);
		this.ledger.finish(first, ImportOutcome.withoutImage(ImportState.KEPT, "other-source", "it is ours"));
		Claim second = claimOne();
		assertThat(second.record().id()).isEqualTo(record(ours).id());
		this.ledger.finish(second, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		assertThat(claim(9)).isEmpty();
		assertThat(state(newer)).isEqualTo(ImportState.KEPT);
	}

	@Test
	void whatIsPutOffLetsThePushOfAnotherSourceGoFirst() {
		ImportProgress.RecordedFailure failure = new ImportProgress.RecordedFailure("x", "y");
		Receipt ours = this.ledger.accept(push("v1", A));
		Receipt theirs = this.ledger.accept(TestPushes.of("fabrikam", push("v1", B)));
		this.ledger.defer(claimOne(), failure, Duration.ofSeconds(60), this.clock.instant().plusSeconds(60));
		Claim claim = claimOne();
		assertThat(claim.record().id()).isEqualTo(record(ours).id());
		assertThat(claim.record().progress().attempts()).isEqualTo(1);
		this.ledger.postpone(claim, failure, this.clock.instant().plusSeconds(90));
		assertThat(claim(9)).as("both are put off").isEmpty();
		this.clock.goOn(Duration.ofSeconds(61));
		claim = claimOne();
		assertThat(claim.record().id()).isEqualTo(record(theirs).id());
		assertThat(claim.record().progress().attempts()).isEqualTo(2);
		this.ledger.finish(claim, ImportOutcome.withoutImage(ImportState.KEPT, "other-source", "it is ours"));
		assertThat(claim(9)).isEmpty();
		this.clock.goOn(Duration.ofSeconds(30));
		assertThat(claimOne().record().id()).isEqualTo(record(ours).id());
	}

	@Test
	void announcesThatSomethingIsDue() {
		AtomicInteger announced = new AtomicInteger();
		this.ledger.onDue(announced::incrementAndGet);
		this.ledger.accept(push("v1", A));
		this.ledger.accept(push("v1", A));
		assertThat(announced).hasValue(1);
	}

	@Test
	void losesAndDoublesNothingUnderManyWritersAndClaimers() throws Exception {
		int writers = 16;
		int pushes = 100;
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int writer = 0; writer < writers; writer++) {
				int first = writer;
				tasks.add(() -> {
					for (int i = 0; i < pushes; i++) {
						this.ledger.accept(push("v" + (first + i) % 10, digest("0123456789abcdef".charAt(first))));
					}
					return 0;
				});
			}
			for (int claimer = 0; claimer < 4; claimer++) {
				tasks.add(this::workUntilNothingIsLeft);
			}
			for (Future<Integer> future : executor.invokeAll(tasks)) {
				future.get();
			}
		}
		workUntilNothingIsLeft();
		assertThat(this.opened.records().counts()).containsEntry(ImportState.PENDING, 0L)
			.containsEntry(ImportState.IMPORTING, 0L);
		assertThat(this.opened.jdbc().sql("select count(*) from work where done <> wanted").query(Long.class).single())
			.isZero();
		assertThat(this.opened.jdbc()
			.sql("select max(many) from (select count(*) as many from imports group by target_image, generation) as it")
			.query(Long.class)
			.single()).isEqualTo(1);
	}

	private int workUntilNothingIsLeft() {
		int done = 0;
		for (int idle = 0; idle < 3;) {
			List<Claim> claims = claim(3);
			for (Claim claim : claims) {
				this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, claim.record().push().digest()));
				done++;
			}
			idle = claims.isEmpty() ? idle + 1 : 0;
		}
		return done;
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "delete from imports where tag = 'bad'", "update imports set digest = '?' where tag = 'bad'",
					"update imports set overwrite = '?' where tag = 'bad'" })
	void oneUnreadableRowIsSetAsideAndDoesNotKeepTheOthersFromBeingClaimed(String damage) {
		this.ledger.accept(push("bad", A));
		this.ledger.accept(push("good", A));
		this.opened.jdbc().sql(damage).update();
		assertThat(claim(5)).extracting((claim) -> claim.record().push().image().tag().value()).containsExactly("good");
		assertThat(claim(5)).isEmpty();
		this.ledger.accept(push("bad", B));
		assertThat(claim(5)).extracting((claim) -> claim.record().push().image().tag().value()).containsExactly("bad");
	}

	@ParameterizedTest
	@ValueSource(strings = { "registry = '?'", "digest = '?'", "tag = '?'", "target_image = '?'", "state = '?'",
			"overwrite = '?'", "origin = '?'", "target_repository = ''", "imported_digest = '?'" })
	void oneUnreadableRowDoesNotHideTheOthers(String damage) {
		Receipt good = this.ledger.accept(push("good", A));
		Receipt bad = this.ledger.accept(push("bad", A));
		String id = bad.imports().getFirst().id();
		this.opened.jdbc().sql("update imports set " + damage + " where id = :id").param("id", id).update();
		ImportRecords.FoundImports found = this.opened.records()
			.find(Optional.empty(), Optional.empty(), Optional.empty(), 1_000);
		assertThat(found.records()).containsExactly(record(good));
		assertThat(found.damaged()).singleElement()
			.satisfies((row) -> assertThat(row.key()).isEqualTo(id),
					(row) -> assertThat(row).hasMessageStartingWith("Row '%s' of table imports cannot be read: ", id)
						.hasMessageEndingWith("Mend it, or have the tag pushed again"));
		assertThat(this.opened.records().find(List.of(id, good.imports().getFirst().id())))
			.containsExactly(record(good));
		assertThatExceptionOfType(DamagedRowException.class).isThrownBy(() -> this.opened.records().find(id));
		assertThat(
				this.opened.checks()
					.newestImports(List.of(good.imports().getFirst().target().image(),
							bad.imports().getFirst().target().image())))
			.containsOnly(Map.entry(good.imports().getFirst().target().image(), record(good)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "digest", "tag", "repository", "target_image" })
	void anUnreadableSightingDoesNotKeepTheOthersFromBeingJudged(String column) {
		ComparisonRecord.PushSighting bad = sighting("bad");
		ComparisonRecord.PushSighting good = sighting("good");
		this.opened.checks()
			.record(new ComparisonRecord("contoso", bad.repository(), "rules", this.clock.instant(), Set.of(),
					List.of(), List.of(), List.of(), List.of(bad, good)));
		this.opened.jdbc().sql("update sightings set " + column + " = '?' where tag = 'bad'").update();
		assertThat(this.opened.announcements().missed()).containsExactly(good);
		assertThat(this.opened.announcements().missed()).isEmpty();
	}

	private ComparisonRecord.PushSighting sighting(String tag) {
		return sighting(tag, Instant.EPOCH);
	}

	private ComparisonRecord.PushSighting sighting(String tag, Instant announcedAfter) {
		AllowedPush push = push(tag, A);
		return new ComparisonRecord.PushSighting(push.push().source(), push.push().image().repository(),
				push.push().image().tag(), push.push().digest(), push.targets().getFirst().image(), announcedAfter,
				this.clock.instant());
	}

	@Test
	void aRowThatWasMendedIsClaimedWithinAnHour() {
		this.ledger.accept(push("bad", A));
		this.opened.jdbc().sql("update imports set registry = '?'").update();
		assertThat(claim(5)).isEmpty();
		assertThat(this.opened.records().counts()).containsEntry(ImportState.PENDING, 1L);
		this.opened.jdbc().sql("update imports set registry = 'contoso.azurecr.io'").update();
		assertThat(claim(5)).isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		assertThat(claim(5)).hasSize(1);
	}

	@Test
	void oneBadWriteDoesNotTakeTheOthersWithIt() throws Exception {
		refuseBadTags(this.opened.jdbc());
		try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Receipt>> good = new ArrayList<>();
			List<Future<Receipt>> bad = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				int number = i;
				good.add(executor.submit(() -> this.ledger.accept(push("good" + number, A))));
				bad.add(executor.submit(() -> this.ledger.accept(push("bad", A))));
			}
			for (Future<Receipt> future : good) {
				assertThat(future.get().duplicate()).isFalse();
			}
			for (Future<Receipt> future : bad) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
					.withCauseInstanceOf(LedgerUnavailableException.class);
			}
		}
		assertThat(this.opened.records().counts()).containsEntry(ImportState.PENDING, 50L);
	}

	@Test
	void refusesWritesOnceItIsClosed() {
		this.ledger.close();
		assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> this.ledger.accept(push("v1", A)));
	}

	private void endLeases() {
		passLease(LEASE.plusSeconds(1));
	}

	/**
	 * Lets time go by for the leases, whose clock may be the database's own.
	 */
	private void passLease(Duration time) {
		this.opened.jdbc()
			.sql("update work set lease_until = lease_until - :time")
			.param("time", time.toMillis())
			.update();
	}

	private Claim reclaimed() {
		endLeases();
		assertThat(claim(1)).as("at once").isEmpty();
		this.clock.goOn(Duration.ofHours(1));
		return claimOne();
	}

	@Test
	void tellsWhatRefersToAManifest() {
		KnownManifests manifests = this.opened.manifests();
		RepositoryName poi = new RepositoryName("tripinsights/poi");
		ManifestLinks image = new ManifestLinks(Optional.empty(), Optional.empty(), List.of(digest('c'), digest('d')));
		ManifestLinks signature = new ManifestLinks(Optional.of(A), Optional.of("signature"), List.of());
		manifests.remember("contoso", poi, Map.of(A, image, B, signature));
		manifests.remember("fabrikam", poi, Map.of(digest('e'), signature));
		manifests.remember("contoso", new RepositoryName("other"), Map.of(digest('f'), signature));
		assertThat(manifests.referringTo("contoso", poi, A)).isEqualTo(Map.of(B, signature));
		assertThat(manifests.referringTo("contoso", poi, B)).isEmpty();
		assertThat(manifests.of("contoso", poi, A)).contains(image);
		assertThat(manifests.of("contoso", poi, digest('e'))).isEmpty();
		assertThat(manifests.isMoreThan(1, "contoso", poi)).isTrue();
		assertThat(manifests.isMoreThan(2, "contoso", poi)).isFalse();
		this.opened.jdbc().sql("update manifests set platforms = 'x'").update();
		assertThatExceptionOfType(DamagedRowException.class).isThrownBy(() -> manifests.of("contoso", poi, A));
		assertThatExceptionOfType(DamagedRowException.class).isThrownBy(() -> manifests.referringTo("contoso", poi, A));
		manifests.forget("contoso", poi, List.of(A, B));
		assertThat(manifests.isMoreThan(0, "contoso", poi)).isFalse();
	}

	@Test
	void writesTriesDownForAWeekTheLastFiveOfEach() {
		ImportTries tries = this.opened.tries(this.clock);
		String id = importId();
		List<ImportTries.Try> all = IntStream.rangeClosed(1, 7).mapToObj((attempt) -> attempt(id, attempt)).toList();
		all.forEach(tries::tried);
		write(tries);
		assertThat(tries.read(id)).isEqualTo(all.subList(2, 7));
		this.clock.goOn(Duration.ofDays(8));
		String later = importId();
		tries.tried(attempt(later, 1));
		write(tries);
		assertThat(tries.read(id)).isEmpty();
		assertThat(tries.read(later)).hasSize(1);
	}

	@Test
	void aTryThatIsLookedAtAgainKeepsItsBeginning() {
		ImportTries tries = this.opened.tries(this.clock);
		String id = importId();
		Instant begin = this.clock.instant();
		tries.tried(look(id, 1, "one", "source-behind", true));
		this.clock.goOn(Duration.ofMinutes(5));
		tries.tried(look(id, 1, "two", "source-behind", true));
		this.clock.goOn(Duration.ofMinutes(5));
		ImportTries.Try last = look(id, 1, "three", "source-behind", true);
		tries.tried(last);
		write(tries);
		ImportTries.Try whole = new ImportTries.Try(id, 1, "one", begin, last.endedAt(), "source-behind", true,
				List.of(new ImportTries.TryStep(Duration.ofMinutes(10), Duration.ZERO,
						"Looked again, the last time on three"),
						new ImportTries.TryStep(Duration.ofMinutes(10).plusMillis(1), Duration.ofMillis(2), "read")));
		assertThat(tries.read(id)).containsExactly(whole);
		// Another replica writes its earlier look down later.
		tries.tried(new ImportTries.Try(id, 1, "zero", begin.minusSeconds(60), begin.minusSeconds(59), "source-behind",
				true, List.of()));
		write(tries);
		assertThat(tries.read(id)).singleElement().satisfies((it) -> {
			assertThat(it.begunAt()).isEqualTo(begin.minusSeconds(60));
			assertThat(it.replica()).isEqualTo("zero");
			assertThat(it.endedAt()).isEqualTo(last.endedAt());
			assertThat(it.steps()).extracting(ImportTries.TryStep::what)
				.containsExactly("Looked again, the last time on three", "read");
			assertThat(it.begunAt().plus(it.steps().getLast().after())).isEqualTo(last.begunAt().plusMillis(1));
		});
		ImportTries.Try end = look(id, 1, "three", "source-unauthorized", false);
		tries.tried(end);
		write(tries);
		assertThat(tries.read(id)).singleElement().satisfies((it) -> {
			assertThat(it.begunAt()).isEqualTo(begin.minusSeconds(60));
			assertThat(it.goesOn()).isFalse();
			assertThat(it.outcome()).isEqualTo("source-unauthorized");
		});
		// An operator has it retried, and it is counted anew.
		this.clock.goOn(Duration.ofHours(1));
		ImportTries.Try retried = look(id, 1, "four", "succeeded", false);
		tries.tried(retried);
		write(tries);
		assertThat(tries.read(id)).containsExactly(retried);
	}

	private ImportTries.Try look(String id, int attempt, String replica, String outcome, boolean goesOn) {
		Instant now = this.clock.instant();
		return new ImportTries.Try(id, attempt, replica, now, now.plusMillis(5), outcome, goesOn,
				List.of(new ImportTries.TryStep(Duration.ofMillis(1), Duration.ofMillis(2), "read")));
	}

	private String importId() {
		String time = "%012x".formatted(this.clock.millis());
		return time.substring(0, 8) + "-" + time.substring(8) + "-7000-8000-000000000000";
	}

	private ImportTries.Try attempt(String id, int attempt) {
		Instant now = this.clock.instant().plusSeconds(attempt);
		return new ImportTries.Try(id, attempt, "pod", now, now.plusMillis(70), "throttled", false,
				List.of(new ImportTries.TryStep(Duration.ofMillis(1), Duration.ofMillis(20), "read a/b:c: sha256:12"),
						new ImportTries.TryStep(Duration.ofMillis(30), Duration.ofMillis(40), "two\nlines\tare one")));
	}

	@Test
	void countsHowLongImagesTookByTheHour() {
		ArrivalTimes arrivals = this.opened.arrivals(this.clock);
		for (int i = 1; i <= 100; i++) {
			arrivals.arrived(Duration.ofMillis(i * 100));
		}
		write(arrivals);
		this.clock.goOn(Duration.ofHours(1));
		arrivals.arrived(Duration.ofMinutes(5));
		write(arrivals);
		List<ArrivalTimes.ArrivalHour> hours = arrivals.read();
		assertThat(hours).hasSize(24);
		assertThat(hours.get(22).images()).isEqualTo(100);
		assertThat(hours.get(22).took(0.5)).isBetween(Duration.ofMillis(5_000), Duration.ofMillis(5_500));
		assertThat(hours.get(22).took(0.99)).isBetween(Duration.ofMillis(9_900), Duration.ofMillis(10_900));
		assertThat(hours.get(23).images()).isEqualTo(1);
		assertThat(ArrivalTimes.ArrivalHour.sum(hours).images()).isEqualTo(101);
		this.clock.goOn(Duration.ofDays(3));
		arrivals.arrived(Duration.ZERO);
		write(arrivals);
		assertThat(this.opened.jdbc().sql("select count(*) from arrival_times").query(Long.class).single())
			.isEqualTo(1);
	}

	@Test
	void whatCouldNotBeWrittenDownIsWrittenDownLater() {
		SourceCalls calls = this.opened.calls(this.clock);
		calls.called("contoso", "webhook", "event");
		calls.take().giveBack();
		calls.called("contoso", "webhook", "ping");
		write(calls);
		assertThat(calls.read()).extracting(SourceCalls.SourceCall::kind).containsExactly("event", "ping");
		assertThat(calls.take()).isSameAs(NotedFigures.FigureBatch.NONE);
		this.clock.goOn(Duration.ofSeconds(5));
		calls.called("contoso", "webhook", "event");
		write(calls);
		assertThat(calls.read().getFirst().at()).isEqualTo(this.clock.instant());
	}

	private void write(NotedFigures figures) {
		new FigureWriter(this.ledger, this.opened.jdbc(), List.of(figures)).write();
	}

	private static Optional<TraceParent> trace(char digit) {
		String hex = String.valueOf(digit);
		return TraceParent.of("00-" + hex.repeat(32) + "-" + hex.repeat(16) + "-01");
	}

	private Claim claimOne() {
		List<Claim> claims = claim(1);
		assertThat(claims).hasSize(1);
		return claims.getFirst();
	}

	private List<Claim> claim(int limit) {
		return this.opened.claim("prod", limit, "replica-" + this.replicas.incrementAndGet(), List.of(), LEASE);
	}

	private ImportState state(Receipt receipt) {
		return record(receipt).progress().state();
	}

	private ImportRecord record(Receipt receipt) {
		return this.opened.records().find(receipt.imports().getFirst().id()).orElseThrow();
	}

}
