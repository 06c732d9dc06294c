package dev.acrsync.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.acrsync.image.Digest;

/**
 * A stand-in for a registry: manifests, tags and blobs in memory behind the OCI
 * distribution API and ACR's authentication. It does not look whether the blobs of a
 * manifest are there, so that one request pushes an image. {@code docker} and
 * {@code skopeo} can push as well, with a pause: they try TLS first, and wait ten seconds
 * for it.
 */
public final class StandInRegistry implements AutoCloseable {

	private final String host;

	private final RegistryDoor door;

	private final RegistryApi api;

	private final Manifests manifests = new Manifests();

	private final Blobs blobs = new Blobs();

	private final RegistryTraffic traffic = new RegistryTraffic(System::nanoTime);

	private final LoopbackServer server;

	private volatile Optional<StandInAnswer> barred = Optional.empty();

	private volatile Consumer<PushedManifest> listener = (_) -> {
	};

	private volatile Consumer<PushedManifest> deletions = (_) -> {
	};

	/**
	 * Starts a registry that lets in holders of an Entra token alone, until somebody else
	 * is {@link #admit admitted}.
	 * @param host the login server that it claims to be, such as
	 * {@code contoso.azurecr.io}
	 * @param port the wanted port, which gives way to a free one if it is taken; 0 for
	 * any
	 * @param entraTokens tells a valid Entra token
	 */
	public StandInRegistry(String host, int port, Predicate<String> entraTokens) {
		this.host = host;
		this.door = new RegistryDoor(host, entraTokens);
		this.api = new RegistryApi(host, this.door, this.manifests, this.blobs, new ChangeListener());
		this.server = LoopbackServer.http(port, this::answer);
	}

	/**
	 * Refuses from now on what exceeds this.
	 */
	public void limit(RegistryQuota quota) {
		this.traffic.limit(quota);
	}

	/**
	 * Lets a user in, and no other user any more.
	 */
	public void admit(String username, String password) {
		this.door.admit(username, password);
	}

	/**
	 * Lets anybody write.
	 */
	public void openForWrites() {
		this.door.openForWrites();
	}

	/**
	 * Does not list its repositories any more, as for a token for single ones.
	 */
	public void hideCatalog() {
		forbid((scope) -> scope.startsWith("registry:"));
	}

	/**
	 * Lets nobody do what these scopes name, such as
	 * {@code repository:tripinsights/poi:pull}, and everything else again.
	 */
	public void forbid(Predicate<String> scopes) {
		this.door.forbid(scopes);
	}

	/**
	 * Keeps everybody out over HTTP, as ACR's firewall does; Azure goes on copying.
	 * @param address who is told that they are kept out
	 */
	public void raiseFirewall(String address) {
		this.barred = Optional.of(RegistryApi.error(403, "DENIED", "client with IP '" + address
				+ "' is not allowed access. Refer https://aka.ms/acr/firewall to grant access."));
	}

	/**
	 * Is no ACR any more, but a registry that knows the OCI distribution API alone.
	 */
	public void becomePlain() {
		this.api.plain();
	}

	/**
	 * Does not know the referrers API any more.
	 */
	public void forgetReferrersApi() {
		this.api.withoutReferrers();
	}

	/**
	 * Goes on showing a tag over HTTP as it is now, as a replica that is behind.
	 */
	public void lagBehind(String repository, String tag) {
		this.api.replica().lagBehind(repository, tag);
	}

	/**
	 * Keeps an image in quarantine: over HTTP its tag is not found, and its digest is
	 * barred.
	 */
	public void quarantine(String repository, Digest digest) {
		this.api.replica().quarantine(repository, digest);
	}

	/**
	 * Shows everything as it is, and lets all out of quarantine.
	 */
	public void catchUp() {
		this.api.replica().catchUp();
	}

	/**
	 * Forgets all tokens that it has handed out.
	 */
	public void expireTokens() {
		this.door.expireTokens();
	}

	/**
	 * Tells of each later push, tagged or not. The listener must not block.
	 */
	public void onPush(Consumer<PushedManifest> listener) {
		this.listener = listener;
	}

	/**
	 * Tells of each later deletion of a manifest. The listener must not block.
	 */
	void onDelete(Consumer<PushedManifest> listener) {
		this.deletions = listener;
	}

	/**
	 * Lets in one more user, to what is granted alone.
	 */
	void admit(String username, RegistryDoor.ScopedUser user) {
		this.door.admit(username, user);
	}

	/**
	 * Revises each later answer.
	 */
	void revise(LoopbackServer.AnswerRevision revision) {
		this.server.revise(revision);
	}

	/**
	 * Returns the login server that it claims to be.
	 */
	public String host() {
		return this.host;
	}

	/**
	 * Returns where it really answers.
	 */
	public URI endpoint() {
		return this.server.endpoint();
	}

	/**
	 * Sets a tag without telling anybody.
	 */
	public Digest put(String repository, String tag, StoredManifest manifest) {
		Digest digest = this.manifests.put(repository, manifest);
		this.manifests.tag(repository, tag, digest);
		return digest;
	}

	/**
	 * Sets a tag, and tells of it as if somebody had pushed it over HTTP.
	 */
	public Digest push(String repository, String tag, StoredManifest manifest) {
		Digest digest = put(repository, tag, manifest);
		push(repository, Optional.of(tag), manifest);
		return digest;
	}

