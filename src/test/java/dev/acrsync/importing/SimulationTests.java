package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import dev.acrsync.image.Digest;
import dev.acrsync.importing.SimulatedAzure.SimulatedKill;
import dev.acrsync.ledger.AllowedPush;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.LeaseLostException;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.Referrer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two replicas in simulated time, and all that goes wrong around them at random: pushes,
 * moves there and back, late and repeated events, registries that are behind, lost
 * answers, late ends, stops, kills and leases that run out. At rest the target has what
 * the source has, and nothing was copied twice at once. Another seed and more steps are
 * set with {@code -Dsimulation.seed} and {@code -Dsimulation.steps}.
 */
class SimulationTests {

	private static final String FROM = "contoso.azurecr.io/tripinsights/poi";

	private static final String TO = "customer.azurecr.io/tripinsights/poi";

	private static final Duration LEASE = Duration.ofMinutes(1);

	private static final List<String> TAGS = List.of("v1", "v2", "v3", "latest", "stable");

	private final long seed = Long.getLong("simulation.seed", 42);

	private final int steps = Integer.getInteger("simulation.steps", 2_000);

	private final Random random = new Random(this.seed);

	private final SimulatedTime time = new SimulatedTime("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final SimulatedAzure azure = new SimulatedAzure(this.time, this.registries, this.random);

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<Digest> digests = List.of(TestPushes.digest('1'), TestPushes.digest('2'), TestPushes.digest('3'),
			TestPushes.digest('4'));

	private final Map<String, Digest> pushed = new HashMap<>();

	private final Map<String, Instant> shown = new HashMap<>();

	/** What each replica works on, the innermost last. */
	private final List<Working> working = new ArrayList<>();

	private int instances;

	private int pushes;

	private int stops;

	private int kills;

	private int leases;

	@TempDir
	Path directory;

	private TestLedger ledger;

	private TestImporting importing;

	@Test
	void atRestTheTargetHasWhatTheSourceHasAndNothingWasCopiedTwiceAtOnce() {
		this.registries.refer(FROM, this.digests.get(0), new Referrer(TestPushes.digest('a'), Optional.empty()));
		this.registries.refer(FROM, this.digests.get(1), new Referrer(TestPushes.digest('b'), Optional.empty()));
		try (TestLedger opened = TestLedger.in(this.directory, this.time.clock())) {
			this.ledger = opened;
			this.importing = new TestImporting(TestImporting.settings(), opened, this.registries, this.azure,
					this.meters, this.time.clock(), this::pause);
			for (int step = 0; step < this.steps; step++) {
				step();
			}
			this.azure.heal();
			rest();
			System.out.printf(
					"Simulation: seed=%d steps=%d pushes=%d operations=%d unheard=%d stops=%d kills=%d leases lost=%d moved back=%.0f hours=%d%n",
					this.seed, this.steps, this.pushes, this.azure.operations(), this.azure.lost(), this.stops,
					this.kills, this.leases, movedBack(),
					Duration.between(Instant.parse("2026-03-01T12:00:00Z"), this.time.clock().instant()).toHours());
			assertThat(this.azure.faults()).as("copied twice at once, with seed " + this.seed).isEmpty();
			assertThat(this.pushed).as("seed " + this.seed)
				.allSatisfy((tag, digest) -> assertThat(this.registries.tag(TO + ":" + tag)).as(tag).contains(digest));
		}
	}

	private double movedBack() {
		return this.meters.get("acr.sync.moved.back").counter().count();
	}

	private void step() {
		int chance = this.random.nextInt(100);
		if (chance < 20) {
			push();
		}
		else if (chance < 75) {
			work();
		}
		else if (chance < 95) {
			goOn(Duration.ofSeconds(this.random.nextInt(20)));
		}
		else if (chance < 97) {
			this.azure.copyByHand();
		}
		else {
			this.importing.lookAgain();
		}
	}

	/**
	 * Moves a tag at the source, of which an event tells at once or late, and sometimes
	 * twice; and the source shows it at once or late.
	 */
	private void push() {
		this.pushes++;
		String tag = TAGS.get(this.random.nextInt(TAGS.size()));
		Digest digest = this.digests.get(this.random.nextInt(this.digests.size()));
		Instant now = this.time.clock().instant();
		this.pushed.put(tag, digest);
		Instant visible = now.plusSeconds((this.random.nextInt(4) == 0) ? this.random.nextInt(300) : 0);
		Instant earliest = this.shown.getOrDefault(tag, now);
		this.shown.put(tag, visible.isBefore(earliest) ? earliest : visible);
		this.time.after(Duration.between(now, this.shown.get(tag)),
				() -> this.registries.put(FROM + ":" + tag, digest));
		AllowedPush push = TestPushes.push(tag, digest);
		AllowedPush event = TestPushes.at(now, push);
		this.time.after(Duration.ofSeconds((this.random.nextInt(5) == 0) ? this.random.nextInt(120) : 0),
				() -> this.ledger.ledger().accept(event));
		if (this.random.nextInt(10) == 0) {
			this.time.after(Duration.ofSeconds(this.random.nextInt(300)), () -> this.ledger.ledger().accept(event));
		}
		goOn(Duration.ZERO);
	}

	/**
	 * Has a replica claim something and work on it to its end, in the midst of which the
	 * other one may do the same.
	 */
	private boolean work() {
		if (this.working.size() == 2) {
			return false;
		}
		List<Claim> claims = this.ledger.claim("prod", 1, "replica-" + ++this.instances, List.of(), LEASE);
		claims.forEach(this::work);
		return !claims.isEmpty();
	}

	private void work(Claim claim) {
		Working working = new Working(claim);
		this.working.add(working);
		try {
			this.importing.recorder().record(claim, this.importing.importer().run(claim), Duration.ZERO);
		}
		catch (InterruptedException ex) {
			this.stops += working.lost ? 0 : 1;
			this.ledger.ledger().release(claim);
		}
		catch (SimulatedKill ex) {
			this.kills++;
		}
		catch (LeaseLostException ex) {
			this.leases++;
		}
		finally {
			assertThat(Thread.interrupted()).as("an interrupt that nobody has seen").isFalse();
			this.working.remove(working);
		}
	}

	/**
	 * A replica waits; it may stop for longer than its lease, or be stopped.
	 */
	private void pause(Duration wait) throws InterruptedException {
		Working work = this.working.getLast();
		int chance = this.azure.isHealed() ? 100 : this.random.nextInt(200);
		if (chance < 2) {
			throw new SimulatedKill();
		}
		if (chance < 4) {
			throw new InterruptedException("The service stops");
		}
		if (chance < 6) {
			work.frozen = true;
			for (int i = 0; i < 10; i++) {
				goOn(Duration.ofSeconds(10 + this.random.nextInt(10)));
				work();
			}
			work.frozen = false;
		}
		else if (chance < 60) {
			work();
		}
		Instant until = this.time.clock().instant().plus(wait);
		while (this.time.clock().instant().isBefore(until)) {
			Duration left = Duration.between(this.time.clock().instant(), until);
			goOn((left.compareTo(Duration.ofSeconds(15)) < 0) ? left : Duration.ofSeconds(15));
		}
		if (work.lost) {
			this.leases++;
			throw new InterruptedException("The lease is lost");
		}
	}

	private void goOn(Duration wait) {
		this.time.goOn(wait);
		this.working.stream()
			.filter((it) -> !it.frozen)
			.forEach((it) -> it.lost |= !this.ledger.ledger().renew(it.claim, LEASE));
	}

	/**
	 * Until nothing is open, under way or in doubt any more.
	 */
	private void rest() {
		Instant quiet = this.time.clock().instant().plus(Duration.ofHours(1));
		for (int i = 0; i < 10_000 && this.time.clock().instant().isBefore(quiet); i++) {
			this.importing.lookAgain();
			if (work() || this.azure.isBusy() || !this.time.isQuiet() || isAnyOpen()) {
				quiet = this.time.clock().instant().plus(Duration.ofHours(1));
			}
			goOn(Duration.ofSeconds(20));
		}
	}

	private boolean isAnyOpen() {
		return this.ledger.records()
			.counts()
			.entrySet()
			.stream()
			.anyMatch((it) -> it.getKey().isOpen() && it.getValue() > 0);
	}

	/**
	 * What a replica works on.
	 */
	private static final class Working {

		private final Claim claim;

		private boolean frozen;

		private boolean lost;

		private Working(Claim claim) {
			this.claim = claim;
		}

	}

}
