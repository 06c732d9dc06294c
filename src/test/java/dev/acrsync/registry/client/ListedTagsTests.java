package dev.acrsync.registry.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.RegistryAccess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listings have told, for how long, and how much of it.
 */
class ListedTagsTests {

	private static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));

	private static final RegistryAccess REGISTRY = new RegistryAccess(new RegistryHost("contoso.azurecr.io"),
			URI.create("https://contoso.azurecr.io"), new Credentials.Anonymous());

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

	private final ListedTags tags = new ListedTags(this.nanos::get);

	@Test
	void recallsWhatACompleteListingToldForAWhile() {
		list("poi", 3, new ListingResult.Complete());
		assertThat(recall("poi", "v2")).contains(new TagReading.Found(DIGEST));
		assertThat(recall("poi", "v3")).contains(new Absent());
		assertThat(recall("other", "v2")).isEmpty();
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		assertThat(recall("poi", "v2")).isEmpty();
	}

	@Test
	void recallsNothingOfAListingThatDidNotComeToItsEnd() {
		list("poi", 3, new ListingResult.Stopped());
		assertThat(recall("poi", "v2")).isEmpty();
	}

	@Test
	void keepsOnlyTheLatestListingsAndNoneThatIsTooLong() {
		for (int i = 0; i < 5; i++) {
			list("r" + i, 5_000, new ListingResult.Complete());
		}
		assertThat(recall("r0", "v0")).isEmpty();
		assertThat(recall("r4", "v0")).isPresent();
		list("long", 10_001, new ListingResult.Complete());
		assertThat(recall("long", "v0")).isEmpty();
	}

	@Test
	void hearsOnlySoMuchAtATime() {
		try (ListedTags.TagListener one = hear(6_000); ListedTags.TagListener other = hear(6_000)) {
			this.tags.keep(REGISTRY, new RepositoryName("one"), one, new ListingResult.Complete());
			this.tags.keep(REGISTRY, new RepositoryName("other"), other, new ListingResult.Complete());
		}
		assertThat(recall("one", "v0")).isPresent();
		assertThat(recall("other", "v0")).isEmpty();
		list("later", 6_000, new ListingResult.Complete());
		assertThat(recall("later", "v0")).isPresent();
	}

	private void list(String repository, int count, ListingResult end) {
		try (ListedTags.TagListener hearing = hear(count)) {
			this.tags.keep(REGISTRY, new RepositoryName(repository), hearing, end);
		}
	}

	private ListedTags.TagListener hear(int count) {
		ListedTags.TagListener hearing = this.tags.hear((_) -> true);
		for (int i = 0; i < count; i++) {
			hearing.test(new ListedTag(new Tag("v" + i), Optional.of(DIGEST), Optional.of(Instant.EPOCH), true));
		}
		return hearing;
	}

	private Optional<TagReading> recall(String repository, String tag) {
		return this.tags.recall(REGISTRY, new RepositoryName(repository), new Tag(tag), Duration.ofMinutes(1));
	}

}
