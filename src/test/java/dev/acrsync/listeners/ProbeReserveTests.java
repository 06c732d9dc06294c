package dev.acrsync.listeners;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Probes are answered whatever else is asked at the operators' port, while a registry
 * never answers.
 */
class ProbeReserveTests {

	private static final int CONNECTIONS = 64;

	private final List<Socket> held = new ArrayList<>();

	private ServerSocket silent;

	@AutoClose
	private Sandbox sandbox;

	private RunningService service;

	@BeforeEach
	void start() throws IOException {
		this.silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
		this.sandbox = Sandbox.start();
		this.service = RunningService.start(this.sandbox,
				"acr-sync.sources.contoso.endpoint=http://127.0.0.1:" + this.silent.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		for (Socket socket : this.held) {
			socket.close();
		}
		this.silent.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST /actuator/reconcile?dryRun=true", "GET /actuator/doctor",
			"GET /actuator/explain?source=contoso&repository=tripinsights/poi&tag=v1" })
	void probesAreAnsweredWhileSlowRequestsHoldAllConnections(String request) throws IOException {
		hold(request);
		for (String path : List.of("health/liveness", "health/readiness", "prometheus")) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
				socket.setSoTimeout(1_000);
				send(socket, "GET /actuator/" + path);
				assertThat(socket.getInputStream().readNBytes(12)).as(path).asString().isEqualTo("HTTP/1.1 200");
			}
		}
	}

	@Test
	void whatIsTooMuchIsRefusedAtOnceWithAProblem() throws IOException {
		hold("GET /actuator/doctor");
		Socket last = this.held.getLast();
		last.setSoTimeout(1_000);
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		last.getInputStream().transferTo(answer);
		assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 503")
			.contains("Retry-After: 1\r\n", "Content-Type: application/problem+json", "Connection: close\r\n",
					"\"detail\":\"3 requests are being answered already");
	}

	@Test
	void thePagesAreThereWhileTheDoctorWaits() throws IOException {
		hold("GET /actuator/doctor", ProbeReserveValve.MOST_REQUESTS);
		for (String path : List.of("/", "/console/console.js", "/console/images", "/actuator/status")) {
			assertThat(
					RunningService.send(HttpRequest.newBuilder(this.service.actuator("").resolve(path))).statusCode())
				.as(path)
				.isEqualTo(200);
		}
	}

	@Test
	void aBrowserIsToldByAPageToTryAgain() throws IOException {
		hold("GET /actuator/doctor", ProbeReserveValve.MOST_REQUESTS);
		HttpResponse<String> refused = RunningService
			.send(HttpRequest.newBuilder(this.service.actuator("/doctor")).header("Accept", "text/html,*/*;q=0.8"));
		assertThat(refused.statusCode()).isEqualTo(503);
		assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(refused.body()).startsWith("<!DOCTYPE html>").contains("Try again in some seconds");
	}

	private void hold(String request) throws IOException {
		hold(request, CONNECTIONS);
	}

	private void hold(String request, int connections) throws IOException {
		for (int i = 0; i < connections; i++) {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
			this.held.add(socket);
			send(socket, request);
		}
	}

	private static void send(Socket socket, String request) throws IOException {
		socket.getOutputStream()
			.write((request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
	}

	private int port() {
		return this.service.actuator("").getPort();
	}

}
