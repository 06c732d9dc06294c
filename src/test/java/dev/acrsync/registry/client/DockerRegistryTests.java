package dev.acrsync.registry.client;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.sandbox.DockerRegistry;
import dev.acrsync.sandbox.OciLayout;
import dev.acrsync.sandbox.Skopeo;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The client against a real registry, filled by a real client.
 */
class DockerRegistryTests {

	private static final RepositoryName POI = new RepositoryName("tripinsights/poi");

	private static final Tag V1 = new Tag("v1");

	private static DockerRegistry server;

	private static OciLayout image;

	private final RegistryClient client = new RegistryClient(() -> {
		throw new IllegalStateException("no identity here");
	}, Clock.systemUTC(), TestBudgets.of(Clock.systemUTC()), new PasswordFallback(System::nanoTime));

	@BeforeAll
	static void fill(@TempDir Path directory) {
		assumeTrue(DockerRegistry.isInstalled(), "docker-registry is not installed");
		assumeTrue(Skopeo.isInstalled(), "skopeo is not installed");
		server = DockerRegistry.start("reader", "a password, with pünctuation");
		image = OciLayout.index(directory, "poi");
		Skopeo.copy(image.image(), server.image("tripinsights/poi:v1"));
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@Test
	void readsTheDigestOfAnIndex() {
		assertThatObject(read(password(), POI, V1)).isEqualTo(new Found(image.digest()));
	}

	@Test
	void findsAMovedTagMoved(@TempDir Path directory) {
		OciLayout first = OciLayout.image(directory.resolve("1"), "first");
		OciLayout second = OciLayout.image(directory.resolve("2"), "second");
		Skopeo.copy(first.image(), server.image("moving:latest"));
		assertThatObject(read(password(), new RepositoryName("moving"), new Tag("latest")))
			.isEqualTo(new Found(first.digest()));
		Skopeo.copy(second.image(), server.image("moving:latest"));
		assertThatObject(read(password(), new RepositoryName("moving"), new Tag("latest")))
			.isEqualTo(new Found(second.digest()));
	}

	@Test
	void findsNoAbsentTag() {
		assertThatObject(read(password(), POI, new Tag("v2"))).isEqualTo(new Absent());
	}

	@Test
	void findsNoAbsentRepository() {
		assertThatObject(read(password(), new RepositoryName("absent"), V1)).isEqualTo(new Absent());
	}

	@Test
	void listsTagsAndRepositories() {
		Skopeo.copy(image.image(), server.image("tripinsights/listed:v1"));
		Skopeo.copy(image.image(), server.image("tripinsights/listed:v2"));
		List<String> tags = new ArrayList<>();
		assertThatObject(this.client.listTags(registry(password()), new RepositoryName("tripinsights/listed"),
				(tag) -> tags.add(tag.tag().value())))
			.isEqualTo(new ListingResult.Complete());
		assertThat(tags).containsExactlyInAnyOrder("v1", "v2");
		List<String> repositories = new ArrayList<>();
		assertThatObject(this.client.listRepositories(registry(password()),
				(repository) -> repositories.add(repository.value())))
			.isEqualTo(new ListingResult.Complete());
		assertThat(repositories).contains("tripinsights/listed", "tripinsights/poi");
	}

	@Test
	void listsNothingOfAnAbsentRepository() {
		assertThatObject(this.client.listTags(registry(password()), new RepositoryName("absent"), (_) -> true))
			.isEqualTo(new Absent());
	}

	@Test
	void findsNoReferrersWhereThereIsNoApiAndNoTag() {
		assertThatObject(this.client.listReferrers(registry(password()), POI, image.digest(), (_) -> {
		})).isEqualTo(new Absent());
	}

	@Test
	void findsAManifestByItsDigest() {
		assertThatObject(this.client.read(registry(password()), POI, image.digest()))
			.isEqualTo(new Found(image.digest()));
	}

	@Test
	void isUnauthorizedWithAWrongPassword() {
		assertThat(read(new Basic("reader", new Secret("wrong password")), POI, V1))
			.isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
				assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAUTHORIZED);
				assertThat(unreadable.message()).contains("contoso.azurecr.io", "tripinsights/poi", "user name")
					.doesNotContain("wrong password");
			});
	}

	@Test
	void isUnauthorizedWithoutAPassword() {
		assertThat(read(new Anonymous(), POI, V1)).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAUTHORIZED));
	}

	private TagReading read(Credentials credentials, RepositoryName repository, Tag tag) {
		return this.client.read(registry(credentials), repository, tag);
	}

	private static RegistryAccess registry(Credentials credentials) {
		return new RegistryAccess(new RegistryHost("contoso.azurecr.io"), server.endpoint(), credentials);
	}

	private static Basic password() {
		return new Basic("reader", new Secret("a password, with pünctuation"));
	}

}
