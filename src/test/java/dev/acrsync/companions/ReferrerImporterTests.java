package dev.acrsync.companions;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.image.TaggedImage;
import dev.acrsync.importing.FakeAzure;
import dev.acrsync.importing.TestImporting;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportResult;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.records.ImportState;
import dev.acrsync.records.TargetImage;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rules;
import dev.acrsync.rules.TestRule;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.TestSettings;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What comes along with an image, with an Azure that does what it is told. Nothing waits:
 * a pause sets the clock.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReferrerImporterTests {

	private static final Digest IMAGE = TestPushes.digest('a');

	private static final Digest SIGNATURE = TestPushes.digest('b');

	private static final Digest OTHER = TestPushes.digest('c');

	private static final String SOURCE = "contoso.azurecr.io";

	private static final String TARGET = "customer.azurecr.io";

	private static final String FROM = SOURCE + "/tripinsights/poi";

	private static final String TO = TARGET + "/vendors/poi";

	private static final String COSIGNS = "sha256-" + "a".repeat(64) + ".sig";

	private static final OperationStatus RUNNING = new OperationStatus.Running(
			URI.create("https://arm.example/operations/1"), Optional.empty());

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final FakeAzure azure = new FakeAzure();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final Settings settings = TestImporting.settings();

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	private int replicas;

	private Optional<Claim> before = Optional.empty();

	private TestImporting importing;

	private ReferrerImporter referrerImporter;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
		this.importing = new TestImporting(this.settings, this.ledger, this.registries, this.azure, this.meters,
				this.clock, this.clock::goOn);
		this.referrerImporter = this.importing.referrers();
	}

	@AfterEach
	void askedForAll() {
		assertThat(this.azure.unusedAnswers()).as("answers that Azure was not asked for").isZero();
	}

	@Test
	void importsAReferrerWithoutATag() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.azure.answers(RUNNING).answers(() -> copied(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest, ImportRequest::tag)
			.containsExactly(tuple(SIGNATURE, Optional.empty()));
		assertThat(counted(ImportState.SUCCEEDED)).isOne();
	}

	@Test
	void importsATagOfCosignAsATag() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE);
		this.azure.answers(() -> tagged(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest, ImportRequest::tag)
			.containsExactly(tuple(SIGNATURE, Optional.of(new Tag(COSIGNS))));
	}

	@Test
	void importsNothingThatIsThere() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.registries.putManifest(TO, SIGNATURE).put(FROM + ":" + COSIGNS, OTHER).put(TO + ":" + COSIGNS, OTHER);
		assertThat(bring()).isEmpty();
		assertThat(counted(ImportState.UNCHANGED)).isEqualTo(2);
	}

	@Test
	void asksForNothingWhereTheRuleWantsNothing() throws Exception {
		refer(IMAGE, SIGNATURE);
		assertThat(bring(task("v1", ReferrerRule.NONE, Overwrite.WHEN_CHANGED))).isEmpty();
	}

	@Test
	void movesATagOfCosignThatHasGrown() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE).put(TO + ":" + COSIGNS, OTHER);
		this.azure.answers(() -> tagged(SIGNATURE));
		assertThat(bring()).isEmpty();
	}

	@Test
	void movesNoTagWhereTheRuleSaysNever() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE).put(TO + ":" + COSIGNS, OTHER);
		assertThat(bring(task("v1", ReferrerRule.ALL, Overwrite.NEVER))).isEmpty();
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void movesNoLockedTag() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE).put(TO + ":" + COSIGNS, OTHER);
		this.registries.lock(TO + ":" + COSIGNS, new TagLock.Locked());
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void bringsNothingIntoALockedRepository() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.registries.put(FROM + ":" + COSIGNS, OTHER).lock(TO, new TagLock.Locked());
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void goesOnWithATagThatMovedWhileItWasCopied() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE);
		this.azure.answers(() -> {
			this.registries.put(FROM + ":" + COSIGNS, OTHER);
			return tagged(SIGNATURE);
		}).answers(() -> tagged(OTHER));
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(SIGNATURE, OTHER);
	}

	@Test
	void endsWhereReferrersReferToEachOther() throws Exception {
		refer(IMAGE, SIGNATURE);
		refer(SIGNATURE, SIGNATURE);
		this.registries.putManifest(TO, SIGNATURE);
		assertThat(bring()).isEmpty();
		assertThat(counted(ImportState.UNCHANGED)).isOne();
	}

	@Test
	void saysWhatIsThereAndWhatIsNot() throws Exception {
		refer(IMAGE, SIGNATURE);
		refer(IMAGE, OTHER);
		this.azure.whenAsked((request) -> request.digest().equals(OTHER) ? copied(OTHER)
				: new OperationStatus.Failed(new ImportTrouble(TroubleCure.WAIT, "source-firewall",
						"The source's firewall", Optional.of(Duration.ofSeconds(9)))));
		ImportTrouble trouble = bring().orElseThrow();
		assertThat(trouble)
			.isEqualTo(new ImportTrouble(
					TroubleCure.WAIT, "referrer-not-arrived", TO + ":v1 is there, but application/spdx+json ("
							+ SIGNATURE + ") has not come along. The source's firewall",
					Optional.of(Duration.ofSeconds(9))));
		assertThat(counted(ImportState.FAILED)).isOne();
		assertThat(counted(ImportState.SUCCEEDED)).as("the one after it").isOne();
	}

	@Test
	void asksAThrottlingAzureForNothingMore() throws Exception {
		for (int i = 0; i < 100; i++) {
			refer(IMAGE, new Digest("sha256:%064x".formatted(i)));
		}
		this.azure.otherwise(new OperationStatus.Failed(
				new ImportTrouble(TroubleCure.RETRY, ImportTrouble.THROTTLED, "Azure throttles")));
		assertThat(bring().orElseThrow().message()).contains("Azure throttles");
		assertThat(this.azure.requests()).hasSizeLessThanOrEqualTo(ParallelCopies.MOST);
		assertThat(this.importing.concurrency().limit("prod")).isEqualTo(2);
	}

	@Test
	void copiesSideBySideAFewAtOnce() throws Exception {
		for (int i = 0; i < 20; i++) {
			refer(IMAGE, new Digest("sha256:%064x".formatted(i)));
		}
		CyclicBarrier together = new CyclicBarrier(ParallelCopies.MOST);
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.azure.whenAsked((request) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			if (this.azure.requests().size() <= ParallelCopies.MOST) {
				await(together);
			}
			running.decrementAndGet();
			return copied(request.digest());
		});
		assertThat(bring()).isEmpty();
		assertThat(most).hasValue(ParallelCopies.MOST);
		assertThat(counted(ImportState.SUCCEEDED)).isEqualTo(20);
		assertThat(this.meters.get("acr.sync.referrer.lag").timer().count()).isEqualTo(20);
	}

	@Test
	void measuresHowLongAReferrerWasMissingOverAllTries() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.azure.answers(new OperationStatus.Failed(new ImportTrouble(TroubleCure.RETRY, "no", "not now")));
		assertThat(bring()).isPresent();
		this.azure.answers(() -> copied(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(this.meters.get("acr.sync.referrer.lag").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(120);
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(10, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void believesTheTargetAndNotAzure() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.azure.answers(RUNNING).answers(new OperationStatus.Ended());
		assertThat(bring().orElseThrow().message()).contains("does not have digest " + SIGNATURE);
		assertThat(bring().orElseThrow().message()).as("not copied again").contains("looking again");
		this.registries.putManifest(TO, SIGNATURE);
		assertThat(bring()).isEmpty();
	}

	@Test
	void takesAFailureForASuccessWhereTheTargetHasIt() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.azure.answers(() -> {
			copied(SIGNATURE);
			return new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "no-answer", "reset"));
		});
		assertThat(bring()).isEmpty();
	}

	@Test
	void leavesItsPlaceToOthersAndFollowsTheSameOperationOn() throws Exception {
		refer(IMAGE, SIGNATURE);
		Instant start = this.clock.instant();
		for (int i = 0; i < 13; i++) {
			this.azure.answers(RUNNING);
		}
		assertThat(bring().orElseThrow().message()).contains("is still copying it");
		assertThat(Duration.between(start, this.clock.instant())).isLessThan(Duration.ofMinutes(6));
		this.azure.answers(() -> copied(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).hasSize(1);
	}

	@Test
	void waitsForACopyThatAnotherImportHasBegunWhoseAnswerIsNotKnown() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.azure.answers(new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "no-answer", "reset")));
		assertThat(bring(task("v1"))).isPresent();
		assertThat(bring(task("v2")).orElseThrow().message()).contains("it may be copying");
		this.clock.goOn(Duration.ofMinutes(5));
		copied(SIGNATURE);
		assertThat(bring(task("v2"))).isEmpty();
		assertThat(this.azure.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(value = UnreadableCause.class, names = { "UNAUTHORIZED", "FORBIDDEN", "UNEXPECTED", "UNAVAILABLE" })
	void leavesASourceAloneThatNeverTellsAndSaysSoOnce(UnreadableCause cause, CapturedOutput log) throws Exception {
		this.registries.away(SOURCE, cause);
		assertThat(bring()).isEmpty();
		assertThat(bring()).isEmpty();
		assertThat(log).containsOnlyOnce("Source 'contoso' does not tell what refers to its images");
	}

	@Test
	void waitsForASourceThatToldBefore() throws Exception {
		assertThat(bring()).isEmpty();
		this.registries.away(SOURCE, UnreadableCause.UNAVAILABLE);
		ImportTrouble trouble = bring().orElseThrow();
		assertThat(trouble.code()).isEqualTo("referrer-not-arrived");
		assertThat(trouble.message()).contains("does not tell for the moment", SOURCE + " is away");
	}

	@Test
	void waitsForASourceThatThrottles() throws Exception {
		this.registries.away(SOURCE, UnreadableCause.THROTTLED);
		assertThat(bring()).isPresent();
	}

	@Test
	void importsNothingBlindlyWhereTheTargetCannotBeRead() throws Exception {
		refer(IMAGE, SIGNATURE);
		this.registries.away(TARGET, UnreadableCause.FORBIDDEN);
		assertThat(bring().orElseThrow().message()).contains(TARGET + " is away");
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void waitsForASourceThatCanBeReadAndDoesNotListForTheMoment() throws Exception {
		this.registries.putManifest(FROM, IMAGE).listsNo("referrers", SOURCE, UnreadableCause.UNAVAILABLE);
		assertThat(bring().orElseThrow().message()).contains("does not tell for the moment");
	}

	@Test
	void leavesASourceThatCanBeReadAndKnowsNoReferrers() throws Exception {
		this.registries.putManifest(FROM, IMAGE).listsNo("referrers", SOURCE, UnreadableCause.UNEXPECTED);
		assertThat(bring()).isEmpty();
		assertThat(bring()).as("though it tells of tags").isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "UNAVAILABLE, RETRY", "UNEXPECTED, RETRY", "DISALLOWED, WAIT" })
	void waitsForASourceThatListedBefore(UnreadableCause cause, TroubleCure cure) throws Exception {
		assertThat(bring()).isEmpty();
		this.registries.listsNo("referrers", SOURCE, cause);
		ImportTrouble trouble = bring().orElseThrow();
		assertThat(trouble.code()).isEqualTo("referrer-not-arrived");
		assertThat(trouble.cure()).isEqualTo(cure);
	}

	@Test
	void bringsAlongAThousandSignaturesFirstAndSaysWhatIsLeft(CapturedOutput log) throws Exception {
		for (int i = 0; i < 1_005; i++) {
			Digest sbom = new Digest("sha256:%064x".formatted(i));
			refer(IMAGE, sbom);
			this.registries.putManifest(TO, sbom);
		}
		this.registries.refer(FROM, IMAGE,
				new Referrer(SIGNATURE, Optional.of("application/vnd.cncf.notary.signature")));
		this.azure.answers(() -> copied(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(counted(ImportState.SUCCEEDED)).isOne();
		assertThat(counted(ImportState.UNCHANGED)).isEqualTo(999);
		assertThat(log).contains("leaves 6 of what refers to " + TO + ":v1", "referrers.artifact-types");
	}

	@Test
	void bringsAlongWhatRefersToAPlatform() throws Exception {
		this.registries.index(FROM, IMAGE, OTHER);
		refer(OTHER, SIGNATURE);
		Digest cosigns = TestPushes.digest('d');
		String tag = "sha256-" + "c".repeat(64) + ".sig";
		this.registries.put(FROM + ":" + tag, cosigns);
		this.azure.whenAsked((request) -> {
			request.tag().ifPresent((it) -> this.registries.put(TO + ":" + it, request.digest()));
			return copied(request.digest());
		});
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest, ImportRequest::tag)
			.containsExactlyInAnyOrder(tuple(cosigns, Optional.of(new Tag(tag))), tuple(SIGNATURE, Optional.empty()));
	}

	@Test
	void leavesPlatformsAloneWhereTheRuleSaysSo() throws Exception {
		this.registries.index(FROM, IMAGE, OTHER);
		refer(OTHER, SIGNATURE);
		assertThat(bring(task("v1", new ReferrerRule(true, Set.of(), false), Overwrite.WHEN_CHANGED))).isEmpty();
		assertThat(this.azure.requests()).isEmpty();
	}

	@Test
	void stopsWhenTheServiceDoes() {
		refer(IMAGE, SIGNATURE);
		ImportTask task = task("v1");
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> bring(task));
	}

	@Test
	void endsATagWhoseImageIsNotThere() {
		ImportTask task = task(COSIGNS);
		assertThat(this.referrerImporter.withoutSubject(task)).get()
			.isInstanceOfSatisfying(ImportResult.Left.class, (left) -> {
				assertThat(left.state()).isEqualTo(ImportState.GONE);
				assertThat(left.code()).isEqualTo("subject-not-imported");
				assertThat(left.message()).contains("vendors/poi", IMAGE.value());
			});
		this.registries.putManifest(TO, IMAGE);
		assertThat(this.referrerImporter.withoutSubject(task)).isEmpty();
		this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
		assertThat(this.referrerImporter.withoutSubject(task)).get().isInstanceOf(ImportResult.Stuck.class);
	}

	@Test
	void listsARepositoryOnceForCosignsTagsOfManyImages() throws Exception {
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE);
		this.azure.answers(RUNNING).answers(() -> tagged(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(bring()).isEmpty();
		assertThat(this.registries.asked("tags")).hasSize(1);
		assertThat(this.registries.asked("tag " + SOURCE)).as("the tag, after it was copied").hasSize(1);
	}

	@Test
	void bringsACosignTagThatAnEventHasAnnouncedSinceTheListing() throws Exception {
		assertThat(bring()).isEmpty();
		this.registries.put(FROM + ":" + COSIGNS, SIGNATURE);
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).as("not announced, and listed just now").isEmpty();
		task(COSIGNS);
		this.azure.answers(RUNNING).answers(() -> tagged(SIGNATURE));
		assertThat(bring()).isEmpty();
		assertThat(this.azure.requests()).extracting(ImportRequest::digest).containsExactly(SIGNATURE);
	}

	@Test
	void endsNoTagThatARuleNames() {
		assertThat(this.referrerImporter.withoutSubject(task("v1"))).isEmpty();
	}

	private Optional<ImportTrouble> bring() throws InterruptedException {
		this.clock.goOn(Duration.ofMinutes(2));
		return bring(task("v1"));
	}

	private Optional<ImportTrouble> bring(ImportTask task) throws InterruptedException {
		return this.referrerImporter.bring(task, IMAGE, () -> false)
			.map((result) -> ((ImportResult.Stuck) result).trouble());
	}

	private void refer(Digest subject, Digest referrer) {
		this.registries.refer(FROM, subject, new Referrer(referrer, Optional.of("application/spdx+json")));
	}

	private OperationStatus copied(Digest digest) {
		this.registries.putManifest(TO, digest);
		return new OperationStatus.Ended();
	}

	private OperationStatus tagged(Digest digest) {
		this.registries.put(TO + ":" + COSIGNS, digest);
		return new OperationStatus.Ended();
	}

	private long counted(ImportState outcome) {
		return (long) this.meters.get("acr.sync.referrers").tag("outcome", outcome.label()).counter().count();
	}

	private ImportTask task(String tag) {
		return task(tag, ReferrerRule.ALL, Overwrite.WHEN_CHANGED);
	}

	private ImportTask task(String tag, ReferrerRule referrers, Overwrite overwrite) {
		RepositoryName repository = new RepositoryName("vendors/poi");
		Rules rules = TestRule.of("tripinsights/poi")
			.tags("v*")
			.into("vendors/poi")
			.overwrite(overwrite)
			.referrers(referrers)
			.rules();
		Source plain = this.settings.sources().get("contoso");
		Source source = TestSettings.source(plain.name(), plain.registry(), plain.door(), rules);
		AllowedPush push = TestPushes.push(tag, IMAGE);
		this.ledger.ledger()
			.accept(new AllowedPush(push.push(), List.of(new TargetImage(new Destination("prod", repository, overwrite),
					new TaggedImage(new RegistryHost(TARGET), repository, new Tag(tag))))));
		this.before.ifPresent(this.ledger.ledger()::release);
		Claim claim = this.ledger.claim("prod", 1, "replica-" + ++this.replicas, List.of(), Duration.ofMinutes(1))
			.getFirst();
		this.before = Optional.of(claim);
		this.importing.concurrency().begun("prod", claim.owner());
		return new ImportTask(claim, source, this.settings.targets().get("prod"));
	}

}
