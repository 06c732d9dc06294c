package dev.acrsync.importing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.SettableClock;
import dev.acrsync.image.Digest;
import dev.acrsync.ledger.Claim;
import dev.acrsync.ledger.Pushes;
import dev.acrsync.ledger.TestLedger;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.AfterEach;
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

	private static final Digest DIGEST = Pushes.digest('a');

	private final SettableClock clock = new SettableClock("2026-03-01T12:00:00Z");

	private final FakeRegistries registries = new FakeRegistries();

	private final Settings settings = ImporterTests.settings();

	private final AtomicLong nanos = new AtomicLong();

	private final TargetLooks looks = new TargetLooks(this.registries, new OperationPace(), this.nanos::get);

	@TempDir
	Path directory;

	private TestLedger ledger;

	@BeforeEach
	void open() {
		this.ledger = new TestLedger("jdbc:sqlite:" + this.directory.resolve("ledger.db"), this.clock);
	}

	@AfterEach
	void close() {
		this.ledger.close();
	}

	@Test
	void looksForOneCopyAtItsTag() {
		try (TargetLooks.Looking one = this.looks.begin(order(1))) {
			assertThat(one.read()).contains(new Absent());
			this.registries.put(TAG + 1, DIGEST);
			assertThat(one.read()).contains(new TagReading.Found(DIGEST));
		}
		assertThat(this.registries.listings()).isEmpty();
	}

	@Test
	void looksForManyCopiesByOnePageAndProvesWhatItTellsByTheTag() {
		List<TargetLooks.Looking> many = List.of(1, 2, 3, 4)
			.stream()
			.map((number) -> this.looks.begin(order(number)))
			.toList();
		this.registries.put(TAG + 2, DIGEST);
		this.registries.put(TAG + 3, Pushes.digest('b'));
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(many.stream().map(TargetLooks.Looking::read)).containsExactly(Optional.empty(),
				Optional.of(new TagReading.Found(DIGEST)), Optional.empty(), Optional.empty());
		assertThat(this.registries.listings()).hasSize(1);
		assertThat(this.registries.reads(TARGET)).as("the proof").isEqualTo(1);
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		many.forEach(TargetLooks.Looking::read);
		assertThat(this.registries.listings()).as("a second later").hasSize(2);
		many.forEach(TargetLooks.Looking::close);
	}

	@Test
	void looksAtTheTagsWhereNoPageIsTold() {
		try (TargetLooks.Looking one = this.looks.begin(order(1)); TargetLooks.Looking _ = this.looks.begin(order(2))) {
			this.registries.put(TAG + 1, DIGEST);
			this.registries.listsNoTags(TARGET, Cause.FORBIDDEN);
			assertThat(one.read()).contains(new TagReading.Found(DIGEST));
			this.registries.away(TARGET, Cause.UNAVAILABLE);
			this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
			assertThat(one.read()).get().isInstanceOf(Unreadable.class);
		}
	}

	private CopyOrder order(int number) {
		this.ledger.ledger().accept(Pushes.push("v" + number, DIGEST));
		Claim claim = this.ledger.claim("prod", 1, "replica-" + number, List.of(), Duration.ofMinutes(1)).getFirst();
		return new Task(claim, this.settings.sources().get("contoso"), this.settings.targets().get("prod"))
			.order(DIGEST);
	}

}
