package dev.acrsync.registry.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.RegistryBudgets;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.EntraTokens;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.LoginProbe;
import dev.acrsync.registry.ManifestReading;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.Referrer;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.UnreadableException;
import dev.acrsync.registry.http.NotFoundKinds;
import dev.acrsync.registry.http.RefusalMessages;
import dev.acrsync.registry.http.RegistryExchange;
import dev.acrsync.registry.http.RegistryResponse;
import dev.acrsync.registry.http.RetryAfter;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.registry.login.DataPlane;
import dev.acrsync.settings.RegistryAccess;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Asks registries over HTTP, as the
 * <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 * distribution specification</a> has it.
 */
@Component
public class RegistryClient implements Registries, LoginProbe {

	// A registry may translate a manifest, and so change its digest, for those who do not
	// name its type. What is no image has any type
	static final String MANIFEST_TYPES = String.join(", ", "application/vnd.oci.image.index.v1+json",
			"application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.artifact.manifest.v1+json",
			"*/*");

	private static final String DIGEST_HEADER = "Docker-Content-Digest";

	private static final int MAX_MANIFEST = 4 * 1024 * 1024;

	private final DataPlane dataPlane;

	private final ListingReader listings;

	private final NotFoundKinds notFoundKinds = new NotFoundKinds(System::nanoTime);

	private final ListedTags listedTags = new ListedTags(System::nanoTime);

	@Autowired
	public RegistryClient(EntraTokens entraTokens, Clock clock, RegistryBudgets budgets, PasswordFallback fallback) {
		this(entraTokens, clock, Duration.ofSeconds(5), Duration.ofSeconds(10), budgets, fallback, System::nanoTime);
	}

	/**
	 * Takes a clock that may be set as the one of all times.
	 */
	public RegistryClient(EntraTokens entraTokens, Clock clock, Duration connectTimeout, Duration exchangeTimeout,
			RegistryBudgets budgets) {
		this(entraTokens, clock, connectTimeout, exchangeTimeout, budgets,
				new PasswordFallback(() -> clock.millis() * 1_000_000), () -> clock.millis() * 1_000_000);
	}

	private RegistryClient(EntraTokens entraTokens, Clock clock, Duration connectTimeout, Duration exchangeTimeout,
			RegistryBudgets budgets, PasswordFallback fallback, LongSupplier nanos) {
		this.dataPlane = new DataPlane(
				new RegistryExchange(connectTimeout, exchangeTimeout, budgets, new RetryAfter(clock)), entraTokens,
				fallback, nanos, clock);
		this.listings = new ListingReader(this.dataPlane);
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return read(registry, repository, tag.value());
	}

	@Override
	public TagReading read(RegistryAccess registry, RepositoryName repository, Digest digest) {
		return read(registry, repository, digest.value());
	}

	@Override
	public Optional<Unreadable> refusal(RegistryAccess registry) {
		try {
			TokenScope login = TokenScope.login();
			RegistryResponse<String> answer = this.dataPlane.send(registry, login, request("GET", registry, "/v2/"),
					MAX_MANIFEST, RegistryClient::sha256);
			return (answer.status() == RegistryResponse.OK) ? Optional.empty()
					: Optional.of(this.dataPlane.refused(registry, login, answer).reading());
		}
		catch (UnreadableException ex) {
			return Optional.of(ex.reading());
		}
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Tag tag) {
		return this.listings.lock(registry, repository, "/_tags/" + tag, "tag");
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		return this.listings.lock(registry, repository, "/_manifests/" + manifest, "manifest");
	}

	@Override
	public TagLock readLock(RegistryAccess registry, RepositoryName repository) {
		return this.listings.lock(registry, repository, "", "");
	}

