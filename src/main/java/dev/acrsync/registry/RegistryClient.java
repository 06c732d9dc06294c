package dev.acrsync.registry;

import java.net.URI;
import java.net.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.TagReading.Absent;
import dev.acrsync.registry.TagReading.Cause;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Registry;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Asks registries over HTTP, as the
 * <a href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">OCI
 * distribution specification</a> has it.
 */
@Component
class RegistryClient implements Registries {

	// A registry may translate a manifest, and so change its digest, for those who do not
	// name its type. What is no image has any type
	private static final String MANIFEST_TYPES = String.join(", ", "application/vnd.oci.image.index.v1+json",
			"application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.artifact.manifest.v1+json",
			"*/*");

	private static final String DIGEST_HEADER = "Docker-Content-Digest";

	private static final int MAX_MANIFEST = 4 * 1024 * 1024;

	private final Wire wire;

	private final Refusals refusals;

	private final TokenService tokenService;

	private final Authorizations authorizations;

	@Autowired
	RegistryClient(EntraTokens entraTokens, Clock clock) {
		this(entraTokens, clock, Duration.ofSeconds(5), Duration.ofSeconds(10));
	}

	RegistryClient(EntraTokens entraTokens, Clock clock, Duration connectTimeout, Duration exchangeTimeout) {
		this.wire = new Wire(connectTimeout, exchangeTimeout);
		this.refusals = new Refusals(clock);
		this.tokenService = new TokenService(this.wire, this.refusals, entraTokens, clock);
		this.authorizations = new Authorizations(clock);
	}

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		try {
			Answer head = ask("HEAD", registry, repository, tag);
			if (head.status() != Answer.OK || head.header(DIGEST_HEADER).isPresent()) {
				return reading(registry, repository, head);
			}
			return reading(registry, repository, ask("GET", registry, repository, tag));
		}
		catch (UnreadableException ex) {
			return ex.reading();
		}
	}

	private TagReading reading(Registry registry, RepositoryName repository, Answer answer) throws UnreadableException {
		return switch (answer.status()) {
			case Answer.OK -> new Found(digest(registry, repository, answer));
			case Answer.NOT_FOUND -> new Absent();
			default -> throw this.refusals.refused(registry, repository, answer);
		};
	}

	private static Digest digest(Registry registry, RepositoryName repository, Answer answer)
			throws UnreadableException {
		try {
			return new Digest(answer.header(DIGEST_HEADER).orElseGet(() -> sha256(answer.body())));
		}
		catch (IllegalArgumentException ex) {
			throw new UnreadableException(Cause.UNEXPECTED, "Registry '%s' gives a broken %s for '%s': %s"
				.formatted(registry.host(), DIGEST_HEADER, repository, ex.getMessage()));
		}
	}

	private static String sha256(byte[] manifest) {
		try {
			return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(manifest));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Answer ask(String method, Registry registry, RepositoryName repository, Tag tag)
			throws UnreadableException {
		URI manifest = registry.endpoint().resolve("/v2/%s/manifests/%s".formatted(repository, tag));
		HttpRequest.Builder request = HttpRequest.newBuilder(manifest)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Accept", MANIFEST_TYPES);
		Optional<Authorization> known = this.authorizations.find(registry, repository);
		known.ifPresent((authorization) -> authorization.authorize(request));
		Answer answer = this.wire.send(registry, request.build(), MAX_MANIFEST);
		if (answer.status() != Answer.UNAUTHORIZED) {
			return answer;
		}
		known.ifPresent((authorization) -> this.authorizations.refused(registry, repository, authorization));
		Authorization fresh = authenticate(registry, repository, answer);
		fresh.authorize(request);
		Answer authenticated = this.wire.send(registry, request.build(), MAX_MANIFEST);
		if (authenticated.status() != Answer.UNAUTHORIZED) {
			this.authorizations.accepted(registry, repository, fresh);
		}
		return authenticated;
	}

	private Authorization authenticate(Registry registry, RepositoryName repository, Answer answer)
			throws UnreadableException {
		List<Challenge> challenges = answer.challenges();
		Optional<Challenge> bearer = challenges.stream().filter(Challenge::isBearer).findFirst();
		if (bearer.isPresent()) {
			return this.tokenService.answer(bearer.get(), registry, repository);
		}
		if (registry.credentials() instanceof Basic basic && challenges.stream().anyMatch(Challenge::isBasic)) {
			return Authorization.basic(basic);
		}
		throw this.refusals.refused(registry, repository, answer);
	}

}
