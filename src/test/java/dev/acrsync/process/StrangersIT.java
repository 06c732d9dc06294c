package dev.acrsync.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.acrsync.image.Digest;
import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.Strangers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Strangers who hold as many connections as they can, against the packaged jar in the
 * heap of its container, and with the machine for itself, since it is about what is in
 * time. {@code -Dstrangers.seconds=40 -Dstrangers.rush=10000} is what has to hold; the
 * build takes less of the same.
 */
@Isolated
class StrangersIT {

	private static final int PER_SECOND = 300;

	private static final int SECONDS = Integer.getInteger("strangers.seconds", 3);

	private static final int RUSH = Integer.getInteger("strangers.rush", 3_000);

	/** What the sender of an event waits for its answer. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@Test
	void honestSendersGetInWhileStrangersHoldAllTheyCanGet() {
		try (Sandbox sandbox = Sandbox.start(); JarProcess process = launch(sandbox).awaitReady()) {
			for (Strangers.StrangerKind kind : Strangers.StrangerKind.values()) {
				assertHonestSendersGetIn(process.port(), kind, event());
				assertHonestSendersGetIn(process.managementPort(), kind, probe());
			}
			for (Strangers.StrangerKind kind : Strangers.StrangerKind.values()) {
				Strangers.come(process.port(), kind, RUSH, Integer.MAX_VALUE);
				Strangers.come(process.managementPort(), kind, RUSH, Integer.MAX_VALUE);
				await().atMost(Duration.ofSeconds(10))
					.untilAsserted(() -> assertThat(
							List.of(ask(process.port(), event()), ask(process.managementPort(), probe())))
						.as("after a rush of " + kind + "\n" + process.output())
						.containsExactly(true, true));
			}
			assertThat(process.output().lines().filter((line) -> line.contains("are turned away")))
				.as("one line a minute and port")
				.hasSizeBetween(2, 2 + 2 * 5 * 2 * SECONDS / 60 + 2);
		}
	}

	private static void assertHonestSendersGetIn(int port, Strangers.StrangerKind kind, String request) {
		CompletableFuture<Integer> strangers = CompletableFuture
			.supplyAsync(() -> Strangers.come(port, kind, PER_SECOND * SECONDS, PER_SECOND));
		List<Boolean> answered = new ArrayList<>();
		long began = System.nanoTime();
		while (!strangers.isDone()) {
			answered.add(ask(port, request));
			await().until(() -> strangers.isDone()
					|| System.nanoTime() - began > Duration.ofSeconds(answered.size()).toNanos());
		}
		assertThat(strangers.join()).as("strangers who got a connection, " + kind)
			.isGreaterThan(PER_SECOND * SECONDS / 2);
		assertThat(answered.stream().filter((it) -> it).count()).as("answered of %d, %s", answered.size(), kind)
			// One may meet with whatever else this machine does.
			.isGreaterThanOrEqualTo(Math.min(answered.size() - 1L, (long) Math.ceil(answered.size() * 0.95)));
	}

	/**
	 * Tells whether a request on a connection of its own is answered well and in time.
	 */
	private static boolean ask(int port, String request) {
		try (Socket socket = new Socket()) {
			long end = System.nanoTime() + PATIENCE.toNanos();
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PATIENCE.toMillis());
			socket.setSoTimeout((int) Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readNBytes(10), StandardCharsets.US_ASCII).equals("HTTP/1.1 2");
		}
		catch (IOException _) {
			return false;
		}
	}

	private static String event() {
		String body = AcrEvents
			.push("contoso.azurecr.io", "tripinsights/poi", "v1", new Digest("sha256:" + "a".repeat(64)))
			.toString();
		return ("POST /webhooks/contoso HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s")
			.formatted(Sandbox.WEBHOOK_SECRET, body.length(), body);
	}

	private static String probe() {
		return "GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\n\r\n";
	}

	private static JarProcess launch(Sandbox sandbox) {
		Map<String, String> environment = new HashMap<>(JarProcess.machineIdentity(sandbox));
		environment.put("_JAVA_OPTIONS", "-Xmx80m -XX:+ExitOnOutOfMemoryError");
		List<String> arguments = new ArrayList<>(List.of("acr-sync.reconcile.schedule=off"));
		sandbox.properties().forEach((key, value) -> {
			if (!key.startsWith("AZURE_")) {
				arguments.add(key + "=" + value);
			}
		});
		return JarProcess.launch(environment, arguments.toArray(String[]::new));
	}

}
