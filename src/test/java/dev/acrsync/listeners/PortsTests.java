package dev.acrsync.listeners;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.sandbox.AcrEvents;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * What the ports say where nothing else answers, and to whom, byte by byte.
 */
@ExtendWith(OutputCaptureExtension.class)
class PortsTests {

	private static final String HOST = "Host: localhost\r\n";

	private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.1 (\\d+)");

	private static volatile CountDownLatch held = new CountDownLatch(0);

	@AutoClose
	private static Sandbox sandbox;

	private static RunningService service;

	@BeforeAll
	static void start() {
		sandbox = Sandbox.start();
		sandbox.arm().down();
		service = RunningService.start(sandbox, Clock.systemUTC(), PortsTests::pause,
				"acr-sync.console.hosts=console.example.com");
	}

	/** Comparisons wait for the test. */
	private static void pause(Duration time) throws InterruptedException {
		if (Thread.currentThread().getName().startsWith("pass-")) {
			held.await();
		}
		Thread.sleep(time.dividedBy(20));
	}

	@ParameterizedTest
	@ValueSource(strings = { "imports", "health", "completeness", "info" })
	void operatorsReadIndentedLines(String endpoint) throws IOException {
		String answer = exchange(service.actuator("").getPort(),
				"GET /actuator/" + endpoint + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 200 ").contains("{\n  \"").contains("\n}\n");
		assertThat(JsonMapper.shared()
			.readTree(RunningService.send(HttpRequest.newBuilder(service.actuator("/" + endpoint))).body())
			.isObject()).isTrue();
	}

	@Test
	void vendorsAreAnsweredInALineThatEnds() throws IOException {
		for (String path : List.of("/webhooks/contoso", "/none")) {
			String answer = exchange(service.webhook("contoso").getPort(), "POST " + path + " HTTP/1.1\r\n" + HOST
					+ "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
			assertThat(answer).as(path).contains("\"status\":4").endsWith("}\n");
		}
	}

	@Test
	void aPortThatIsTakenIsSaidWithWhatChangesIt(@TempDir Path directory, CapturedOutput output) throws IOException {
		try (ServerSocket taken = new ServerSocket(0)) {
			assertThatException().isThrownBy(
					() -> RunningService
						.start(sandbox, "management.server.port=" + taken.getLocalPort(),
								"spring.datasource.url=jdbc:sqlite:" + directory.resolve("acr-sync.db"))
						.close());
			assertThat(output).contains("Port " + taken.getLocalPort() + " is taken by another process",
					"--management.server.port=<port>");
		}
	}

	@ParameterizedTest
	@MethodSource("broken")
	void answersWhatIsBrokenWithAProblemOnBothPorts(List<Integer> expected, String request, CapturedOutput output)
			throws IOException {
		for (int port : ports()) {
			String answer = exchange(port, request);
			assertThat(status(answer)).as(answer).isIn(expected);
			assertThat(answer).containsOnlyOnce("Content-Type: application/problem+json")
				.containsOnlyOnce("\"status\"")
				.doesNotContain("<html", "xxxxx", "Exception", "Tomcat");
			JsonNode problem = JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
			assertThat(problem.at("/status").asInt()).isEqualTo(status(answer));
			assertThat(problem.at("/title").asString()).isNotBlank();
		}
		assertThat(output.getAll()).doesNotContain("xxxxx");
	}

	static Stream<Arguments> broken() {
		String x = "x".repeat(7_000);
		return Stream.of(
				argumentSet("a broken request line", List.of(400), "GET /" + x + "| HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("no request line at all", List.of(400), "xxxxxxxxx\r\n\r\n"),
				argumentSet("another version", List.of(505), "GET /xxxxx HTTP/7.1\r\n" + HOST + "\r\n"),
				argumentSet("no host", List.of(400), "GET /xxxxx HTTP/1.1\r\n\r\n"),
				argumentSet("two hosts", List.of(400), "GET /xxxxx HTTP/1.1\r\n" + HOST + HOST + "\r\n"),
				argumentSet("a host that is none", List.of(400), "GET /xxxxx HTTP/1.1\r\nHost: a b\r\n\r\n"),
				argumentSet("a broken header", List.of(400), "GET / HTTP/1.1\r\n" + HOST + "xxxxx yyy: z\r\n\r\n"),
				argumentSet("headers that are too long", List.of(400, 431),
						"GET / HTTP/1.1\r\n" + HOST + "A: " + x + x + "\r\n\r\n"),
				argumentSet("too many headers", List.of(400, 431),
						"GET / HTTP/1.1\r\n" + HOST + "A: xxxxx\r\n".repeat(200) + "\r\n"),
				argumentSet("a length that is none", List.of(400),
						"POST / HTTP/1.1\r\n" + HOST + "Content-Length: xxxxx\r\n\r\n"),
				argumentSet("a path with a broken escape", List.of(400), "GET /%zzxxxxx HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("a path that climbs", List.of(400), "GET /../xxxxx HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("a path that climbs by escapes", List.of(400, 404),
						"GET /webhooks/a/b/%2e%2e/%2e%2e/" + x + " HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("TRACE", List.of(405), "TRACE /xxxxx HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("a method that is none", List.of(400, 404, 405, 501),
						"FROBNICATE /xxxxx HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("an encoding that is none", List.of(400, 501),
						"POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: xxxxx\r\n\r\n"),
				argumentSet("a path that is not there", List.of(404), "GET /xxxxx HTTP/1.1\r\n" + HOST + "\r\n"),
				argumentSet("the path of errors", List.of(404), "GET /error HTTP/1.1\r\n" + HOST + "\r\n"));
	}

	@Test
	void logsNothingOfWhatStrangersAskForThoughTheyAskOften(CapturedOutput output) throws IOException {
		List<String> requests = broken().map((it) -> (String) it.get()[1]).toList();
		for (int round = 0; round < 5; round++) {
			for (String request : requests) {
				for (int port : ports()) {
					exchange(port, request);
				}
			}
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN ") || line.contains(" ERROR ")))
			.as("lines")
			.hasSizeLessThanOrEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET / HTTP/1.1\r\nAccept: ///\r\n\r\n",
			"GET /actuator/imports HTTP/1.1\r\nAccept: image/png\r\n\r\n",
			"GET /actuator/imports?limit=LONG HTTP/1.1\r\n\r\n", "GET /actuator/imports?limit=%zzLONG HTTP/1.1\r\n\r\n",
			"POST /actuator/imports HTTP/1.1\r\nContent-Type: LONG\r\nContent-Length: 2\r\n\r\n{}",
			"POST /actuator/imports HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"" })
	void logsWhatIsOddOnceAMinuteAndRepeatsLittleOfIt(String request, CapturedOutput output) throws IOException {
		String odd = request.replaceFirst("\r\n", "\r\n" + HOST + "Connection: close\r\n")
			.replace("LONG", "w".repeat(1_000));
		for (int i = 0; i < 10; i++) {
			for (int port : ports()) {
				exchange(port, odd);
			}
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains(" WARN ") || line.contains(" ERROR ")))
			.hasSizeLessThanOrEqualTo(2);
		assertThat(output.getAll()).doesNotContain("w".repeat(201));
	}

	@Test
	void keepsTheConnectionOfAKnownSenderAndNoOther() throws IOException {
		String body = AcrEvents.ping().toString();
		String event = "POST /webhooks/contoso HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n"
				+ "Authorization: Bearer %s\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
		String known = event.formatted(Sandbox.WEBHOOK_SECRET);
		String last = "GET /webhooks/contoso HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
		assertThat(answers(exchange(service.port(), known + known + known + last))).containsExactly(200, 200, 200, 405);
		assertThat(answers(exchange(service.port(), event.formatted("wrong") + known))).containsExactly(401);
	}

	private static List<Integer> answers(String received) {
		return Pattern.compile("HTTP/1\\.1 (\\d+)")
			.matcher(received)
			.results()
			.map((it) -> Integer.valueOf(it.group(1)))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site",
			"Origin: http://localhost:8081\r\nOrigin: https://evil.example",
			"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site" })
	void refusesABrowserOnAnothersBehalf(String header, CapturedOutput output) throws IOException {
		for (String request : List.of("GET /actuator/imports", "POST /actuator/reconcile",
				"GET /actuator/health/liveness", "GET /")) {
			assertThat(status(exchange(operators(),
					request + " HTTP/1.1\r\n" + HOST + header + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")))
				.as(request)
				.isEqualTo(403);
		}
		assertThat(output).doesNotContain("evil");
	}

	@Test
	void tellsAnOperatorWhatIsWrongWithARequest() throws IOException {
		String answer = exchange(operators(), "GET /actuator/imports?state=odd HTTP/1.1\r\n" + HOST + "\r\n");
		assertThat(status(answer)).isEqualTo(400);
		assertThat(answer).contains("application/problem+json", "state is none of pending");
	}

	@ParameterizedTest
	@CsvSource({ "GET,/actuator/imports/none,404,There is no import with this id",
			"POST,/actuator/imports/none,404,There is no import with this id",
			"GET,/actuator/health/none,404,nothing at this path", "GET,/actuator/none,404,Not Found",
			"GET,/actuator/imports?limit=many,400,limit is not a number",
			"GET,/actuator/imports?limit=0,400,limit is not a number from 1 to 1000",
			"POST,/actuator/reconcile?dryRun=perhaps,400,dryRun is not true or false",
			"GET,/actuator/explain?source=contoso,400,Missing parameters",
			"GET,/actuator/imports?source=nobody,400,name one of [contoso]",
			"POST,/actuator/imports?state=failed&source=nobody,400,name one of [contoso]",
			"POST,/actuator/imports?state=failed&code=none,400,no trouble with this code: now there is none at all",
			"GET,/actuator/imports?stat=failed,400,'limit, repository, source, state'",
			"GET,/actuator/imports/none?state=failed,400,no field is known here",
			"GET,/actuator/completeness?frmat=csv,400,a field is none of format",
			"GET,/actuator/reconcile?dryRun=true,400,no field is known here",
			"GET,/actuator/doctor?check=all,400,no field is known here" })
	void answersAnOperatorWithAProblem(String method, String path, int status, String detail) throws IOException {
		String answer = exchange(operators(),
				method + " " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\nConnection: close\r\n\r\n");
		assertThat(status(answer)).as(answer).isEqualTo(status);
		assertThat(answer).containsOnlyOnce("Content-Type: application/problem+json").contains(detail);
		JsonNode problem = body(answer);
		assertThat(problem.at("/status").asInt()).isEqualTo(status);
		assertThat(problem.at("/title").asString()).isNotBlank();
	}

	@Test
	void answersASecondComparisonWithAProblem() throws IOException {
		String request = "POST /actuator/reconcile HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";
		held = new CountDownLatch(1);
		sandbox.vendor().slowDownBy(Duration.ofSeconds(2));
		try {
			assertThat(status(exchange(operators(), request))).isEqualTo(202);
			String answer = exchange(operators(), request);
			assertThat(status(answer)).isEqualTo(409);
			assertThat(answer).contains("Content-Type: application/problem+json");
			assertThat(body(answer).at("/status").asInt()).isEqualTo(409);
			assertThat(body(answer).at("/pass/state").asString()).isEqualTo("running");
		}
		finally {
			sandbox.vendor().slowDownBy(Duration.ZERO);
			held.countDown();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health/liveness?at=1", "/actuator/prometheus?job=acr-sync",
			"/actuator/imports?state=failed&limit=5" })
	void letsMachinesAddWhatTheyLike(String path) throws IOException {
		assertThat(status(exchange(operators(), "GET " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")))
			.isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FROBNICATE" })
	void saysThatAWebhookIsAPost(String method) throws IOException {
		String answer = exchange(service.port(),
				method + " /webhooks/contoso HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
		assertThat(status(answer)).as(answer).isEqualTo(405);
		assertThat(answer).containsOnlyOnce("Allow: POST\r\n").containsOnlyOnce("Allow:");
	}

	private static JsonNode body(String answer) {
		return JsonMapper.shared().readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
	}

	@Test
	void saysWhatToDoAboutANameThatItDoesNotKnow() throws IOException {
		String answer = exchange(operators(),
				"GET /actuator/imports HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n");
		assertThat(status(answer)).isEqualTo(403);
		assertThat(answer).contains("application/problem+json", "acr-sync.console.hosts").doesNotContain("rebound");
		JsonNode problem = JsonMapper.shared().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
		assertThat(problem.at("/status").asInt()).isEqualTo(403);
	}

	@Test
	void refusesAnOrderWithAFieldThatItDoesNotKnow() throws IOException {
		String order = "POST /actuator/imports HTTP/1.1\r\n" + HOST
				+ "Connection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s";
		String known = "{\"state\":\"failed\",\"source\":\"contoso\"}";
		String misspelt = known.replace("source", "sorce");
		assertThat(status(exchange(operators(), order.formatted(known.length(), known)))).isEqualTo(200);
		String answer = exchange(operators(), order.formatted(misspelt.length(), misspelt));
		assertThat(status(answer)).isEqualTo(400);
		assertThat(answer).contains("application/problem+json", "repository, source, state").doesNotContain("sorce");
	}

	@Test
	void answersToItsOwnNamesAlone() throws IOException {
		String request = "GET /actuator/health/liveness HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n";
		assertThat(status(exchange(operators(), request.formatted("console.example.com:8081")))).isEqualTo(200);
		assertThat(status(exchange(operators(), request.formatted("[::1]:8081")))).isEqualTo(200);
		assertThat(status(exchange(operators(), request.formatted("rebound.example:8081")))).isEqualTo(403);
		assertThat(status(exchange(operators(),
				"GET http://rebound.example/actuator/imports HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")))
			.isIn(400, 403);
		assertThat(status(exchange(operators(), "GET /actuator/health/liveness HTTP/1.0\r\n\r\n"))).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "Content-Length: 0\r\n", "Content-Type: application/json\r\n", "Content-Length: 2\r\n" })
	void takesARequestWithoutAContentType(String headers) throws IOException {
		for (String path : List.of("/actuator/reconcile?dryRun=true", "/actuator/imports/none")) {
			String body = headers.contains("2") ? "{}" : "";
			assertThat(status(exchange(operators(),
					"POST " + path + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n" + headers + "\r\n" + body)))
				.as(path)
				.isIn(200, 404);
		}
	}

	private static int[] ports() {
		return new int[] { service.port(), operators() };
	}

	private static int operators() {
		URI actuator = service.actuator("");
		return actuator.getPort();
	}

	private static int status(String answer) {
		return STATUS.matcher(answer).results().mapToInt((it) -> Integer.parseInt(it.group(1))).findFirst().orElse(-1);
	}

	/**
	 * Sends bytes, says that there are no more, and returns all that comes back.
	 */
	private static String exchange(int port, String request) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(20_000);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			ByteArrayOutputStream answer = new ByteArrayOutputStream();
			try {
				socket.shutdownOutput();
				socket.getInputStream().transferTo(answer);
			}
			catch (IOException ex) {
				// It may be closed before all of a broken request was read.
				assertThat(answer.size()).as(ex.toString()).isPositive();
			}
			return answer.toString(StandardCharsets.ISO_8859_1);
		}
	}

}
