package dev.acrsync.listeners;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two sources that share the vendors' port, and one holds all the connections that it
 * can.
 */
class SharedPortTests {

	private static final String FABRIKAM = "acr-sync.sources.fabrikam.";

	private static final String FABRIKAM_SECRET = "fabrikam-webhook-secret";

	@ParameterizedTest
	@ValueSource(ints = { 0, 60_000 })
	void theHolderOfOneSourcesSecretShutsNoOtherOut(int missing) throws IOException {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, FABRIKAM + "registry=fabrikam.azurecr.io",
						FABRIKAM + "webhook.secrets[0]=" + FABRIKAM_SECRET, FABRIKAM + "rules[0].repositories=**")) {
			hold(service.port(), missing);
		}
	}

	@Test
	void whoHasASecretKeepsItsConnectionsBeyondItsShareToo() throws IOException {
		try (Sandbox sandbox = Sandbox.start(); RunningService service = RunningService.start(sandbox)) {
			String ping = event("contoso", Sandbox.WEBHOOK_SECRET, AcrEvents.ping().toString(), 0);
			List<Socket> sockets = new ArrayList<>();
			try {
				for (int i = 0; i < HeldConnections.SHARE + 8; i++) {
					Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
					sockets.add(socket);
					socket.setSoTimeout(20_000);
					socket.getOutputStream().write(ping.getBytes(StandardCharsets.US_ASCII));
					assertThat(head(socket)).startsWith("HTTP/1.1 200").doesNotContain("close");
				}
			}
			finally {
				for (Socket socket : sockets) {
					socket.close();
				}
			}
		}
	}

	private static String head(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) socket.getInputStream().read());
		}
		return head.toString();
	}

	private static void hold(int port, int missing) throws IOException {
		String body = AcrEvents.ping().toString();
		String held = event("fabrikam", FABRIKAM_SECRET, body, missing);
		List<Socket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < 300; i++) {
				sockets.add(open(port, held, missing == 0));
			}
			for (int i = 0; i < 5; i++) {
				try (Socket other = new Socket(InetAddress.getLoopbackAddress(), port)) {
					sockets.add(open(port, held, missing == 0));
					other.setSoTimeout(20_000);
					assertThat(answer(other, event("contoso", Sandbox.WEBHOOK_SECRET, body, 0)))
						.startsWith("HTTP/1.1 200");
				}
			}
		}
		finally {
			for (Socket socket : sockets) {
				socket.close();
			}
		}
	}

	private static String event(String source, String secret, String body, int missing) {
		return "POST /webhooks/" + source + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "Authorization: Bearer " + secret + "\r\nContent-Length: " + (body.length() + missing) + "\r\n\r\n"
				+ body;
	}

	private static Socket open(int port, String request, boolean whole) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setSoTimeout(20_000);
		if (whole) {
			assertThat(answer(socket, request)).startsWith("HTTP/1.1 200");
		}
		else {
			socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		}
		return socket;
	}

	private static String answer(Socket socket, String request) throws IOException {
		socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
		return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
	}

}
