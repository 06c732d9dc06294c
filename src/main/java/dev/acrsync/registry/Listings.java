package dev.acrsync.registry;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.settings.Registry;
import tools.jackson.databind.JsonNode;

/**
 * Lists what a registry has: by ACR's own API where it is there, else as the
 * <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 * distribution specification</a> has it. What has no grammatical name is left out.
 */
final class Listings {

	private static final String JSON = "application/json";

	private static final String INDEX = "application/vnd.oci.image.index.v1+json";

	private static final List<String> UNKNOWN = List.of("TAG_UNKNOWN", "MANIFEST_UNKNOWN", "NAME_UNKNOWN");

	private static final int FALLBACK_HEX = 64;

	private final DataPlane dataPlane;

	private final Patience patience;

	Listings(DataPlane dataPlane, Patience patience) {
		this.dataPlane = dataPlane;
		this.patience = patience;
	}

	Listing tags(Registry registry, RepositoryName repository, Predicate<ListedTag> visitor)
			throws UnreadableException {
		Walk walk = walk(registry, JSON);
		Scope metadata = Scope.metadata(repository);
		Page first = walk.first(metadata, "/acr/v1/%s/_tags?n=100&orderby=timedesc".formatted(repository));
		if (first.saysUnknown("NAME_UNKNOWN")) {
			return new Absent();
		}
		Predicate<JsonNode> visit = (item) -> tag(item).filter((tag) -> !visitor.test(tag)).isEmpty();
		boolean elsewhere = first.status() == Answer.NOT_FOUND || (first.status() == Answer.OK && !first.hasType(JSON));
		if (!elsewhere) {
			return walk.from(metadata, first, "tags", visit);
		}
		Scope pull = Scope.pull(repository);
		Page plain = walk.first(pull, "/v2/%s/tags/list?n=100".formatted(repository));
		return (plain.status() == Answer.NOT_FOUND) ? absent(registry, pull, plain)
				: walk.from(pull, plain, "tags", visit);
	}

	private static Listing absent(Registry registry, Scope scope, Page page) throws UnreadableException {
		if (!page.answer().isRegistrysNotFound()) {
			throw DataPlane.noRegistry(registry, scope);
		}
		return new Absent();
	}

	/**
	 * Tells whether something is there and locked.
	 * @param path where it is below its repository; empty for the repository itself
	 * @param object the field of the answer that tells of it; empty for the answer itself
	 */
	boolean isLocked(Registry registry, RepositoryName repository, String path, String object)
			throws UnreadableException {
		Scope metadata = Scope.metadata(repository);
		Page page = walk(registry, JSON).first(metadata, "/acr/v1/" + repository + path);
		if (UNKNOWN.stream().anyMatch(page::saysUnknown)) {
			return false;
		}
		if (page.status() != Answer.OK) {
			throw this.dataPlane.refused(registry, metadata, page.answer());
		}
		JsonNode attributes = object.isEmpty() ? page.object("changeableAttributes")
				: page.object(object).path("changeableAttributes");
		return !attributes.path("writeEnabled").asBoolean(true);
	}

	Listing repositories(Registry registry, Predicate<RepositoryName> visitor) throws UnreadableException {
		Walk walk = walk(registry, JSON);
		Scope catalog = Scope.catalog();
		return walk.from(catalog, walk.first(catalog, "/v2/_catalog?n=100"), "repositories",
				(item) -> parse(item, RepositoryName::new).filter((repository) -> !visitor.test(repository)).isEmpty());
	}

	Listing referrers(Registry registry, RepositoryName repository, Digest subject, Consumer<Referrer> visitor)
			throws UnreadableException {
		Walk walk = walk(registry, INDEX);
		Scope pull = Scope.pull(repository);
		Page first = walk.first(pull, "/v2/%s/referrers/%s".formatted(repository, subject));
		if (isNoIndex(first)) {
			first = walk.first(pull, "/v2/%s/manifests/%s".formatted(repository, fallbackTag(subject)));
			if (first.status() == Answer.NOT_FOUND) {
				return absent(registry, pull, first);
			}
			if (isNoIndex(first)) {
				return new Absent();
			}
		}
		return walk.from(pull, first, "manifests", (item) -> {
			parse(item.path("digest"), Digest::new)
				.ifPresent((digest) -> visitor.accept(new Referrer(digest, artifactType(item))));
			return true;
		});
	}

	private Walk walk(Registry registry, String accept) {
		return new Walk(this.dataPlane, this.patience, registry, accept);
	}

	private static boolean isNoIndex(Page page) {
		return page.status() == Answer.NOT_FOUND || (page.status() == Answer.OK && !page.hasType(INDEX));
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

	private static Optional<ListedTag> tag(JsonNode item) {
		JsonNode name = item.isObject() ? item.path("name") : item;
		return parse(name, Tag::new).map((tag) -> new ListedTag(tag, parse(item.path("digest"), Digest::new),
				parse(item.path("lastUpdateTime"), Instant::parse),
				item.path("changeableAttributes").path("writeEnabled").asBoolean(true)));
	}

	private static Optional<String> artifactType(JsonNode item) {
		return Optional.of(item.path("artifactType").asString("")).filter((type) -> !type.isBlank());
	}

	private static <T> Optional<T> parse(JsonNode item, Function<String, T> parser) {
		try {
			return Optional.of(parser.apply(item.asString("")));
		}
		catch (IllegalArgumentException | DateTimeException _) {
			return Optional.empty();
		}
	}

}
