package dev.acrsync.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import dev.acrsync.image.Digest;
import dev.acrsync.records.ImportOrigin;
import dev.acrsync.records.ImportProgress;
import dev.acrsync.records.ImportState;
import dev.acrsync.resumption.FollowUp;
import dev.acrsync.resumption.OperationEnd;
import dev.acrsync.resumption.OperationRecord;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.storedages.Retention;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.acrsync.ledger.TestPushes.digest;
import static dev.acrsync.ledger.TestPushes.push;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Whose turn it is, and that nothing waits too long however the clock is set, on
 * whichever database a subclass brings.
 */
abstract class DueWorkTests {

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	/** The longest that anything accepted may wait, in minutes of true time. */
	private static final int MAX_DELAY = 30;

	private static final Digest A = digest('a');

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	/** What nobody sets. */
	private final AtomicLong nanos = new AtomicLong();

	private final AtomicInteger replicas = new AtomicInteger();

	@AutoClose
	private TestLedger opened;

	private Ledger ledger;

	@BeforeEach
	void open() {
		this.opened = new TestLedger(url(), this.clock, this.nanos::get);
		this.ledger = this.opened.ledger();
	}

	/**
	 * Returns the URL of the database of this test.
	 */
	abstract String url();

	/**
	 * Tells whether leases end by the database's own clock.
	 */
	abstract boolean hasClock();

