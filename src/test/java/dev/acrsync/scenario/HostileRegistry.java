package dev.acrsync.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.BadAnswer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInRegistry;
import dev.acrsync.sandbox.StoredManifest;

/**
 * A source of its own whose registry answers one kind of request badly.
 */
final class HostileRegistry implements AutoCloseable {

	private static final String REPOSITORY = "hostile/app";

	/**
	 * They are as good a manifest as any, and nobody listens to the end of a list.
	 */
	private static final Set<BadAnswer> MANIFESTS = EnumSet.of(BadAnswer.DEEP, BadAnswer.MANY_ITEMS,
			BadAnswer.GZIP_BOMB);

	private final HostileRequest asked;

	private final BadAnswer answer;

	private final StandInRegistry registry;

	private HostileRegistry(HostileRequest asked, BadAnswer answer, Sandbox sandbox) {
		this.asked = asked;
		this.answer = answer;
		this.registry = new StandInRegistry(host(), 0, sandbox.identity()::isRegistryToken);
		this.registry.admit(Sandbox.USERNAME, Sandbox.PASSWORD);
		StoredManifest manifest = StoredManifest.named(name());
		this.registry.put(REPOSITORY, "v1", manifest);
		sandbox.customer().put("there/" + name() + "/" + REPOSITORY, "v1", manifest);
		this.registry.answerBadly(asked.path, answer);
	}

	/**
	 * Starts one of each.
	 */
	static List<HostileRegistry> startAll(Sandbox sandbox) {
		return Arrays.stream(HostileRequest.values())
			.flatMap((asked) -> Arrays.stream(BadAnswer.values())
				.map((answer) -> new HostileRegistry(asked, answer, sandbox)))
			.toList();
	}

	String name() {
		return (this.asked.name() + this.answer.name()).toLowerCase(Locale.ROOT).replace("_", "");
	}

	private String host() {
		return name() + ".azurecr.io";
	}

	List<String> settings() {
		String source = "acr-sync.sources." + name() + ".";
		List<String> settings = new ArrayList<>(
				List.of(source + "registry=" + host(), source + "endpoint=" + this.registry.endpoint(),
						source + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET + name(),
						source + "rules[0].repositories[0]="
								+ ((this.asked == HostileRequest.CATALOG) ? "hostile/*" : REPOSITORY),
						source + "rules[0].targets[0]=prod",
						source + "rules[0].target-repository=there/" + name() + "/{repository}"));
		if (this.asked == HostileRequest.EXCHANGE) {
			settings.add(source + "resource-id=" + Sandbox.RESOURCE_ID.replace("customer", name()));
		}
		else {
			settings.add(source + "username=" + Sandbox.USERNAME);
			settings.add(source + "password=" + Sandbox.PASSWORD);
		}
		return settings;
	}

	/**
	 * Tells the service of an image that it has.
	 */
	void push(ServiceProcess service) {
		Digest digest = StoredManifest.named(name()).digest();
		service.push(name(), Sandbox.WEBHOOK_SECRET + name(), AcrEvents.push(host(), REPOSITORY, "v1", digest));
	}

	/**
	 * Tells whether its trouble is told as its own.
	 * @param said what the log and the imports say
	 * @param findings what the doctor has found
	 */
	boolean isBlamed(String said, String findings) {
		return !isTrouble() || said.contains("Registry '" + host() + "' ") || findings.contains(name());
	}

	private boolean isTrouble() {
		return switch (this.asked) {
			case MANIFEST -> !MANIFESTS.contains(this.answer);
			case TAGS, CATALOG -> this.answer != BadAnswer.MANY_ITEMS;
			case REFERRERS, TOKEN, EXCHANGE -> true;
		};
	}

	@Override
	public void close() {
		this.registry.close();
	}

	/**
	 * What a registry is asked for.
	 */
	private enum HostileRequest {

		MANIFEST("/manifests/v1"), TAGS("/_tags"), CATALOG("/_catalog"), REFERRERS("/referrers/"),
		TOKEN("/oauth2/token"), EXCHANGE("/oauth2/exchange");

		private final String path;

		HostileRequest(String path) {
			this.path = path;
		}

	}

}
