package dev.acrsync.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.settings.ResourceId;
import tools.jackson.databind.json.JsonMapper;

/**
 * A stand-in for Azure Resource Manager's {@code importImage}, over https: 202 with a
 * {@code Location}, a new one with every poll, and at the end the copy or Azure's own
 * words of failure. What is set here holds for all later requests, unless it says "next".
 */
public final class StandInArm implements AutoCloseable {

	private static final Pattern IMPORT = Pattern.compile("(/subscriptions/.+/registries/[^/]+)/importImage",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern RESULT = Pattern.compile("/subscriptions/.+/operationResults/registries-([^/]+)");

	private static final Pattern REGISTRY = Pattern.compile(
			"/subscriptions/.+/registries/([^/]+)(/providers/Microsoft\\.Authorization/permissions)?",
			Pattern.CASE_INSENSITIVE);

	private final Map<String, ArmRegistry> registries = new ConcurrentHashMap<>(
			Map.of("customer", new ArmRegistry("customer"), "contoso", new ArmRegistry("contoso")));

	private final StandInIdentity identity;

	private final ImageCopier copier;

	private final LoopbackServer server;

	private final List<ImportCall> calls = new CopyOnWriteArrayList<>();

	private final Map<String, ArmOperation> operations = new ConcurrentHashMap<>();

	private final ParallelImports parallel = new ParallelImports();

	private final Queue<StandInAnswer> nextPosts = new ConcurrentLinkedQueue<>();

	private final Queue<StandInAnswer> nextPolls = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean loseNext = new AtomicBoolean();

	private final AtomicReference<Optional<Duration>> loseNextUntil = new AtomicReference<>(Optional.empty());

	private final Queue<Runnable> beforeNextPosts = new ConcurrentLinkedQueue<>();

	private volatile Optional<ImportFailure> failure = Optional.empty();

	private volatile Predicate<ImportCall> failing = (_) -> true;

	private volatile Optional<Duration> retryAfter = Optional.empty();

	private volatile int pollsUntilEnd = 1;

	private volatile Optional<Function<ImportCall, Duration>> time = Optional.empty();

	private volatile boolean endsWhenAsked;

	private volatile Optional<ArmThrottle> throttle = Optional.empty();

	private volatile int bearable = Integer.MAX_VALUE;

	private volatile Consumer<ImportCall> copied = (_) -> {
	};

	private volatile Function<StandInRequest, Optional<StandInAnswer>> resources = (_) -> Optional.empty();

	/**
	 * Starts it.
	 * @param port the wanted port, which gives way to a free one if it is taken; 0 for
	 * any
	 * @param identity whose tokens it takes
	 * @param copier does the copying
	 */
	public StandInArm(int port, StandInIdentity identity, ImageCopier copier) {
		this.identity = identity;
		this.copier = copier;
		this.server = LoopbackServer.https(port,
				(request) -> this.throttle.map((limits) -> limits.admit(request, this::answer))
					.orElseGet(() -> answer(request)));
	}

	/**
	 * Returns what {@code acr-sync.azure.resource-manager-endpoint} has to be.
	 */
	public URI endpoint() {
		return this.server.endpoint();
	}

	/**
	 * Returns what it says of a registry. It has {@code customer} and {@code contoso},
	 * and each that it was asked for here.
	 */
	public ArmRegistry registry(String name) {
		return this.registries.computeIfAbsent(name, ArmRegistry::new);
	}

	/**
	 * Has no such registry any more.
	 */
	void remove(String name) {
		this.registries.remove(name);
	}

	/**
	 * Has what this answers to as well.
	 */
	void manage(Function<StandInRequest, Optional<StandInAnswer>> resources) {
		this.resources = resources;
	}

	/**
	 * Revises each later answer.
	 */
	void revise(LoopbackServer.AnswerRevision revision) {
		this.server.revise(revision);
	}

	/**
	 * Sets how many polls find an operation under way before it ends; 1 at first.
	 */
	public void pollsUntilEnd(int polls) {
		this.pollsUntilEnd = polls;
	}

	/**
	 * Lets operations end by themselves after so long, as they do at Azure, whether
	 * anybody asks for them or not.
	 */
	public void operationsTake(Duration time) {
		this.time = Optional.of((_) -> time);
	}

	/**
	 * Lets operations end when they were asked for often enough, or else after so long.
	 */
	public void operationsTakeAtMost(Duration time) {
		operationsTake(time);
		this.endsWhenAsked = true;
	}

	/**
	 * Lets operations end by themselves after a time of their own each.
	 */
	public void operationsTake(CopyTimes times) {
		this.time = Optional.of((call) -> times.of(call.sourceImage()));
	}

	/**
	 * Lets operations end by themselves after a time that their import decides on.
	 */
	public void operationsTake(Function<ImportCall, Duration> times) {
		this.time = Optional.of(times);
	}

	/**
	 * Refuses from now on what exceeds Azure's published limits, and says with each
	 * answer how much is left.
	 */
	public void throttle() {
		this.throttle = Optional.of(new ArmThrottle(System::nanoTime));
	}

	/**
	 * Lets operations fail that end while more than so many are under way, as for a Basic
	 * registry that throttles Azure's own copying.
	 */
	public void throttleOperationsAbove(int most) {
		this.bearable = most;
	}

	/**
	 * Tells of each later copy as soon as it is there. The listener must not block.
	 */
	public void onCopy(Consumer<ImportCall> listener) {
		this.copied = listener;
	}

	/**
	 * Returns how many imports were refused by its {@link #throttle() limits}.
	 */
	public long throttledImports() {
		return this.throttle.map(ArmThrottle::refusedWrites).orElse(0L);
	}

	/**
	 * Returns how many polls were refused by its {@link #throttle() limits}.
	 */
	public long throttledPolls() {
		return this.throttle.map(ArmThrottle::refusedReads).orElse(0L);
	}

	/**
	 * Sets the {@code Retry-After} of each 202; none at first.
	 */
	public void retryAfter(Duration delay) {
		this.retryAfter = Optional.of(delay);
	}

	/**
	 * Answers the next import so, and does nothing. To be called once per answer.
	 */
	public void failNextPost(int status, String body, Map<String, String> headers) {
		this.nextPosts.add(StandInAnswer.text(status, body).with(headers));
	}

	/**
	 * Answers the next poll so; the operation does not notice. To be called once per
	 * answer.
	 */
	public void failNextPoll(int status, String body, Map<String, String> headers) {
		this.nextPolls.add(StandInAnswer.text(status, body).with(headers));
	}

	/**
	 * Hangs up on the next import, and does nothing. To be called once per import.
	 */
	public void dropNextPost() {
		this.nextPosts.add(StandInAnswer.hangUp());
	}

	/**
	 * Hangs up on the next poll; the operation does not notice. To be called once per
	 * poll.
	 */
	public void dropNextPoll() {
		this.nextPolls.add(StandInAnswer.hangUp());
	}

	/**
	 * Lets something happen when the next import comes in, before it is looked at.
	 */
	public void beforeNextPost(Runnable event) {
		this.beforeNextPosts.add(event);
	}

	/**
	 * Does the next import at once and to its end, and hangs up without an answer.
	 */
	public void loseNextAnswer() {
		this.loseNext.set(true);
	}

	/**
	 * Begins the next import, and hangs up without an answer; the import ends by itself
	 * after so long.
	 */
	public void loseNextAnswer(Duration time) {
		this.loseNextUntil.set(Optional.of(time));
	}

	/**
	 * Lets operations fail when they end.
	 */
	public void failOperations(String code, String message) {
		failOperations((_) -> true, code, message);
	}

	/**
	 * Lets some operations fail when they end.
	 */
	public void failOperations(Predicate<ImportCall> which, String code, String message) {
		this.failing = which;
		this.failure = Optional.of(ImportFailure.ofOperation(code, message));
	}

	/**
	 * Lets operations do their work again.
	 */
	public void succeedOperations() {
		this.failure = Optional.empty();
	}

	/**
	 * Returns all imports that it was asked for with a valid token, refused ones too, the
	 * earliest first.
	 */
	public List<ImportCall> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Returns the imports that became an operation, in no order.
	 */
	public List<ImportCall> operations() {
		return this.operations.values().stream().map(ArmOperation::call).toList();
	}

	/**
	 * Returns how many operations are under way.
	 */
	public int running() {
		return this.parallel.running();
	}

	/**
	 * Returns how many operations were ever under way at the same time.
	 */
	public int mostParallel() {
		return this.parallel.most();
	}

	/**
	 * Returns how many operations into the same tag were ever under way at the same time.
	 * @param targetTag repository, colon and tag
	 */
	public int mostParallel(String targetTag) {
		return this.parallel.most(targetTag);
	}

	/**
	 * Returns how many requests of a method it has had: {@code POST} for imports,
	 * {@code GET} for polls.
	 */
	public long requests(String method) {
		return this.server.requests(method);
	}

	/**
	 * Answers some requests of a method badly, by what their import is of.
	 * @param image what its source has in it
	 */
	public void answerBadly(String method, String image, BadAnswer answer) {
		this.server.answerBadly((request) -> request.method().equals(method) && isOf(request, image), answer);
	}

	/**
	 * Answers badly who asks for a path that ends with this.
	 */
	public void answerReadsBadly(String path, BadAnswer answer) {
		this.server.answerBadly((request) -> request.method().equals("GET") && request.path().endsWith(path), answer);
	}

	/**
	 * Tells each later request.
	 */
	public void watch(BiConsumer<String, String> observer) {
		this.server.watch((request) -> observer.accept("arm", request.all()));
	}

	/**
	 * Answers everything as it should again.
	 */
	public void answerWell() {
		this.server.answerWell();
	}

	private boolean isOf(StandInRequest request, String image) {
		Matcher result = RESULT.matcher(request.path());
		return result.matches() ? Optional.ofNullable(this.operations.get(result.group(1)))
			.filter((operation) -> operation.call().body().toString().contains(image))
			.isPresent() : request.text().contains(image);
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
	 * Makes each later answer wait.
	 */
	public void slowDownBy(Duration delay) {
		this.server.slowDownBy(delay);
	}

	@Override
	public void close() {
		this.server.close();
	}

	private StandInAnswer answer(StandInRequest request) {
		if (request.authorization("Bearer").filter(this.identity::isArmToken).isEmpty()) {
			return ImportFailure.error(401, "InvalidAuthenticationToken", "The access token is invalid.");
		}
		Matcher importing = IMPORT.matcher(request.path());
		if (request.method().equals("POST") && importing.matches()) {
			return start(request, ResourceId.parse(importing.group(1)));
		}
		Matcher result = RESULT.matcher(request.path());
		if (request.method().equals("GET") && result.matches()) {
			return poll(result.group(1));
		}
		Optional<StandInAnswer> managed = this.resources.apply(request);
		if (managed.isPresent()) {
			return managed.get();
		}
		Matcher registry = REGISTRY.matcher(request.path());
		if (request.method().equals("GET") && registry.matches()
				&& this.registries.containsKey(registry.group(1).toLowerCase(Locale.ROOT))) {
			ArmRegistry found = this.registries.get(registry.group(1).toLowerCase(Locale.ROOT));
			return (registry.group(2) != null) ? found.permissions() : found.resource();
		}
		return ImportFailure.error(404, "ResourceNotFound", "There is nothing here.");
	}

	private StandInAnswer start(StandInRequest request, ResourceId target) {
		ImportCall call = new ImportCall(
				request.header("x-ms-client-request-id").orElseGet(() -> UUID.randomUUID().toString()), target,
				JsonMapper.shared().readTree(request.body()));
		this.calls.add(call);
		Optional.ofNullable(this.beforeNextPosts.poll()).ifPresent(Runnable::run);
		StandInAnswer planned = this.nextPosts.poll();
		if (planned != null) {
			return planned;
		}
		try {
			Optional<KnownFailure> known = KnownFailure.of(call).filter(KnownFailure::isAtOnce);
			if (known.isPresent()) {
				throw known.get().failure(call);
			}
			this.copier.check(call);
		}
		catch (ImportFailure ex) {
			return ex.answer(call);
		}
		ArmOperation operation = new ArmOperation(call, this.parallel);
		this.operations.put(call.requestId(), operation);
		if (this.loseNext.getAndSet(false)) {
			operation.finish(this::copy);
			return StandInAnswer.hangUp();
		}
		Optional<Duration> late = this.loseNextUntil.getAndSet(Optional.empty());
		if (late.isPresent()) {
			endAfter(late.get(), operation);
			return StandInAnswer.hangUp();
		}
		this.time.ifPresent((time) -> endAfter(time.apply(call), operation));
		return accepted(StandInAnswer.of(202), call);
	}

	private void endAfter(Duration time, ArmOperation operation) {
		Thread.ofVirtual().start(() -> {
			try {
				Thread.sleep(time);
				operation.finish(this::copy);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

	private StandInAnswer poll(String id) {
		StandInAnswer planned = this.nextPolls.poll();
		if (planned != null) {
			return planned;
		}
		ArmOperation operation = this.operations.get(id);
		if (operation == null) {
			return ImportFailure.error(404, "OperationNotFound", "The operation could not be found.");
		}
		int polls = (this.time.isPresent() && !this.endsWhenAsked) ? Integer.MAX_VALUE : this.pollsUntilEnd;
		return operation.poll(polls, this::copy)
			.orElseGet(() -> accepted(StandInAnswer.json(202, Map.of("status", "Accepted")), operation.call()));
	}

	private void copy(ImportCall call) throws ImportFailure {
		if (this.failure.isPresent() && this.failing.test(call)) {
			throw this.failure.get();
		}
		if (this.parallel.running() > this.bearable) {
			throw ImportFailure.ofOperation("InvalidParameters",
					"Invalid message 429 Too Many Requests Too Many Requests (HAP429).");
		}
		this.copier.copy(call);
		this.copied.accept(call);
	}

	private StandInAnswer accepted(StandInAnswer answer, ImportCall call) {
		StandInAnswer accepted = answer
			.with(Map.of("Location", OperationUrl.of(endpoint(), call).toString(), "x-ms-correlation-request-id",
					UUID.randomUUID().toString(), "x-ms-ratelimit-remaining-subscription-writes", "199"));
		return this.retryAfter.map((delay) -> accepted.with("Retry-After", Long.toString(delay.toSeconds())))
			.orElse(accepted);
	}

}
