package dev.acrsync.copyoperation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.image.Digest;
import dev.acrsync.importing.TestImporting;
import dev.acrsync.importtask.CopyOrder;
import dev.acrsync.importtask.ImportTask;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.ledger.TestPushes;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.FakeRegistries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks at a target while copies go there.
 */
class TargetLooksTests {

	private static final String TARGET = "customer.azurecr.io";

	private static final String TAG = TARGET + "/tripinsights/poi:v";

	private static final Digest DIGEST = TestPushes.digest('a');

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final Settings settings = TestImporting.settings();

	private final AtomicLong nanos = new AtomicLong();

	private final TargetLooks looks = new TargetLooks(this.registries, new OperationPace(), this.nanos::get);

	@TempDir
	Path directory;

	@AutoClose
	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = TestLedger.in(this.directory, this.clock);
	}

	@Test
	void looksForOneCopyAtItsTag() {
		try (TargetLooks.CopyLooks one = this.looks.begin(order(1))) {
			assertThat(one.read()).contains(new Absent());
			this.registries.put(TAG + 1, DIGEST);
			assertThat(one.read()).contains(new TagReading.Found(DIGEST));
		}
		assertThat(this.registries.asked("tags")).isEmpty();
	}

	@Test
	void looksForManyCopiesByOnePageAndProvesWhatItTellsByTheTag() {
		List<TargetLooks.CopyLooks> many = List.of(1, 2, 3, 4)
			.stream()
			.map((number) -> this.looks.begin(order(number)))
			.toList();
		this.registries.put(TAG + 2, DIGEST).put(TAG + 3, TestPushes.digest('b'));
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(many.stream().map(TargetLooks.CopyLooks::read)).containsExactly(Optional.empty(),
				Optional.of(new TagReading.Found(DIGEST)), Optional.empty(), Optional.empty());
		assertThat(this.registries.asked("tags")).hasSize(1);
		assertThat(this.registries.asked("tag " + TARGET)).as("the proof").hasSize(1);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		many.forEach(TargetLooks.CopyLooks::read);
		assertThat(this.registries.asked("tags")).as("a second later").hasSize(1);
		many.forEach(TargetLooks.CopyLooks::close);
	}

	@Test
	void looksAtTheTagsWhereNoPageIsTold() {
		try (TargetLooks.CopyLooks one = this.looks.begin(order(1));
				TargetLooks.CopyLooks _ = this.looks.begin(order(2))) {
			this.registries.put(TAG + 1, DIGEST).listsNo("tags", TARGET, UnreadableCause.FORBIDDEN);
			assertThat(one.read()).contains(new TagReading.Found(DIGEST));
			this.registries.away(TARGET, UnreadableCause.UNAVAILABLE);
			this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
			assertThat(one.read()).get().isInstanceOf(Unreadable.class);
		}
	}

	private CopyOrder order(int number) {
		this.ledger.ledger().accept(TestPushes.push("v" + number, DIGEST));
		Claim claim = this.ledger.claim("prod", 1, "replica-" + number, List.of(), Duration.ofMinutes(1)).getFirst();
		return new ImportTask(claim, this.settings.sources().get("contoso"), this.settings.targets().get("prod"))
			.order(DIGEST);
	}

}
