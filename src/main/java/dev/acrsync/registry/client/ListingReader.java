package dev.acrsync.registry.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.registry.login.DataPlane;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.untrusted.JsonFields;

/**
 * Lists what a registry has: by ACR's own API where it is there, else as the
 * <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 * distribution specification</a> has it. What has no grammatical name is left out.
 */
final class ListingReader {

	private static final String JSON = "application/json";

	private static final String INDEX = "application/vnd.oci.image.index.v1+json";

	private static final String DIGEST = "digest";

	private static final String WRITABLE = "changeableAttributes/writeEnabled";

	private static final Set<String> NAME = Set.of("");

	private static final Set<String> TAG = Set.of("", "name", DIGEST, "lastUpdateTime", WRITABLE);

	private static final Set<String> REFERRER = Set.of(DIGEST, "artifactType");

	private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x21-\\x7E]{1,255}");

	private static final String VERSION = "schemaVersion";

	private static final String SUBJECT = "subject/digest";

	private static final String PLATFORM = "platform/os";

	private static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

	/** What may name platforms. */
	static final List<String> INDEXES = List.of(INDEX, DOCKER_LIST);

	private static final int MAX_MANIFEST = 4 * 1024 * 1024;

	private static final int FALLBACK_HEX = 64;

	private final DataPlane dataPlane;

	ListingReader(DataPlane dataPlane) {
		this.dataPlane = dataPlane;
	}

	ListingResult tags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) throws UnreadableException {
		ListingWalk walk = walk(registry, JSON);
		TokenScope metadata = TokenScope.metadata(repository);
		ListingItems items = tagItems(visitor);
		ListingPage first = walk.get(metadata,
				"/acr/v1/%s/_tags?n=100&orderby=timedesc%s".formatted(repository, last(after)), items.ofType(JSON));
		if (first.answer().says(RegistryResponse.NOT_FOUND, "NAME_UNKNOWN")) {
			return new Absent();
		}
		if (first.status() != RegistryResponse.NOT_FOUND && !first.isOfAnotherType()) {
			return walk.from(metadata, first, items);
		}
		TokenScope pull = TokenScope.pull(repository);
		ListingPage plain = walk.get(pull, "/v2/%s/tags/list?n=100%s".formatted(repository, last(after)), items);
		return (plain.status() == RegistryResponse.NOT_FOUND) ? absent(registry, pull, plain)
				: walk.from(pull, plain, items);
	}

	private static ListingItems tagItems(ListingVisitor<ListedTag> visitor) {
		return ListingItems.of("tags", TAG, (item) -> tag(item).filter((tag) -> !visitor.test(tag)).isEmpty())
			.turning(visitor::mayTurn);
	}

	/**
	 * Lists no more than may have come since a moment ago, as a rule.
	 */
	ListingResult newestTags(RegistryAccess registry, RepositoryName repository, ListingVisitor<ListedTag> visitor)
			throws UnreadableException {
		ListingWalk walk = walk(registry, JSON);
		TokenScope metadata = TokenScope.metadata(repository);
		ListingItems items = tagItems(visitor);
		ListingPage first = walk.get(metadata, "/acr/v1/%s/_tags?n=25&orderby=timedesc".formatted(repository),
				items.ofType(JSON));
		if (first.answer().says(RegistryResponse.NOT_FOUND, "NAME_UNKNOWN")) {
			return new Absent();
		}
		if (first.status() == RegistryResponse.NOT_FOUND || first.isOfAnotherType()) {
			throw new UnreadableException(Unreadable.UnreadableCause.UNEXPECTED,
					"Registry '%s' does not list tags by the time of their push, as ACR does: it cannot be watched"
						.formatted(registry.host()));
		}
		return walk.from(metadata, first, items);
	}

	ListingResult manifests(RegistryAccess registry, RepositoryName repository, ListingVisitor<Digest> visitor)
			throws UnreadableException {
		ListingWalk walk = walk(registry, JSON);
		TokenScope metadata = TokenScope.metadata(repository);
		ListingItems items = ListingItems
			.of("manifests", Set.of(DIGEST),
					(item) -> parse(item, DIGEST, Digest::new).filter((digest) -> !visitor.test(digest)).isEmpty())
			.turning(visitor::mayTurn);
		ListingPage first = walk.get(metadata, "/acr/v1/%s/_manifests?n=100".formatted(repository), items.ofType(JSON));
		return (first.status() == RegistryResponse.NOT_FOUND || first.isOfAnotherType()) ? new Absent()
				: walk.from(metadata, first, items);
	}

	ManifestReading links(RegistryAccess registry, RepositoryName repository, Digest manifest)
			throws UnreadableException {
		TokenScope pull = TokenScope.pull(repository);
		HttpRequest.Builder request = HttpRequest
			.newBuilder(registry.endpoint().resolve("/v2/%s/manifests/%s".formatted(repository, manifest)))
			.header("Accept", RegistryClient.MANIFEST_TYPES);
		RegistryResponse<LinkedManifest> answer = this.dataPlane.send(registry, pull, request, MAX_MANIFEST, (headers,
				body) -> new LinkedManifest(headers.firstValue("Content-Type").orElse(""), body.readAllBytes()));
		if (answer.isRegistrysNotFound()) {
			return new Absent();
		}
		LinkedManifest read = answer.content().orElseThrow(() -> this.dataPlane.refused(registry, pull, answer));
		try {
			if (read.is(manifest)) {
				return new ManifestReading.Linked(read.links());
			}
		}
		catch (IOException _) {
			// It has more than is read
		}
		throw new UnreadableException(Unreadable.UnreadableCause.UNEXPECTED,
				"Registry '%s' answers for '%s' with something else".formatted(registry.host(),
						repository.with(manifest)));
	}

	private static ListingResult absent(RegistryAccess registry, TokenScope scope, ListingPage page)
			throws UnreadableException {
		if (!page.answer().isRegistrysNotFound()) {
			throw DataPlane.noRegistry(registry, scope);
		}
		return new Absent();
	}

	/**
	 * Asks whether something is there and locked.
	 * @param path where it is below its repository; empty for the repository itself
	 * @param object the field of the answer that tells of it; empty for the answer itself
	 */
	TagLock lock(RegistryAccess registry, RepositoryName repository, String path, String object) {
		String of = object.isEmpty() ? object : object + "/";
		String named = object.isEmpty() ? "changeableAttributes" : object;
		try {
			return walk(registry, JSON)
				.object(TokenScope.metadata(repository), "/acr/v1/" + repository + path, named,
						Set.of(named, of + WRITABLE))
				.filter((fields) -> !isWritable(fields, of + WRITABLE))
				.<TagLock>map((_) -> new TagLock.Locked())
				.orElseGet(TagLock.Open::new);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	ListingResult repositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) throws UnreadableException {
		ListingWalk walk = walk(registry, JSON);
		TokenScope catalog = TokenScope.catalog();
		ListingItems items = ListingItems
			.of("repositories", NAME,
					(item) -> parse(item, "", RepositoryName::new).filter((repository) -> !visitor.test(repository))
						.isEmpty())
			.turning(visitor::mayTurn);
		return walk.from(catalog, walk.get(catalog, "/v2/_catalog?n=100" + last(after), items), items);
	}

	ListingResult referrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) throws UnreadableException {
		ListingWalk walk = walk(registry, INDEX);
		TokenScope pull = TokenScope.pull(repository);
		ListingItems items = ListingItems.of("manifests", REFERRER, (item) -> {
			parse(item, DIGEST, Digest::new)
				.ifPresent((digest) -> visitor.accept(new Referrer(digest, artifactType(item))));
			return true;
		}).ofType(INDEX);
		ListingPage first = walk.get(pull, "/v2/%s/referrers/%s".formatted(repository, subject), items);
		if (isNoIndex(first)) {
			first = walk.get(pull, "/v2/%s/manifests/%s".formatted(repository, fallbackTag(subject)), items);
			if (first.status() == RegistryResponse.NOT_FOUND) {
				return absent(registry, pull, first);
			}
			if (isNoIndex(first)) {
				return new Absent();
			}
		}
		return walk.from(pull, first, items);
	}

	ListingResult platforms(RegistryAccess registry, RepositoryName repository, Digest image, Consumer<Digest> visitor)
			throws UnreadableException {
		ListingWalk walk = walk(registry, INDEX + ", " + DOCKER_LIST + ", */*");
		TokenScope pull = TokenScope.pull(repository);
		ListingItems items = ListingItems.of("manifests", Set.of(DIGEST, PLATFORM), (item) -> {
			if (!"unknown".equals(item.text(PLATFORM))) {
				parse(item, DIGEST, Digest::new).ifPresent(visitor);
			}
			return true;
		}).ofType(INDEX, DOCKER_LIST);
		ListingPage manifest = walk.get(pull, "/v2/%s/manifests/%s".formatted(repository, image), items);
		if (manifest.status() == RegistryResponse.NOT_FOUND) {
			return absent(registry, pull, manifest);
		}
		return manifest.isOfAnotherType() ? new Absent() : walk.from(pull, manifest, items);
	}

	/**
	 * Names of tags and repositories need no encoding, apart from slashes, which a query
	 * may have.
	 */
	private static String last(Optional<?> after) {
		return after.map((it) -> "&last=" + it).orElse("");
	}

	Optional<Digest> subject(RegistryAccess registry, RepositoryName repository, Digest manifest)
			throws UnreadableException {
		return walk(registry, RegistryClient.MANIFEST_TYPES)
			.object(TokenScope.pull(repository), "/v2/%s/manifests/%s".formatted(repository, manifest), VERSION,
					Set.of(VERSION, SUBJECT))
			.map((fields) -> parse(fields, SUBJECT, Digest::new).orElse(manifest));
	}

	private ListingWalk walk(RegistryAccess registry, String accept) {
		return new ListingWalk(this.dataPlane, registry, accept);
	}

	private static boolean isNoIndex(ListingPage page) {
		return page.status() == RegistryResponse.NOT_FOUND || page.isOfAnotherType();
	}

	/**
	 * Names the tag that stands in for the API, as the <a href=
	 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema">referrers
	 * tag schema</a> has it.
	 */
	private static Tag fallbackTag(Digest subject) {
		String[] parts = subject.value().split(":", 2);
		return new Tag(parts[0] + "-" + parts[1].substring(0, FALLBACK_HEX));
	}

	/**
	 * Reads an object, or a name alone.
	 */
	private static Optional<ListedTag> tag(JsonFields item) {
		return parse(item, "name", Tag::new).or(() -> parse(item, "", Tag::new))
			.map((tag) -> new ListedTag(tag, parse(item, DIGEST, Digest::new),
					parse(item, "lastUpdateTime", Instant::parse), isWritable(item, WRITABLE)));
	}

	private static boolean isWritable(JsonFields item, String field) {
		return !item.text(field).equals("false");
	}

	private static Optional<String> artifactType(JsonFields item) {
		return item.get("artifactType").filter((type) -> MEDIA_TYPE.matcher(type).matches());
	}

	private static <T> Optional<T> parse(JsonFields item, String field, Function<String, T> parser) {
		try {
			return Optional.of(parser.apply(item.text(field)));
		}
		catch (IllegalArgumentException | DateTimeException _) {
			return Optional.empty();
		}
	}

}
