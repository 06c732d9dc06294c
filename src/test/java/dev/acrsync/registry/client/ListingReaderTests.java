package dev.acrsync.registry.client;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingResult.Complete;
import dev.acrsync.registry.ListingResult.Stopped;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.ManagedIdentity;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

/**
 * What the client lists of a registry that behaves.
 */
class ListingReaderTests {

	private static final RepositoryName POI = new RepositoryName("tripinsights/poi");

	private static final String SIGNATURE = "application/vnd.cncf.notary.signature";

	private final StandInRegistry server = new StandInRegistry("contoso.azurecr.io", 0, "entra"::equals);

	private final RegistryClient client = new RegistryClient(() -> "entra", Clock.systemUTC(),
			TestBudgets.of(Clock.systemUTC()), new PasswordFallback(System::nanoTime));

	private final List<ListedTag> tags = new ArrayList<>();

	private final List<Referrer> referrers = new ArrayList<>();

	ListingReaderTests() {
		this.server.admit("reader", "password");
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void listsTheTagsOfAnAcrWithTheNewestFirst() {
		Digest first = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		Digest second = this.server.put(POI.value(), "v2", StoredManifest.named("2"));
		this.server.lock(POI.value(), "v1");
		assertThatObject(listTags()).isEqualTo(new Complete());
		assertThat(this.tags).extracting(ListedTag::tag, ListedTag::digest, ListedTag::writable)
			.containsExactly(tuple("v2", second, true), tuple("v1", first, false));
		assertThat(this.tags.getFirst().updatedAt().orElseThrow())
			.isAfter(this.tags.getLast().updatedAt().orElseThrow());
	}

	@Test
	void turnsNoPageThatNobodyWants() {
		for (int i = 0; i < 250; i++) {
			this.server.put("tripinsights/r" + i, "v1", StoredManifest.named("same"));
		}
		List<RepositoryName> listed = new ArrayList<>();
		assertThatObject(this.client.listRepositories(registry(), new ListingVisitor<>() {

			@Override
			public boolean test(RepositoryName repository) {
				return listed.add(repository);
			}

			@Override
			public boolean mayTurn() {
				return listed.size() < 200;
			}

		})).isEqualTo(new Stopped());
		assertThat(listed).hasSize(200);
	}

	@Test
	void listsTheTagsOfEveryPageOnce() {
		for (int i = 0; i < 250; i++) {
			this.server.put(POI.value(), "v" + i, StoredManifest.named("same"));
		}
		assertThatObject(listTags()).isEqualTo(new Complete());
		assertThat(this.tags).extracting((tag) -> tag.tag().value())
			.containsExactlyElementsOf(IntStream.range(0, 250).mapToObj((i) -> "v" + (249 - i)).toList());
		// One that was refused, and one for each page
		assertThat(this.server.requests("GET")).isEqualTo(1 + 3 + 1);
	}

	@Test
	void stopsWhenTheVisitorHasEnough() {
		for (int i = 0; i < 250; i++) {
			this.server.put(POI.value(), "v" + i, StoredManifest.named("same"));
		}
		List<ListedTag> seen = new ArrayList<>();
		assertThatObject(this.client.listTags(registry(), POI, (tag) -> {
			seen.add(tag);
			return seen.size() < 100;
		})).isEqualTo(new Stopped());
		assertThat(seen).hasSize(100);
		assertThat(this.server.requests("GET")).as("one page, with its token").isEqualTo(3);
	}

	@Test
	void listsTheTagsOfARegistryThatIsNoAcr() {
		this.server.becomePlain();
		for (int i = 0; i < 150; i++) {
			this.server.put(POI.value(), "v" + i, StoredManifest.named("same"));
		}
		assertThatObject(listTags()).isEqualTo(new Complete());
		assertThat(this.tags).hasSize(150)
			.contains(new ListedTag(new Tag("v0"), Optional.empty(), Optional.empty(), true));
	}

	@Test
	void listsNothingOfARepositoryThatIsNotThere() {
		assertThatObject(listTags()).isEqualTo(new Absent());
		assertThat(this.server.requests("GET")).as("ACR's word is enough").isEqualTo(3);
		this.server.becomePlain();
		assertThatObject(listTags()).isEqualTo(new Absent());
	}

	@Test
	void listsNoTagsWhereNoneAreLeft() {
		this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		this.server.delete(POI.value(), "v1");
		assertThatObject(listTags()).isEqualTo(new Complete());
		this.server.becomePlain();
		assertThatObject(listTags()).isEqualTo(new Complete());
		assertThat(this.tags).isEmpty();
	}

	@Test
	void listsTheRepositoriesOfEveryPageOnce() {
		for (int i = 100; i < 350; i++) {
			this.server.put("tripinsights/r" + i, "v1", StoredManifest.named("same"));
		}
		List<String> repositories = new ArrayList<>();
		assertThatObject(this.client.listRepositories(registry(), (repository) -> repositories.add(repository.value())))
			.isEqualTo(new Complete());
		assertThat(repositories)
			.containsExactlyElementsOf(IntStream.range(100, 350).mapToObj((i) -> "tripinsights/r" + i).toList());
	}

	@Test
	void listsWithAnEntraTokenToo() {
		this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		RegistryAccess registry = registry(new ManagedIdentity());
		assertThatObject(this.client.listRepositories(registry, (_) -> true)).isEqualTo(new Complete());
		assertThatObject(this.client.listTags(registry, POI, this.tags::add)).isEqualTo(new Complete());
		assertThat(this.tags).hasSize(1);
	}

	@Test
	void saysThatATokenForSingleRepositoriesMayNotListThem() {
		this.server.hideCatalog();
		assertThatObject(this.client.listRepositories(registry(), (_) -> true)).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> {
					assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAUTHORIZED);
					assertThat(unreadable.message()).contains("'contoso.azurecr.io'", "the right to list repositories",
							"a token for single repositories has not");
				});
	}

	@Test
	void listsWhatRefersToAManifest() {
		Digest subject = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		Digest signature = this.server.put(POI.value(), StoredManifest.referring("signature", subject, SIGNATURE));
		this.server.put(POI.value(), StoredManifest.referring("another's", signature, SIGNATURE));
		assertThatObject(listReferrers(subject)).isEqualTo(new Complete());
		assertThat(this.referrers).containsExactly(new Referrer(signature, Optional.of(SIGNATURE)));
	}

	@Test
	void listsTheReferrersOfEveryPageOnce() {
		Digest subject = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		for (int i = 0; i < 150; i++) {
			this.server.put(POI.value(), StoredManifest.referring("signature " + i, subject, SIGNATURE));
		}
		assertThatObject(listReferrers(subject)).isEqualTo(new Complete());
		assertThat(this.referrers).hasSize(150).doesNotHaveDuplicates();
	}

	@Test
	void findsTheReferrersByTheFallbackTag() {
		this.server.forgetReferrersApi();
		Digest subject = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		assertThatObject(listReferrers(subject)).isEqualTo(new Absent());
		String digest = "sha256:" + "0123456789abcdef".repeat(4);
		this.server.put(POI.value(), subject.value().replace(':', '-'),
				new StoredManifest("application/vnd.oci.image.index.v1+json",
						"{\"manifests\":[{\"digest\":\"%s\"},{\"digest\":\"none\"}]}".formatted(digest)
							.getBytes(StandardCharsets.UTF_8)));
		assertThatObject(listReferrers(subject)).isEqualTo(new Complete());
		assertThat(this.referrers).containsExactly(new Referrer(new Digest(digest), Optional.empty()));
	}

	@Test
	void takesNoImageAtTheFallbackTagForAList() {
		this.server.forgetReferrersApi();
		Digest subject = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		this.server.put(POI.value(), subject.value().replace(':', '-'), StoredManifest.named("an image"));
		assertThatObject(listReferrers(subject)).isEqualTo(new Absent());
	}

	@Test
	void namesTheFallbackTagOfALongDigestByItsFirst64Digits() {
		this.server.forgetReferrersApi();
		this.server.put(POI.value(), "sha512-" + "a".repeat(64), new StoredManifest(
				"application/vnd.oci.image.index.v1+json", "{\"manifests\":[]}".getBytes(StandardCharsets.UTF_8)));
		assertThatObject(listReferrers(new Digest("sha512:" + "a".repeat(128)))).isEqualTo(new Complete());
	}

	@Test
	void tellsWhatAManifestRefersTo() {
		Digest image = this.server.put(POI.value(), StoredManifest.named("1"));
		Digest signature = this.server.put(POI.value(), StoredManifest.referring("signature", image, "a/b"));
		assertThatObject(this.client.readSubject(registry(), POI, signature)).isEqualTo(new Found(image));
		assertThatObject(this.client.readSubject(registry(), POI, image)).as("to nothing").isEqualTo(new Found(image));
		assertThatObject(this.client.readSubject(registry(), POI, StoredManifest.named("2").digest()))
			.isEqualTo(new Absent());
	}

	@Test
	void listsThePlatformsOfAnImage() {
		Digest one = StoredManifest.named("1").digest();
		Digest two = StoredManifest.named("2").digest();
		Digest index = this.server.put(POI.value(),
				StoredManifest.index(StoredManifest.named("attestation").digest(), one, two));
		List<Digest> platforms = new ArrayList<>();
		assertThatObject(this.client.listPlatforms(registry(), POI, index, platforms::add)).isEqualTo(new Complete());
		assertThat(platforms).containsExactly(one, two);
		Digest image = this.server.put(POI.value(), StoredManifest.named("1"));
		assertThatObject(this.client.listPlatforms(registry(), POI, image, platforms::add)).isEqualTo(new Absent());
		assertThatObject(this.client.listPlatforms(registry(), POI, two, platforms::add)).isEqualTo(new Absent());
		assertThat(platforms).hasSize(2);
	}

	@Test
	void tellsALockedTag() {
		this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		assertThatObject(readLock()).isEqualTo(new TagLock.Open());
		this.server.lock(POI.value(), "v1");
		assertThatObject(readLock()).isEqualTo(new TagLock.Locked());
		this.server.delete(POI.value(), "v1");
		assertThatObject(readLock()).as("of a tag that is gone").isEqualTo(new TagLock.Open());
	}

	@Test
	void tellsALockedManifestAndALockedRepository() {
		Digest digest = this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		Digest other = StoredManifest.named("2").digest();
		assertThatObject(this.client.readLock(registry(), POI, digest)).isEqualTo(new TagLock.Open());
		assertThatObject(this.client.readLock(registry(), POI)).isEqualTo(new TagLock.Open());
		this.server.lock(POI.value(), digest);
		assertThatObject(this.client.readLock(registry(), POI, digest)).isEqualTo(new TagLock.Locked());
		assertThatObject(this.client.readLock(registry(), POI, other)).isEqualTo(new TagLock.Open());
		this.server.lock(POI.value());
		assertThatObject(this.client.readLock(registry(), POI)).isEqualTo(new TagLock.Locked());
		assertThatObject(this.client.readLock(registry(), new RepositoryName("not/there")))
			.isEqualTo(new TagLock.Open());
	}

	@Test
	void cannotTellALockedTagOfARegistryThatIsNoAcr() {
		this.server.put(POI.value(), "v1", StoredManifest.named("1"));
		this.server.becomePlain();
		assertThatObject(readLock()).isInstanceOfSatisfying(Unreadable.class,
				(unknown) -> assertThat(unknown.cause()).isEqualTo(UnreadableCause.UNEXPECTED));
	}

	@Test
	void tellsWhetherAManifestIsThere() {
		Digest digest = this.server.put(POI.value(), StoredManifest.named("1"));
		assertThatObject(this.client.read(registry(), POI, digest)).isEqualTo(new Found(digest));
		assertThatObject(this.client.read(registry(), POI, StoredManifest.named("2").digest())).isEqualTo(new Absent());
	}

	private TagLock readLock() {
		return this.client.readLock(registry(), POI, new Tag("v1"));
	}

	private ListingResult listTags() {
		return this.client.listTags(registry(), POI, this.tags::add);
	}

	private ListingResult listReferrers(Digest subject) {
		return this.client.listReferrers(registry(), POI, subject, this.referrers::add);
	}

	private RegistryAccess registry() {
		return registry(new Basic("reader", new Secret("password")));
	}

	private RegistryAccess registry(Credentials credentials) {
		return new RegistryAccess(new RegistryHost("contoso.azurecr.io"), this.server.endpoint(), credentials);
	}

	private static Tuple tuple(String tag, Digest digest, boolean writable) {
		return Tuple.tuple(new Tag(tag), Optional.of(digest), writable);
	}

}
