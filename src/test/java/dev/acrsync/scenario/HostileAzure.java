package dev.acrsync.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import tools.jackson.databind.JsonNode;

/**
 * Azure Resource Manager, which answers some requests badly, and an identity that does so
 * for a while.
 */
final class HostileAzure {

	private static final String NOT_TOLD = ".*(Azure Resource Manager at .* gave no answer|Azure answered (200|403)"
			+ "|There was no answer from .* within \\d+ seconds|may import into it (was not answered|is not told)).*";

	private static final String SECRET = "azure-webhook-secret";

	private final Sandbox sandbox;

	private final Map<String, Digest> images = new TreeMap<>();

	HostileAzure(Sandbox sandbox) {
		this.sandbox = sandbox;
		// Azure's library asks for another every 30 seconds, and waits for nobody with
		// it.
		sandbox.identity().tokensLast(Duration.ofSeconds(60));
		for (BadAnswer answer : BadAnswer.values()) {
			sandbox.arm().registry(name("registry", answer));
			sandbox.arm().answerReadsBadly("/registries/" + name("registry", answer), answer);
			sandbox.arm().registry(name("permissions", answer));
			sandbox.arm()
				.answerReadsBadly("/" + name("permissions", answer) + "/providers/Microsoft.Authorization/permissions",
						answer);
		}
	}

	/**
	 * Returns targets of which nothing is asked but what Azure says of them.
	 */
	List<String> settings() {
		String source = "acr-sync.sources.azure.";
		Stream<String> images = Stream.of(source + "registry=" + this.sandbox.vendor().host(),
				source + "endpoint=" + this.sandbox.vendor().endpoint(), source + "username=" + Sandbox.USERNAME,
				source + "password=" + Sandbox.PASSWORD, source + "webhook.secrets[0]=" + SECRET,
				source + "rules[0].repositories[0]=azure/*", source + "rules[0].targets[0]=prod");
		Stream<String> targets = Arrays.stream(BadAnswer.values())
			.flatMap((answer) -> Stream.of(name("registry", answer), name("permissions", answer)))
			.flatMap((name) -> Stream.of(
					"acr-sync.targets." + name + ".resource-id=" + Sandbox.RESOURCE_ID.replace("customer", name),
					"acr-sync.targets." + name + ".endpoint=" + this.sandbox.customer().endpoint()));
		return Stream.concat(images, targets).toList();
	}

	/**
	 * Pushes images of which the import or the look at it is answered badly.
	 */
	void push(ServiceProcess service) {
		for (BadAnswer answer : BadAnswer.values()) {
			for (String method : List.of("POST", "GET")) {
				String repository = "azure/" + name(method, answer);
				this.sandbox.arm().answerBadly(method, repository, answer);
				Digest digest = this.sandbox.vendor().put(repository, "v1", StoredManifest.named(repository));
				service.push("azure", SECRET, AcrEvents.push(this.sandbox.vendor().host(), repository, "v1", digest));
				this.images.put(repository, digest);
			}
		}
	}

	/**
	 * Returns which of these imports are not told as waiting for Azure.
	 */
	List<String> unblamedImports(JsonNode imports) {
		List<String> unblamed = new ArrayList<>(this.images.keySet());
		imports.at("/imports").forEach((row) -> {
			String repository = row.at("/repository").asString();
			boolean followed = repository.contains("/get") && row.at("/state").asString().equals("importing");
			if (followed || isTriedAgain(row)) {
				unblamed.remove(repository);
			}
		});
		return unblamed;
	}

	private static boolean isTriedAgain(JsonNode row) {
		return row.at("/state").asString().matches("pending|importing") && row.at("/attempts").asInt() > 1
				&& row.at("/error/code").asString().matches("forbidden|no-answer|operation-unsettled|deadline")
				&& row.at("/error/message").asString().contains("Azure");
	}

	/**
	 * Returns which of the targets the doctor does not say of that Azure has not told.
	 */
	List<String> unblamedReads(JsonNode diagnosis) {
		List<String> unblamed = new ArrayList<>();
		for (BadAnswer answer : BadAnswer.values()) {
			Stream.of(name("registry", answer), name("permissions", answer))
				.filter((name) -> diagnosis.at("/findings")
					.valueStream()
					.filter((finding) -> finding.at("/subject").asString().contains(name))
					.noneMatch((finding) -> finding.at("/what").asString().matches(NOT_TOLD)))
				.forEach(unblamed::add);
		}
		return unblamed;
	}

	/**
	 * Has the next requests for tokens answered badly, each in its own way, and who asks
	 * for Azure's time.
	 * @return whether all these answers were given
	 */
	BooleanSupplier giveNoTokens() {
		this.sandbox.arm().answerReadsBadly("/subscriptions", BadAnswer.ENDLESS);
		List<BooleanSupplier> given = Arrays.stream(BadAnswer.values())
			.map(this.sandbox.identity()::answerBadlyOnce)
			.toList();
		return () -> given.stream().allMatch(BooleanSupplier::getAsBoolean);
	}

	/**
	 * Has Resource Manager answer well.
	 */
	void recover() {
		this.sandbox.arm().answerWell();
	}

	/**
	 * Returns which of the images have not arrived.
	 */
	List<String> missing() {
		return this.images.entrySet()
			.stream()
			.filter((image) -> !this.sandbox.customer()
				.digest(image.getKey(), "v1")
				.filter(image.getValue()::equals)
				.isPresent())
			.map(Map.Entry::getKey)
			.toList();
	}

	static String name(String asked, BadAnswer answer) {
		return (asked + answer.name()).toLowerCase(Locale.ROOT).replace("_", "");
	}

}
