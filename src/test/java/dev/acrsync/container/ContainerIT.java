package dev.acrsync.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.sandbox.Strangers;
import dev.acrsync.scenario.HostileAnswers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The real {@code Dockerfile} on a stand-in for its base images, and the image at work.
 * It takes longest, and so begins first.
 */
@Order(1)
class ContainerIT {

	private static final String REPOSITORY = "tripinsights/poi";

	private static final int STRANGERS = 3_000;

	/**
	 * A tenth of the published image's, whose start and memory the benchmark measures.
	 */
	private static final int TRAINING_EVENTS = 2_000;

	private static @Nullable BuiltImage image;

	@BeforeAll
	static void build() {
		assumeTrue(BuiltImage.canBeBuilt() && Container.canBeRun(), "buildah and runc need to be installed, and root");
		if (!Container.isLimited()) {
			System.out.println("The memory of containers can't be limited here: they run without a limit.");
		}
		image = BuiltImage.build(TRAINING_EVENTS);
	}

	@AfterAll
	static void close() {
		if (image != null) {
			image.close();
		}
	}

	@Test
	void importsWithoutAnyPrivilegeAndEndsWhenItIsTold() throws Exception {
		try (Sandbox sandbox = Sandbox.start(); Container container = start(sandbox, List.of())) {
			container.awaitReady();
			assertThat(container.status()).containsPattern("Uid:\\s+65532")
				.containsPattern("CapBnd:\\s+0{16}")
				.containsPattern("CapEff:\\s+0{16}")
				.containsPattern("NoNewPrivs:\\s+1");
			Digest digest = sandbox.vendor().put(REPOSITORY, "v1", StoredManifest.named("one"));
			assertThat(container
				.post(AcrEvents.push("contoso.azurecr.io", REPOSITORY, "v1", digest), Sandbox.WEBHOOK_SECRET)
				.statusCode()).isEqualTo(202);
			await().atMost(Duration.ofSeconds(40))
				.untilAsserted(() -> assertThat(container.get("/imports").at("/counts/succeeded").asInt()).isOne());
			assertThat(sandbox.customer().digest(REPOSITORY, "v1")).contains(digest);
			assertThat(container.terminate(Duration.ofSeconds(30))).isEqualTo(143);
			assertThat(container.output()).contains("Graceful shutdown complete", "\"ecs\":")
				.doesNotContain(Sandbox.PASSWORD, Sandbox.WEBHOOK_SECRET);
		}
	}

	@Test
	void livesThroughStrangersWhoHoldAllTheConnectionsThatTheyCanGet() {
		try (Sandbox sandbox = Sandbox.start(); Container container = start(sandbox, List.of())) {
			container.awaitReady();
			for (Strangers.StrangerKind kind : Strangers.StrangerKind.values()) {
				Strangers.come(container.port(), kind, STRANGERS, Integer.MAX_VALUE);
				Strangers.come(container.managementPort(), kind, STRANGERS, Integer.MAX_VALUE);
				await().atMost(Duration.ofSeconds(10))
					.ignoreExceptions()
					.untilAsserted(
							() -> assertThat(container.post(AcrEvents.ping(), Sandbox.WEBHOOK_SECRET).statusCode())
								.as("after a rush of " + kind)
								.isEqualTo(200));
				container.awaitReady();
			}
			assertThat(container.output()).contains("are turned away");
		}
	}

	@Test
	void noAnswerEndsTheServiceOrHoldsUpOthers() {
		try (HostileAnswers answers = new HostileAnswers();
				Container container = start(answers.sandbox(), answers.settings())) {
			container.awaitReady();
			answers.play(container);
		}
	}

	@Test
	void saysWhoItIs() {
		assertThat(image().configuration().at("/Labels/org.opencontainers.image.version").asString())
			.isEqualTo("1.2.3");
		assertThat(image().configuration().at("/Labels/org.opencontainers.image.revision").asString())
			.isEqualTo("f00d");
		assertThat(image().configuration().at("/User").asString()).isEqualTo("65532:65532");
		assertThat(image().configuration().at("/StopSignal").asString()).isEqualTo("SIGTERM");
	}

	@Test
	void hasTheFlagsOfItsCommands() throws IOException {
		assertThat(Files.readString(image().root().resolve("app/command"))).endsWith("-jar\n/app/acr-sync.jar\n");
	}

	@Test
	void keepsNothingOfItsTraining() throws IOException {
		try (Stream<Path> data = Files.list(image().root().resolve("data"));
				Stream<Path> temporary = Files.list(image().root().resolve("tmp"))) {
			assertThat(Stream.concat(data, temporary)).isEmpty();
		}
		assertThat(image().root().resolve("training/training.yaml")).doesNotExist();
		assertThat(Files.getAttribute(image().root().resolve("data"), "unix:uid")).isEqualTo(65_532);
		byte[] cache = Files.readAllBytes(image().root().resolve("app/acr-sync.aot"));
		assertThat(new String(cache, StandardCharsets.ISO_8859_1).contains("the-secret-of-the-training")).isFalse();
	}

	/** The JVM refuses to start if it can't use the AOT cache. */
	private static Container start(Sandbox sandbox, List<String> settings) {
		List<String> arguments = new ArrayList<>(settings.stream().map("--"::concat).toList());
		sandbox.properties()
			.entrySet()
			.stream()
			.filter((property) -> property.getKey().startsWith("acr-sync."))
			.map((property) -> "--%s=%s".formatted(property.getKey(), property.getValue()))
			.forEach(arguments::add);
		return Container.start(image(),
				Map.of("JAVA_TOOL_OPTIONS",
						"-XX:AOTMode=on -Djavax.net.ssl.trustStore=/sandbox/localhost.p12 "
								+ "-Djavax.net.ssl.trustStorePassword=localhost -Djavax.net.ssl.trustStoreType=PKCS12",
						"AZURE_POD_IDENTITY_AUTHORITY_HOST", sandbox.identity().metadataHost().toString()),
				arguments);
	}

	private static BuiltImage image() {
		return Objects.requireNonNull(image);
	}

}