	@Override
	public ListingResult listTags(RegistryAccess registry, RepositoryName repository, Optional<Tag> after,
			ListingVisitor<ListedTag> visitor) {
		try (ListedTags.TagListener hearing = this.listedTags.hear(visitor)) {
			if (after.isPresent()) {
				return this.listings.tags(registry, repository, after, visitor);
			}
			ListingResult end = this.listings.tags(registry, repository, after, hearing);
			this.listedTags.keep(registry, repository, hearing, end);
			return end;
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public ListingResult listNewestTags(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<ListedTag> visitor) {
		try {
			return this.listings.newestTags(registry, repository, visitor);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public Optional<TagReading> recall(RegistryAccess registry, RepositoryName repository, Tag tag, Duration age) {
		return this.listedTags.recall(registry, repository, tag, age);
	}

	@Override
	public ListingResult listRepositories(RegistryAccess registry, Optional<RepositoryName> after,
			ListingVisitor<RepositoryName> visitor) {
		try {
			return this.listings.repositories(registry, after, visitor);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public ListingResult listReferrers(RegistryAccess registry, RepositoryName repository, Digest subject,
			Consumer<Referrer> visitor) {
		try {
			return this.listings.referrers(registry, repository, subject, visitor);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public ListingResult listManifests(RegistryAccess registry, RepositoryName repository,
			ListingVisitor<Digest> visitor) {
		try {
			return this.listings.manifests(registry, repository, visitor);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public ManifestReading readLinks(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try {
			return this.listings.links(registry, repository, manifest);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public TagReading readSubject(RegistryAccess registry, RepositoryName repository, Digest manifest) {
		try {
			return this.listings.subject(registry, repository, manifest)
				.<TagReading>map(Found::new)
				.orElseGet(Absent::new);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	@Override
	public ListingResult listPlatforms(RegistryAccess registry, RepositoryName repository, Digest image,
			Consumer<Digest> visitor) {
		try {
			return this.listings.platforms(registry, repository, image, visitor);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	private TagReading read(RegistryAccess registry, RepositoryName repository, String reference) {
		TokenScope scope = TokenScope.pull(repository);
		String path = "/v2/%s/manifests/%s".formatted(repository, reference);
		try {
			RegistryResponse<String> head = this.dataPlane.send(registry, scope, request("HEAD", registry, path),
					MAX_MANIFEST, RegistryClient::sha256);
			boolean tellsAll = switch (head.status()) {
				case RegistryResponse.OK -> head.header(DIGEST_HEADER).isPresent();
				case RegistryResponse.NOT_FOUND -> this.notFoundKinds.isOwn(registry, head);
				case RegistryResponse.NOT_ALLOWED -> false;
				default -> true;
			};
			if (tellsAll) {
				return (head.status() == RegistryResponse.NOT_FOUND) ? new Absent()
						: reading(registry, scope, reference, head);
			}
			RegistryResponse<String> get = this.dataPlane.send(registry, scope, request("GET", registry, path),
					MAX_MANIFEST, RegistryClient::sha256);
			this.notFoundKinds.told(registry, head, get);
			return reading(registry, scope, reference, get);
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	private TagReading reading(RegistryAccess registry, TokenScope scope, String reference,
			RegistryResponse<String> answer) throws UnreadableException {
		return switch (answer.status()) {
			case RegistryResponse.OK -> new Found(digest(registry, scope, answer));
			case RegistryResponse.NOT_FOUND -> absent(registry, scope, answer);
			default -> throw answer.says(RegistryResponse.NOT_ALLOWED, "REGISTRY_DISALLOWED_OPERATION")
					? RefusalMessages.barred(registry, scope, reference)
					: this.dataPlane.refused(registry, scope, answer);
		};
	}

	private static TagReading absent(RegistryAccess registry, TokenScope scope, RegistryResponse<?> answer)
			throws UnreadableException {
		if (!answer.isRegistrysNotFound()) {
			throw DataPlane.noRegistry(registry, scope);
		}
		return new Absent();
	}

	private static Digest digest(RegistryAccess registry, TokenScope scope, RegistryResponse<String> answer)
			throws UnreadableException {
		String digest = answer.header(DIGEST_HEADER).or(answer::content).orElse("");
		try {
			return new Digest(digest);
		}
		catch (IllegalArgumentException _) {
			throw new UnreadableException(UnreadableCause.UNEXPECTED, "Registry '%s' gives a broken %s for '%s': '%s'"
				.formatted(registry.host(), DIGEST_HEADER, scope.name(), answer.foreignText().line(digest)));
		}
	}

	private static HttpRequest.Builder request(String method, RegistryAccess registry, String path) {
		return HttpRequest.newBuilder(registry.endpoint().resolve(path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Accept", MANIFEST_TYPES);
	}

	private static String sha256(HttpHeaders headers, InputStream manifest) throws IOException {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			new DigestInputStream(manifest, digest).transferTo(OutputStream.nullOutputStream());
			return "sha256:" + HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
