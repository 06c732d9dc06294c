package dev.acrsync.scenario;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Webhook, comparison and explanation decide alike on every image, by whatever rules:
 * over real sockets, with rules and images drawn by a seed.
 */
class OneDecisionTests {

	private static final long SEED = 20_261_125;

	private static final int SOURCES = 5;

	private static final String HOST = "contoso.azurecr.io";

	private static final List<String> REPOSITORY_GLOBS = List.of("**", "a/*", "*/b", "a", "b*", "a/b/c");

	private static final List<String> REPOSITORIES = List.of("a", "b", "a/b", "b/b", "a/b/c", "bc");

	private static final List<String> TAG_PATTERNS = List.of("*", "v*", "*-rc*", "latest", "semver:>=1.4 <3",
			"semver:^1");

	private static final List<String> TAGS = List.of("v1.0.0", "v1.5.0", "2.0.0", "2.0.0-rc1", "3.0.0", "latest", "x");

	private static final Digest DIGEST = StoredManifest.named("one").digest();

	@Test
	void everyDoorDecidesAlike() {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, rules(sandbox))) {
			for (String repository : REPOSITORIES) {
				TAGS.forEach((tag) -> sandbox.vendor().put(repository, tag, StoredManifest.named("one")));
			}
			sandbox.arm().down();
			Set<String> byComparison = compare(service);
			Set<String> byWebhook = new TreeSet<>();
			Set<String> byExplanation = new TreeSet<>();
			for (int source = 0; source < SOURCES; source++) {
				for (String repository : REPOSITORIES) {
					for (String tag : TAGS) {
						byWebhook.addAll(announce(service, "source" + source, repository, tag));
						byExplanation.addAll(explain(service, "source" + source, repository, tag));
					}
				}
			}
			assertThat(byWebhook).as("seed %d", SEED).isEqualTo(byComparison).isEqualTo(byExplanation);
			assertThat(byWebhook).as("some are let in, and some are not")
				.hasSizeBetween(50, SOURCES * REPOSITORIES.size() * TAGS.size() - 50);
		}
	}

	/**
	 * Returns what is let in, and where it goes, by an event of each image.
	 */
	private static Set<String> announce(RunningService service, String source, String repository, String tag) {
		HttpResponse<String> answer = RunningService.send(service.toWebhook(source)
			.header("Authorization", "Bearer " + Sandbox.WEBHOOK_SECRET)
			.POST(HttpRequest.BodyPublishers.ofString(AcrEvents.push(HOST, repository, tag, DIGEST).toString())));
		assertThat(answer.statusCode()).as(answer.body()).isIn(202, 403);
		Set<String> targets = new TreeSet<>();
		RunningService.json(answer)
			.path("imports")
			.forEach((image) -> targets.add(source + " to " + image.at("/target").asString()));
		assertThat(targets.isEmpty()).isEqualTo(answer.statusCode() == 403);
		return targets;
	}

	/**
	 * Returns what a first comparison would bring.
	 */
	private static Set<String> compare(RunningService service) {
		JsonNode plan = RunningService
			.json(RunningService.send(HttpRequest.newBuilder(service.actuator("/reconcile?dryRun=true"))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.noBody())));
		assertThat(plan.at("/unchecked")).isEmpty();
		Set<String> targets = new TreeSet<>();
		plan.at("/images").forEach((image) -> {
			assertThat(image.at("/origin").asString()).isEqualTo("backfill");
			String target = image.at("/target").asString();
			targets.add(target.split("/")[1] + " to " + target);
		});
		assertThat(targets).hasSize(plan.at("/count").asInt());
		return targets;
	}

	private static Set<String> explain(RunningService service, String source, String repository, String tag) {
		JsonNode explanation = service.get("/explain?source=" + source + "&repository=" + repository + "&tag=" + tag);
		Set<String> targets = new TreeSet<>();
		explanation.at("/targets").forEach((place) -> targets.add(source + " to " + place.at("/image").asString()));
		assertThat(targets.isEmpty()).isNotEqualTo("allowed".equals(explanation.at("/decision").asString()));
		return targets;
	}

	/**
	 * Returns sources of the same registry with rules that differ. The target tells which
	 * source and which rule of it has decided.
	 */
	private static String[] rules(Sandbox sandbox) {
		Random random = new Random(SEED);
		List<String> properties = new ArrayList<>();
		for (int source = 0; source < SOURCES; source++) {
			String prefix = "acr-sync.sources.source" + source + ".";
			properties.add(prefix + "registry=" + HOST);
			properties.add(prefix + "endpoint=" + sandbox.vendor().endpoint());
			properties.add(prefix + "username=" + Sandbox.USERNAME);
			properties.add(prefix + "password=" + Sandbox.PASSWORD);
			properties.add(prefix + "webhook.secrets[0]=" + Sandbox.WEBHOOK_SECRET);
			int rules = 1 + random.nextInt(4);
			for (int rule = 0; rule < rules; rule++) {
				String key = prefix + "rules[" + rule + "].";
				properties.add(key + "repositories[0]=" + one(random, REPOSITORY_GLOBS));
				properties.add(key + "tags[0]=" + one(random, TAG_PATTERNS));
				properties.add(key + "target-repository=source" + source + "/rule" + rule + "/{repository}");
				if (random.nextInt(4) == 0) {
					properties.add(key + "exclude-repositories[0]=" + one(random, REPOSITORY_GLOBS));
				}
				if (random.nextInt(4) == 0) {
					properties.add(key + "exclude-tags[0]=" + one(random, TAG_PATTERNS));
				}
				properties.add(key + "targets[0]=prod");
				if (random.nextBoolean()) {
					properties.add(key + "targets[1]=test");
				}
			}
		}
		properties.add("acr-sync.sources.contoso.rules[0].repositories[0]=none");
		properties.add("acr-sync.targets.test.endpoint=" + sandbox.customer().endpoint());
		properties.add("acr-sync.targets.test.resource-id=/subscriptions/00000000-0000-0000-0000-000000000001/"
				+ "resourceGroups/images/providers/Microsoft.ContainerRegistry/registries/customertest");
		return properties.toArray(String[]::new);
	}

	private static String one(Random random, List<String> values) {
		return values.get(random.nextInt(values.size()));
	}

}
