package dev.acrsync.listeners;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.Strangers;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Vendors and operators at one port, of which no {@code management.server.port} is set:
 * probes and events are answered there whatever else holds its connections.
 */
class OnePortTests {

	private ServerSocket silent;

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() throws IOException {
		this.silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
		this.sandbox = Sandbox.start();
		this.service = RunningService.start(this.sandbox, "management.server.port=",
				"acr-sync.sources.contoso.endpoint=http://127.0.0.1:" + this.silent.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		this.silent.close();
	}

	@Test
	void probesAndEventsAreAnsweredWhateverHoldsTheConnections() throws IOException {
		assertThat(this.service.actuator("").getPort()).isEqualTo(this.service.port());
		Strangers.come(this.service.port(), Strangers.StrangerKind.SLOW_BODY, 600, Integer.MAX_VALUE);
		assertAllAreAnswered();
		List<Socket> held = new ArrayList<>();
		try {
			for (int i = 0; i < 300; i++) {
				Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.service.port());
				held.add(socket);
				send(socket, "GET /actuator/doctor HTTP/1.1\r\nHost: localhost\r\n\r\n");
			}
			assertAllAreAnswered();
		}
		finally {
			for (Socket socket : held) {
				socket.close();
			}
		}
	}

	private void assertAllAreAnswered() throws IOException {
		for (String path : List.of("health/liveness", "health/readiness", "prometheus")) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.service.port())) {
				socket.setSoTimeout(5_000);
				send(socket, "GET /actuator/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
				assertThat(socket.getInputStream().readNBytes(12)).as(path).asString().isEqualTo("HTTP/1.1 200");
			}
		}
		assertThat(this.service.post(AcrEvents.ping()).statusCode()).isEqualTo(200);
	}

	private static void send(Socket socket, String request) throws IOException {
		socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
	}

}