	@Test
	void sourcesTakeTurnsHoweverLongTheOthersBacklogIs() {
		IntStream.range(0, 6).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.EVENT)));
		IntStream.range(0, 2).forEach((i) -> this.ledger.accept(of("fabrikam", "f" + i, ImportOrigin.EVENT)));
		assertThat(claim(4, new SourceQuota("contoso", 0, 9), new SourceQuota("fabrikam", 0, 9))).containsExactly("c0",
				"f0", "c1", "f1");
		assertThat(claim(9, new SourceQuota("contoso", 2, 9), new SourceQuota("fabrikam", 2, 9))).containsExactly("c2",
				"c3", "c4", "c5");
	}

	@Test
	void theLastFreePlaceIsKeptForASourceThatHasNone() {
		IntStream.range(0, 9).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.EVENT)));
		SourceQuota idle = new SourceQuota("fabrikam", 0, 9);
		assertThat(claim(4, new SourceQuota("contoso", 0, 9), idle)).as("of four").containsExactly("c0", "c1", "c2");
		assertThat(claim(1, new SourceQuota("contoso", 3, 9), idle)).as("again").isEmpty();
		assertThat(claim(1, new SourceQuota("contoso", 3, 9), new SourceQuota("fabrikam", 0, 0))).as("not now")
			.isEmpty();
		this.ledger.accept(of("fabrikam", "f0", ImportOrigin.EVENT));
		assertThat(claim(1, new SourceQuota("contoso", 3, 9), idle)).as("taken").containsExactly("f0");
	}

	@Test
	void theLastPlacesAreKeptForAnnouncedImagesAndForASourceThatHasNone() {
		IntStream.range(0, 9).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.BACKFILL)));
		ImportPlaces places = new ImportPlaces(5, 3);
		assertThat(claim(places, new SourceQuota("contoso", 9, 9), new SourceQuota("fabrikam", 9, 9)))
			.containsExactly("c0", "c1");
		this.ledger.accept(of("fabrikam", "f0", ImportOrigin.BACKFILL));
		this.ledger.accept(of("contoso", "announced", ImportOrigin.EVENT));
		assertThat(claim(new ImportPlaces(3, 3), new SourceQuota("contoso", 9, 9), new SourceQuota("fabrikam", 9, 9)))
			.containsExactly("announced");
		assertThat(claim(new ImportPlaces(2, 3), new SourceQuota("contoso", 9, 9), new SourceQuota("fabrikam", 0, 9)))
			.containsExactly("f0");
		assertThat(claim(places, new SourceQuota("contoso", 0, 9))).as("those that were passed over")
			.containsExactly("c2", "c3");
	}

	@Test
	void noPlaceIsKeptWhereNobodyCouldUseIt() {
		IntStream.range(0, 9).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.EVENT)));
		SourceQuota contoso = new SourceQuota("contoso", 1, 9);
		assertThat(claim(1, new SourceQuota("contoso", 0, 9), new SourceQuota("fabrikam", 0, 9))).as("only one")
			.hasSize(1);
		assertThat(claim(2, contoso)).as("no other source").hasSize(2);
		assertThat(claim(2, contoso, new SourceQuota("fabrikam", 1, 9))).as("all have one").hasSize(2);
		assertThat(claim(2, contoso, new SourceQuota("fabrikam", 0, 9, false))).as("leads elsewhere").hasSize(2);
	}

	@Test
	void theSourceWithFewerPlacesIsFirst() {
		IntStream.range(0, 3).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.EVENT)));
		IntStream.range(0, 3).forEach((i) -> this.ledger.accept(of("fabrikam", "f" + i, ImportOrigin.EVENT)));
		assertThat(claim(4, new SourceQuota("contoso", 2, 9), new SourceQuota("fabrikam", 0, 9))).containsExactly("f0",
				"f1", "c0", "f2");
	}

	@Test
	void aSourceGetsNoMoreThanItMayAndNobodyElsesWork() {
		IntStream.range(0, 3).forEach((i) -> this.ledger.accept(of("contoso", "c" + i, ImportOrigin.EVENT)));
		this.ledger.accept(of("fabrikam", "f0", ImportOrigin.EVENT));
		assertThat(claim(9, new SourceQuota("contoso", 0, 1))).containsExactly("c0");
		assertThat(claim(9, new SourceQuota("contoso", 0, 0), new SourceQuota("unknown", 0, 9))).isEmpty();
	}

	@Test
	void whatEventsAnnounceComesBeforeWhatComparisonsFindAcrossSources() {
		this.ledger.accept(of("contoso", "c0", ImportOrigin.RECONCILE));
		this.ledger.accept(of("contoso", "c1", ImportOrigin.RECONCILE));
		this.ledger.accept(of("fabrikam", "f0", ImportOrigin.RECONCILE));
		this.ledger.accept(of("fabrikam", "f1", ImportOrigin.EVENT));
		this.ledger.accept(of("contoso", "c2", ImportOrigin.EVENT));
		assertThat(claim(1, new SourceQuota("contoso", 1, 9), new SourceQuota("fabrikam", 1, 9))).containsExactly("c2");
		assertThat(claim(1, new SourceQuota("contoso", 1, 9), new SourceQuota("fabrikam", 1, 9))).as("named second")
			.containsExactly("f1");
		assertThat(claim(9, new SourceQuota("contoso", 0, 9), new SourceQuota("fabrikam", 0, 9))).containsExactly("c0",
				"f0", "c1");
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MIN_VALUE, -1, Integer.MAX_VALUE, Long.MAX_VALUE })
	void oddNumbersInOneRowKeepNobodyElsesFromBeingClaimed(long odd) {
		this.ledger.accept(of("contoso", "odd", ImportOrigin.EVENT));
		this.ledger.accept(of("contoso", "plain", ImportOrigin.EVENT));
		this.opened.jdbc()
			.sql("update imports set received_at = :odd, pushed_at = :odd where tag = 'odd'")
			.param("odd", odd)
			.update();
		this.opened.jdbc()
			.sql("update work set attempts = :odd, deaths = :odd where target_image like '%:odd'")
			.param("odd", Math.clamp(odd, Integer.MIN_VALUE, Integer.MAX_VALUE))
			.update();
		List<Claim> claims = this.opened.claim("prod", 9, "me", List.of(), Duration.ofMinutes(1));
		assertThat(claims).hasSize(2)
			.allSatisfy((claim) -> assertThatNoException().isThrownBy(
					() -> this.opened.ages().of(claim.record().progress().receivedAt()).map(Duration::toNanos)));
		assertThatNoException().isThrownBy(this.opened.ledger()::takeOver);
	}

	@Test
	void manyThatArePutOffAreNotInTheWay() {
		List<AllowedPush> pushes = IntStream.range(0, 2_000)
			.mapToObj((i) -> of("contoso", "c" + i, ImportOrigin.EVENT))
			.toList();
		this.ledger.acceptAll(pushes);
		this.opened.jdbc()
			.sql("update work set due_at = :due")
			.param("due", this.clock.millis() + MINUTE.toMillis())
			.update();
		this.ledger.accept(of("fabrikam", "f0", ImportOrigin.EVENT));
		assertThat(claim(9, new SourceQuota("contoso", 0, 9), new SourceQuota("fabrikam", 0, 9))).containsExactly("f0");
		goOn(MINUTE);
		assertThat(claim(3, new SourceQuota("contoso", 0, 9), new SourceQuota("fabrikam", 0, 9))).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void whatIsAcceptedIsReadyHoweverTheClockIsSet(int hours) {
		this.ledger.accept(of("contoso", "before", ImportOrigin.EVENT));
		set(hours);
		this.ledger.accept(of("contoso", "after", ImportOrigin.EVENT));
		set(-hours);
		assertThat(this.opened.claim("prod", 9, "one", List.of(), LEASE)).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void whatIsPutOffWaitsForNoLongerThanTheLongestDelay(int hours) {
		this.ledger.accept(of("contoso", "before", ImportOrigin.EVENT));
		putOff();
		set(hours);
		assertThat(minutesUntilClaimed()).as("put off before").isLessThanOrEqualTo(MAX_DELAY);
		this.ledger.accept(of("contoso", "after", ImportOrigin.EVENT));
		putOff();
		set(-hours);
		assertThat(minutesUntilClaimed()).as("put off by the wrong clock").isLessThanOrEqualTo(MAX_DELAY);
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void whatADeadProcessHadClaimedComesBackInTime(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		assertThat(this.opened.claim("prod", 1, "killed", List.of(), LEASE)).hasSize(1);
		set(hours);
		assertThat(minutesUntilClaimed()).isLessThanOrEqualTo(4);
		set(-hours);
		assertThat(minutesUntilClaimed()).as("dead twice").isLessThanOrEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void nobodyTakesOverFromWhoeverLives(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "alive", List.of(), LEASE).getFirst();
		set(hours);
		this.ledger.recover("other", List.of(), LEASE, Duration.ofHours(1));
		assertThat(this.ledger.renew(claim, LEASE)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void anOperationMayRunNoLongerThanItsDeadlineHoweverTheClockIsSet(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		String image = claim.record().target().image().toString();
		Instant now = this.clock.instant();
		OperationRecord begun = OperationRecord.begun("request", image, A,
				Optional.of(claim.record().push().image().tag()), claim.record().id(), now,
				now.plus(Duration.ofMinutes(30)));
		assertThat(this.opened.operations().begin(claim, begun)).isTrue();
		set(hours);
		OperationRecord read = this.opened.operations().of(image).getFirst();
		assertThat(read.begunAt()).isBeforeOrEqualTo(this.clock.instant());
		assertThat(read.deadline()).isBeforeOrEqualTo(this.clock.instant().plus(Duration.ofMinutes(30)));
		assertThat(Duration.between(read.begunAt(), read.deadline())).isEqualTo(Duration.ofMinutes(30));
		this.opened.operations().end(read, OperationEnd.SUCCEEDED, false);
		set(-hours);
		assertThat(this.opened.operations().of(image).getFirst().endedAt().orElseThrow())
			.isBeforeOrEqualTo(this.clock.instant());
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void anOperationMayRunAsLongAsItMightHoweverTheClockIsSetAndWhoeverAsks(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		String image = claim.record().target().image().toString();
		Instant now = this.clock.instant();
		OperationRecord begun = OperationRecord.begun("request", image, A,
				Optional.of(claim.record().push().image().tag()), claim.record().id(), now,
				now.plus(Duration.ofMinutes(30)));
		assertThat(this.opened.operations().begin(claim, begun)).isTrue();
		IntStream.range(0, 20).forEach((_) -> goOn(MINUTE));
		set(hours);
		assertThat(left(image)).as("set while a process looks").isEqualTo(Duration.ofMinutes(10));
		OperationRecord next = OperationRecord.begun("next", image, A, Optional.of(claim.record().push().image().tag()),
				claim.record().id(), this.clock.instant(), this.clock.instant());
		assertThat(this.opened.operations().begin(claim, next)).as("while the first may run").isFalse();
		restart();
		assertThat(left(image)).as("after a restart").isEqualTo(Duration.ofMinutes(10));
		this.opened.operations()
			.locate(this.opened.operations().of(image).getFirst(), "https://arm.example",
					this.clock.instant().plus(MINUTE));
		set(-hours);
		assertThat(left(image)).as("set back").isEqualTo(Duration.ofMinutes(10));
		IntStream.range(0, 10).forEach((_) -> goOn(MINUTE));
		assertThat(left(image)).as("in the end").isEqualTo(Duration.ZERO);
	}

	@ParameterizedTest
	@ValueSource(ints = { 24, 365 * 24 })
	void anOperationIsNotOverSinceTheClockWasSetWhileNoProcessRan(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		String image = claim.record().target().image().toString();
		Instant now = this.clock.instant();
		assertThat(this.opened.operations()
			.begin(claim, OperationRecord.begun("request", image, A, Optional.of(claim.record().push().image().tag()),
					claim.record().id(), now, now.plus(Duration.ofMinutes(30)))))
			.isTrue();
		this.opened.close();
		this.clock.goOn(Duration.ofHours(hours));
		open();
		assertThat(left(image)).isEqualTo(Duration.ofMinutes(30));
		IntStream.range(0, 30).forEach((_) -> goOn(MINUTE));
		assertThat(left(image)).isEqualTo(Duration.ZERO);
	}

	private Duration left(String image) {
		return Duration.between(this.clock.instant(), this.opened.operations().of(image).getFirst().deadline());
	}

	private void restart() {
		this.opened.close();
		open();
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, 100 * 24, 365 * 24 })
	void nothingIsRemovedSinceTheClockIsSetButWhenItIsOld(int hours) throws Exception {
		set((int) Duration.between(this.clock.instant(), Instant.now()).toHours());
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		this.ledger.finish(claim, ImportOutcome.arrived(ImportState.SUCCEEDED, A));
		goOn(Duration.ofDays(80));
		set(hours);
		assertThat(removed()).as("set while a process looks").isZero();
		restart();
		assertThat(removed()).as("after a restart").isZero();
		goOn(MINUTE);
		set(-hours);
		restart();
		assertThat(removed()).as("set back").isZero();
		this.opened.close();
		this.clock.goOn(Duration.ofHours(hours));
		open();
		assertThat(removed()).as("set while no process ran").isZero();
		set(-hours);
		goOn(Duration.ofDays(11));
		goOn(Duration.ofDays((hours < 0) ? 90 : 0));
		assertThat(removed()).as("old").isEqualTo(1);
	}

	private int removed() throws Exception {
		return new Retention(this.ledger, Duration.ofDays(90), this.opened.ages()).removeSome();
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1 })
	void aTagOfAnUncertainOperationIsLookedAtAgainAtOnceWhenTheClockWasAhead(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		Instant now = this.clock.instant();
		OperationRecord begun = OperationRecord.begun("request", claim.record().target().image().toString(), A,
				Optional.of(claim.record().push().image().tag()), claim.record().id(), now,
				now.plus(Duration.ofMinutes(30)));
		assertThat(this.opened.operations().begin(claim, begun)).isTrue();
		this.opened.operations().end(begun, OperationEnd.FORGOTTEN, false);
		assertThat(this.opened.operations().rechecks((_) -> true)).isEmpty();
		set(hours);
		assertThat(this.opened.operations().rechecks((_) -> true)).hasSize(1);
		assertThat(this.opened.operations().rechecks((_) -> true)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { -365 * 24, -24, -1, 1, 24, 365 * 24 })
	void whatIsLookedAtAgainIsLookedAtHoweverTheClockIsSet(int hours) {
		this.ledger.accept(of("contoso", "v1", ImportOrigin.EVENT));
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		this.opened.followUps().imported(claim.record(), A, List.of());
		set(hours);
		int looks = 0;
		for (int minute = 0; minute < 20; minute++) {
			goOn(MINUTE);
			List<FollowUp> due = this.opened.followUps().take("contoso", 5);
			looks += due.size();
			due.forEach(this.opened.followUps()::lookAgain);
		}
		assertThat(looks).isBetween(1, 4);
		assertThat(this.opened.jdbc().sql("select count(*) from follow_ups").query(Long.class).single()).isZero();
	}

	private void putOff() {
		Claim claim = this.opened.claim("prod", 1, "one", List.of(), LEASE).getFirst();
		this.ledger.defer(claim, new ImportProgress.RecordedFailure("throttled", "wait"), Duration.ZERO,
				this.clock.instant().plus(Duration.ofMinutes(20)));
		assertThat(this.opened.claim("prod", 1, "one", List.of(), LEASE)).isEmpty();
	}

	private int minutesUntilClaimed() {
		for (int minutes = 0; minutes < 100; minutes++) {
			if (!this.opened.claim("prod", 1, "successor-" + this.replicas.incrementAndGet(), List.of(), LEASE)
				.isEmpty()) {
				return minutes;
			}
			goOn(MINUTE);
		}
		return Integer.MAX_VALUE;
	}

	private List<String> claim(int limit, SourceQuota... turns) {
		return claim(ImportPlaces.of(limit), turns);
	}

	private List<String> claim(ImportPlaces places, SourceQuota... turns) {
		this.ledger.recover("one", List.of(), LEASE, Duration.ofHours(1));
		return this.ledger.claim("prod", places, List.of(turns), "other", LEASE)
			.stream()
			.map((claim) -> claim.record().push().image().tag().value())
			.toList();
	}

	/**
	 * Sets all clocks, and lets no time pass.
	 */
	private void set(int hours) {
		set(Duration.ofHours(hours));
	}

	private void goOn(Duration time) {
		set(time);
		this.nanos.addAndGet(time.toNanos());
		this.opened.ages().look();
	}

	private void set(Duration time) {
		this.clock.goOn(time);
		if (hasClock()) {
			this.opened.jdbc()
				.sql("update work set lease_until = lease_until - :time where lease_until is not null")
				.param("time", time.toMillis())
				.update();
		}
	}

	static AllowedPush of(String source, String tag, ImportOrigin origin) {
		AllowedPush push = push(tag, A);
		return TestPushes.found(push.push().event(), origin, TestPushes.of(source, push));
	}

}
