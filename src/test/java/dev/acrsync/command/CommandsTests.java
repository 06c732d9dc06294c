package dev.acrsync.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The line of the jar: which command it names, what is asked of the service, and the exit
 * codes.
 */
class CommandsTests {

	private static final String[] IMAGE = { "--source=contoso", "--repository=team/poi", "--tag=v1+x" };

	private HttpServer service;

	private volatile String asked = "";

	private volatile String answer = "";

	private volatile int status = 200;

	@BeforeEach
	void start() throws IOException {
		this.service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.service.createContext("/", (exchange) -> {
			try (exchange) {
				this.asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
				byte[] body = this.answer.getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(this.status, body.length);
				exchange.getResponseBody().write(body);
			}
		});
		this.service.start();
	}

	@AfterEach
	void stop() {
		this.service.stop(0);
	}

	@Test
	void withoutACommandTheServiceIsMeant() {
		assertThat(CommandLine.run()).isEqualTo(CommandLine.run("--server.port=8080"))
			.extracting((line) -> line.code().isEmpty(), CommandLine::out, CommandLine::err)
			.containsExactly(true, "", "");
	}

	@Test
	void helpIsToldWithoutAFault() {
		CommandLine help = CommandLine.run("--help");
		assertThat(help.code()).hasValue(0);
		assertThat(help.out()).startsWith("Usage: java -jar acr-sync.jar").contains("doctor", "explain", "plan");
		assertThat(CommandLine.run("doctor", "--help")).isEqualTo(help);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '|',
			value = { "doktor; 'doktor' is no command", "doctor --format=xml; --format is neither text nor json",
					"doctor --fail-on=never; --fail-on is neither warning nor error",
					"doctor --database=no; --database is neither look nor skip", "doctor json; 'json' is no option",
					"explain --source=contoso --tag=v1; --repository is missing", "plan --url; --url has no value",
					"plan --url=localhost; --url is not like http://localhost:8081" })
	void aWrongLineIsToldWithTheUsage(String line, String message) {
		CommandLine wrong = CommandLine.run(line.split(" "));
		assertThat(wrong.code()).hasValue(2);
		assertThat(wrong.err()).startsWith(message).contains("Usage: java -jar acr-sync.jar");
		assertThat(wrong.out()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "allowed, 0", "tag-not-allowed, 1" })
	void explainAsksTheServiceAndTellsTheDecision(String decision, int code) {
		this.answer = "{\"decision\":\"%s\",\"rules\":[]}".formatted(decision);
		CommandLine explain = ask("explain", IMAGE);
		assertThat(this.asked).isEqualTo("GET /actuator/explain?source=contoso&repository=team%2Fpoi&tag=v1%2Bx");
		assertThat(explain.code()).hasValue(code);
		assertThat(explain.json().at("/decision").asString()).isEqualTo(decision);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "{\"count\":0,\"images\":[],\"unchecked\":[]}; 0",
					"{\"count\":2,\"images\":[],\"unchecked\":[]}; 1",
					"{\"count\":0,\"images\":[],\"unchecked\":[\"no catalog\"]}; 1" })
	void planAsksTheServiceAndTellsWhetherThereIsSomethingToDo(String answer, int code) {
		this.answer = answer;
		CommandLine plan = ask("plan");
		assertThat(this.asked).isEqualTo("POST /actuator/reconcile?dryRun=true");
		assertThat(plan.code()).hasValue(code);
		assertThat(plan.out()).contains("\"count\"");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 503 })
	void anAnswerThatIsNoneIsAFault(int status) {
		this.status = status;
		this.answer = "{\"error\":\"there is no source with this name\"}";
		CommandLine explain = ask("explain", IMAGE);
		assertThat(explain.code()).hasValue(2);
		assertThat(explain.err()).contains("status " + status, "there is no source with this name");
		assertThat(explain.out()).isEmpty();
	}

	@Test
	void aServiceThatIsNotThereIsAFault() {
		stop();
		CommandLine plan = ask("plan");
		assertThat(plan.code()).hasValue(2);
		assertThat(plan.err()).contains(url(), "ConnectException", "--url");
	}

	@Test
	void theAddressIsThatOfTheConfiguration() {
		this.answer = "{\"count\":0,\"images\":[],\"unchecked\":[]}";
		assertThat(CommandLine.run("plan", "--management.server.port=" + this.service.getAddress().getPort()).code())
			.hasValue(0);
	}

	private CommandLine ask(String command, String... options) {
		String[] line = new String[options.length + 2];
		line[0] = command;
		line[1] = "--url=" + url();
		System.arraycopy(options, 0, line, 2, options.length);
		return CommandLine.run(line);
	}

	private String url() {
		return "http://localhost:" + this.service.getAddress().getPort();
	}

}