	/**
	 * Keeps a manifest without a tag, and tells of it as if somebody had pushed it over
	 * HTTP.
	 */
	public Digest push(String repository, StoredManifest manifest) {
		Digest digest = put(repository, manifest);
		push(repository, Optional.empty(), manifest);
		return digest;
	}

	/**
	 * Keeps a manifest without a tag, and without telling anybody.
	 */
	public Digest put(String repository, StoredManifest manifest) {
		return this.manifests.put(repository, manifest);
	}

	/**
	 * Locks a tag: {@code writeEnabled} is false.
	 */
	public void lock(String repository, String tag) {
		this.manifests.lock(repository, tag);
	}

	/**
	 * Locks a manifest: {@code writeEnabled} is false.
	 */
	public void lock(String repository, Digest digest) {
		this.manifests.lock(repository, digest);
	}

	/**
	 * Locks a repository: {@code writeEnabled} is false.
	 */
	public void lock(String repository) {
		this.manifests.lock(repository);
	}

	/**
	 * Removes a tag; the manifest stays.
	 */
	public void delete(String repository, String tag) {
		this.manifests.untag(repository, tag);
	}

	/**
	 * Returns what a tag points to.
	 */
	public Optional<Digest> digest(String repository, String tag) {
		return this.manifests.digest(repository, tag);
	}

	/**
	 * Finds a manifest by its tag or its digest.
	 */
	public Optional<StoredManifest> manifest(String repository, String reference) {
		return this.manifests.find(repository, reference);
	}

	/**
	 * Returns the digests of all manifests of a repository.
	 */
	public Set<Digest> digests(String repository) {
		return this.manifests.manifestStates(repository, "")
			.stream()
			.map((state) -> state.manifest().digest())
			.collect(Collectors.toSet());
	}

	/**
	 * Returns how many manifests an image has, with all that it holds.
	 */
	int manifestsOf(String repository, StoredManifest manifest) {
		return 1 + manifest.children()
			.stream()
			.mapToInt((child) -> manifest(repository, child.value()).map((found) -> manifestsOf(repository, found))
				.orElse(1))
			.sum();
	}

	/**
	 * Takes a manifest, and all that it holds, over from another registry, without a tag.
	 */
	public void copyFrom(StandInRegistry source, String repository, StoredManifest manifest, String targetRepository) {
		for (Digest child : manifest.children()) {
			source.manifest(repository, child.value())
				.ifPresent((found) -> copyFrom(source, repository, found, targetRepository));
		}
		for (Digest blob : manifest.blobs()) {
			source.blobs.find(blob.value()).ifPresent(this.blobs::put);
		}
		this.manifests.put(targetRepository, manifest);
	}

	/**
	 * Answers badly wherever a path has this in it; to HEAD it tells no digest there, so
	 * that it is asked by GET as well.
	 */
	public void answerBadly(String path, BadAnswer answer) {
		this.server.answerBadly((request) -> request.path().contains(path), answer);
	}

	/**
	 * Tells each later request, with the login server.
	 */
	public void watch(BiConsumer<String, String> observer) {
		this.server.watch((request) -> observer.accept(this.host, request.all()));
	}

	/**
	 * Takes so much longer for each answer.
	 */
	public void slowDownBy(Duration delay) {
		this.server.slowDownBy(delay);
	}

	/**
	 * Closes all connections, and refuses new ones.
	 */
	public void down() {
		this.server.down();
	}

	/**
	 * Answers again, at the same port.
	 */
	public void up() {
		this.server.up();
	}

	/**
	 * Answers everything over HTTP with this status, as for somebody whom it keeps out;
	 * Azure goes on copying.
	 */
	public void bar(int status) {
		this.barred = Optional.of(StandInAnswer.of(status));
	}

	/**
	 * Answers over HTTP again as it does.
	 */
	public void unbar() {
		this.barred = Optional.empty();
	}

	/**
	 * Returns how many requests of a method it has had, such as {@code HEAD}.
	 */
	public long requests(String method) {
		return this.server.requests(method);
	}

	/**
	 * Returns how many requests of a kind it has had, refused ones too.
	 */
	public long requests(TrafficKind kind) {
		return this.traffic.requests(kind);
	}

	/**
	 * Returns how many requests of a kind have exceeded its quota.
	 */
	public long refused(TrafficKind kind) {
		return this.traffic.refused(kind);
	}

	@Override
	public void close() {
		this.server.close();
	}

	boolean isUp() {
		return this.server.isUp();
	}

	boolean admits(String username, String password, String repository) {
		return this.door.knows(username, password, "repository:" + repository + ":pull");
	}

	boolean admitsEntra(String token) {
		return this.door.knowsEntra(token);
	}

	private StandInAnswer answer(StandInRequest request) {
		return this.barred
			.orElseGet(() -> this.traffic.admit(request, this.door.identity(request), () -> this.api.answer(request)));
	}

	private void push(String repository, Optional<String> tag, StoredManifest manifest) {
		this.listener.accept(new PushedManifest(this.host, repository, tag, manifest));
	}

	private final class ChangeListener implements RegistryApi.Listener {

		@Override
		public void pushed(String repository, Optional<String> tag, StoredManifest manifest) {
			push(repository, tag, manifest);
		}

		@Override
		public void deleted(String repository, StoredManifest manifest) {
			StandInRegistry.this.deletions
				.accept(new PushedManifest(StandInRegistry.this.host, repository, Optional.empty(), manifest));
		}

	}

}
