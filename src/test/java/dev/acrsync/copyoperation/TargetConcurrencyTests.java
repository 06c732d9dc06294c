package dev.acrsync.copyoperation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many imports run at once.
 */
class TargetConcurrencyTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AtomicLong nanos = new AtomicLong();

	private final TargetConcurrency concurrency = new TargetConcurrency(100, Set.of("prod", "disaster"), this.meters,
			this.nanos::get);

	private int imports;

	@Test
	void beginsWithEightOrWithWhatTheSettingsAllow() {
		assertThat(this.concurrency.limit("prod")).isEqualTo(8);
		assertThat(new TargetConcurrency(4, Set.of("prod"), this.meters, this.nanos::get).limit("prod")).isEqualTo(4);
	}

	@Test
	void growsByOneWithEachImportThatIsNotThrottledUpToWhatTheSettingsAllow() {
		List<String> running = begin(8);
		end(running.removeFirst());
		assertThat(this.concurrency.limit("prod")).isEqualTo(9);
		for (int i = 0; i < 300; i++) {
			running.addAll(begin(this.concurrency.limit("prod") - running.size()));
			end(running.removeFirst());
		}
		assertThat(this.concurrency.limit("prod")).isEqualTo(100);
	}

	@Test
	void doesNotGrowWhileLessThanHalfOfItIsUsed() {
		begin(3).forEach(this::end);
		assertThat(this.concurrency.limit("prod")).isEqualTo(8);
	}

	@Test
	void growsThoughWhatHasJustGrownIsNotFilledYet() {
		List<String> running = begin(8);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.concurrency.limit("prod")).isEqualTo(16);
		running.addAll(begin(3));
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.concurrency.limit("prod")).isEqualTo(19);
	}

	@Test
	void keepsATenthForAnnouncedImages() {
		assertThat(this.concurrency.reserved("prod")).as("of the first eight").isOne();
		List<String> running = begin(8);
		for (int i = 0; i < 30; i++) {
			running.addAll(begin(this.concurrency.limit("prod") - running.size()));
			end(running.removeFirst());
		}
		running.forEach(this::end);
		assertThat(this.concurrency.reserved("prod")).isEqualTo(this.concurrency.limit("prod") / 10).isGreaterThan(2);
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "3, 0", "4, 1", "19, 1", "20, 2", "100, 10" })
	void keepsAtLeastOnePlaceOfFour(int places, int reserved) {
		assertThat(new ImportLimit(places, places, this.nanos::get).reserved()).isEqualTo(reserved);
	}

	@Test
	void growsOnceWithEachImportThatTakesLong() {
		List<String> running = begin(8);
		this.nanos.addAndGet(Duration.ofSeconds(3).toNanos());
		assertThat(this.concurrency.limit("prod")).isEqualTo(16);
		running.addAll(begin(8));
		this.nanos.addAndGet(Duration.ofMinutes(3).toNanos());
		assertThat(this.concurrency.limit("prod")).isEqualTo(24);
		running.forEach(this::end);
		assertThat(this.concurrency.limit("prod")).isEqualTo(24);
	}

	@Test
	void halvesWhenOneIsThrottledButNeverStops() {
		for (int limit : List.of(4, 2, 1, 1)) {
			throttle(begin(1).getFirst());
			assertThat(this.concurrency.limit("prod")).isEqualTo(limit);
		}
	}

	@Test
	void halvesOnceForAllThatRanAtThatTimeAndGrowsByNoneOfThem() {
		List<String> running = begin(8);
		running.subList(0, 6).forEach(this::throttle);
		running.forEach(this::end);
		assertThat(this.concurrency.limit("prod")).isEqualTo(4);
		end(begin(2).getFirst());
		assertThat(this.concurrency.limit("prod")).isEqualTo(5);
		throttle(begin(1).getFirst());
		assertThat(this.concurrency.limit("prod")).isEqualTo(2);
	}

	@Test
	void doesNotGrowByOneThatWasThrottledOnItsWay() {
		List<String> running = begin(8);
		throttle(running.getFirst());
		List<String> later = begin(4);
		throttle(later.getFirst());
		end(later.getFirst());
		assertThat(this.concurrency.limit("prod")).isEqualTo(2);
	}

	@Test
	void doesNotSlowOtherTargetsDown() {
		throttle(begin(1).getFirst());
		assertThat(this.concurrency.limit("disaster")).isEqualTo(8);
	}

	@Test
	void showsItsLimit() {
		throttle(begin(1).getFirst());
		assertThat(this.meters.get("acr.sync.concurrency.limit").tag("target", "prod").gauge().value()).isEqualTo(4);
	}

	private List<String> begin(int count) {
		List<String> begun = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			begun.add("import " + ++this.imports);
			this.concurrency.begun("prod", begun.getLast());
		}
		return begun;
	}

	private void throttle(String owner) {
		this.concurrency.throttled("prod", owner);
	}

	private void end(String owner) {
		this.concurrency.ended("prod", owner);
	}

}
