package dev.acrsync.importing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import dev.acrsync.importtask.ImportOperations;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.importtask.ImportTrouble;
import dev.acrsync.importtask.ImportTrouble.TroubleCure;
import dev.acrsync.importtask.OperationStatus;
import dev.acrsync.registry.FakeRegistries;

/**
 * An Azure in simulated time whose copies take their time, whether anybody hears of them
 * or not: it loses answers, fails, forgets, and sees what is copied twice at once.
 */
final class SimulatedAzure implements ImportOperations {

	private final SimulatedTime time;

	private final FakeRegistries registries;

	private final Random random;

	private final Map<String, SimulatedCopy> operations = new LinkedHashMap<>();

	private final Map<String, Instant> shown = new HashMap<>();

	private final List<String> faults = new ArrayList<>();

	private boolean troubled = true;

	private int lost;

	SimulatedAzure(SimulatedTime time, FakeRegistries registries, Random random) {
		this.time = time;
		this.registries = registries;
		this.random = random;
	}

	/**
	 * Lets everything go well from now on.
	 */
	void heal() {
		this.troubled = false;
	}

	boolean isHealed() {
		return !this.troubled;
	}

	/**
	 * Returns what was copied twice at once.
	 */
	List<String> faults() {
		return this.faults;
	}

	int operations() {
		return this.operations.size();
	}

	int lost() {
		return this.lost;
	}

	boolean isBusy() {
		return this.operations.values().stream().anyMatch((it) -> !it.over);
	}

	/**
	 * Has somebody else put there what an operation is about to, of which nobody knows.
	 */
	void copyByHand() {
		this.operations.values()
			.stream()
			.filter((it) -> !it.over && it.lost && it.request.tag().isPresent())
			.findFirst()
			.ifPresent((it) -> show(it.request));
	}

	@Override
	public Optional<ImportTrouble> prepare(ImportRequest request) {
		return Optional.empty();
	}

	@Override
	public OperationStatus start(ImportRequest request, UUID requestId) {
		int chance = this.troubled ? this.random.nextInt(100) : 100;
		if (chance < 4) {
			return new OperationStatus.Failed(
					new ImportTrouble(TroubleCure.RETRY, ImportTrouble.THROTTLED, "throttled"));
		}
		if (chance < 10) {
			return unanswered();
		}
		boolean unheard = chance < 30;
		begin(request, requestId.toString(), unheard);
		if (chance < 22) {
			this.lost++;
			return unanswered();
		}
		if (chance < 30) {
			throw new SimulatedKill();
		}
		if (chance < 38) {
			Thread.currentThread().interrupt();
		}
		return running(requestId.toString());
	}

	private void begin(ImportRequest request, String id, boolean unheard) {
		String image = image(request);
		this.operations.values()
			.stream()
			.filter((it) -> !it.over && !it.proved && image(it.request).equals(image))
			.forEach((it) -> this.faults.add("%s at %s: %s while %s runs".formatted(image, this.time.clock().instant(),
					request.digest(), it.request.digest())));
		SimulatedCopy copying = new SimulatedCopy(request, unheard);
		this.operations.put(id, copying);
		this.time.after(duration(unheard), () -> {
			copying.over = true;
			copying.endedAt = this.time.clock().instant();
			copying.failed = this.troubled && this.random.nextInt(8) == 0;
			if (!copying.failed) {
				show(request);
			}
		});
	}

	/**
	 * What nobody hears of is over before the deadline, after which it is given up.
	 */
	private Duration duration(boolean unheard) {
		int chance = this.troubled ? this.random.nextInt(100) : 0;
		if (chance < 70) {
			return Duration.ofSeconds(1 + this.random.nextInt(75));
		}
		return Duration
			.ofMinutes((unheard || chance < 95) ? 1 + this.random.nextInt(25) : 30 + this.random.nextInt(90));
	}

	private Duration lag() {
		return (this.troubled && this.random.nextInt(10) == 0) ? Duration.ofSeconds(this.random.nextInt(240))
				: Duration.ZERO;
	}

	/**
	 * The target shows it late at times, but never something older after it.
	 */
	private void show(ImportRequest request) {
		Instant now = this.time.clock().instant();
		Instant earliest = this.shown.getOrDefault(image(request), now);
		Instant at = now.plus(lag());
		this.shown.put(image(request), at.isBefore(earliest) ? earliest : at);
		this.time.after(Duration.between(now, this.shown.get(image(request))), () -> arrive(request));
	}

	private void arrive(ImportRequest request) {
		String repository = "customer.azurecr.io/" + request.destination().repository();
		request.tag()
			.ifPresentOrElse((tag) -> this.registries.put(repository + ":" + tag, request.digest()),
					() -> this.registries.putManifest(repository, request.digest()));
		this.operations.values()
			.stream()
			.filter((it) -> image(it.request).equals(image(request)) && it.request.digest().equals(request.digest()))
			.forEach((it) -> it.proved = true);
	}

	private static String image(ImportRequest request) {
		return request.destination().repository()
				+ request.tag().map((tag) -> ":" + tag).orElseGet(() -> "@" + request.digest());
	}

	@Override
	public OperationStatus poll(ImportRequest request, URI location) {
		if (this.troubled && this.random.nextInt(7) == 0) {
			return (this.random.nextInt(3) == 0) ? unknown() : unanswered();
		}
		String id = location.getPath().split("/")[2];
		SimulatedCopy copying = this.operations.get(id);
		if (!copying.over) {
			return running(id);
		}
		if (copying.endedAt.plus(Duration.ofHours(1)).isBefore(this.time.clock().instant())) {
			return unknown();
		}
		return copying.failed
				? new OperationStatus.Failed(new ImportTrouble(TroubleCure.RETRY, ImportTrouble.COPY_FAILED, "failed"))
				: new OperationStatus.Ended();
	}

	private OperationStatus running(String id) {
		return new OperationStatus.Running(
				URI.create("https://arm.example/operations/" + id + "/" + this.random.nextInt()),
				this.random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(10)));
	}

	private static OperationStatus unknown() {
		return new OperationStatus.Unknown(
				new ImportTrouble(TroubleCure.RETRY, ImportTrouble.OPERATION_NOT_FOUND, "404"));
	}

	private static OperationStatus unanswered() {
		return new OperationStatus.Unknown(new ImportTrouble(TroubleCure.RETRY, "no-answer", "reset"));
	}

	/**
	 * What a process does that is killed.
	 */
	static final class SimulatedKill extends Error {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * One copy.
	 */
	private static final class SimulatedCopy {

		private final ImportRequest request;

		private final boolean lost;

		private boolean over;

		private boolean failed;

		/** Its digest was seen, so that nobody waits for it any more. */
		private boolean proved;

		private Instant endedAt = Instant.MAX;

		private SimulatedCopy(ImportRequest request, boolean lost) {
			this.request = request;
			this.lost = lost;
		}

	}

}
