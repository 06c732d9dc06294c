package dev.acrsync.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import com.sun.net.httpserver.HttpServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StandInIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The line of the jar: which command it names, what is asked of the service, and the exit
 * codes.
 */
class CommandFinderTests {

	private static final String[] IMAGE = { "--source=contoso", "--repository=team/poi", "--tag=v1+x" };

	private HttpServer service;

	private volatile String asked = "";

	private volatile String answer = "";

	private volatile String authorized = "";

	private volatile String wanted = "";

	private volatile int status = 200;

	@BeforeEach
	void start() throws IOException {
		this.service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.service.createContext("/", (exchange) -> {
			try (exchange) {
				this.asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
				this.authorized = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
				byte[] body = this.answer.getBytes(StandardCharsets.UTF_8);
				exchange.sendResponseHeaders(
						(this.wanted.isEmpty() || this.authorized.equals(this.wanted)) ? this.status : 401,
						body.length);
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
	void printsThePageForAVendorWithoutItsSecret() {
		try (Sandbox sandbox = Sandbox.start()) {
			CommandLine page = CommandLine.run(sandbox, "vendor", "--source=contoso",
					"--acr-sync.public-url=https://acr-sync.customer.example", "--contact=images@customer.example");
			assertThat(page.code()).as(page.err()).hasValue(0);
			assertThat(page.out()).startsWith("# For the vendor")
				.contains("receiver='https://acr-sync.customer.example/webhooks/contoso'", "images@customer.example",
						"--issuer '" + StandInIdentity.CLUSTER + "'", "--subject '" + StandInIdentity.SUBJECT + "'")
				.doesNotContain(Sandbox.WEBHOOK_SECRET, Sandbox.PASSWORD);
			assertThat(CommandLine.run(sandbox, "vendor", "--source=contoso", "--show-secret").out())
				.contains("secret='" + Sandbox.WEBHOOK_SECRET + "'");
			CommandLine unknown = CommandLine.run(sandbox, "vendor", "--source=nobody");
			assertThat(unknown.code()).hasValue(2);
			assertThat(unknown.err()).contains("There is no source 'nobody': there are contoso");
		}
	}

	@Test
	void withoutACommandTheServiceIsMeant() {
		assertThat(CommandLine.run("--debug")).isEqualTo(CommandLine.run("--server.port=8080"))
			.isEqualTo(CommandLine.run("--AZURE_TENANT_ID=00000000-0000-0000-0000-000000000002"))
			.extracting((line) -> line.code().isEmpty(), CommandLine::out, CommandLine::err)
			.containsExactly(true, "", "");
	}

	@Test
	void theVersionIsTold() {
		assertThat(CommandLine.run("--version").out()).startsWith("acr-sync ").contains("Java " + Runtime.version());
	}

	@Test
	void helpIsToldWithoutAFault() {
		CommandLine help = CommandLine.run("--help");
		assertThat(help.code()).hasValue(0);
		assertThat(help.out()).startsWith("Usage: java -jar acr-sync.jar").contains("doctor", "explain", "plan");
		assertThat(CommandLine.run("doctor", "--help")).isEqualTo(help).isEqualTo(CommandLine.run("-h"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '|',
			value = { "doktor; 'doktor' is no command", "doctor --format=xml; --format is neither text nor json",
					"doctor --fail-on=never; --fail-on is neither warning nor error",
					"doctor --database=no; --database is neither look nor skip", "doctor json; 'json' is no option",
					"explain --source=contoso --tag=v1; --repository is missing", "plan --url; --url has no value",
					"--doctor; '--doctor' is neither a command nor a setting", "-x; '-x' is neither",
					"imports --format=xml; --format is neither text nor json",
					"status --source=nope; 'status' has no option --source: it has --format, --url",
					"status --nope=1; 'status' has no option --nope", "status --nope; 'status' has no option --nope",
					"completeness --source=nope; 'completeness' has no option --source",
					"compare --source=contoso; 'compare' has no option --source", "plan --tag=v1; 'plan' has no option",
					"explain --state=failed; 'explain' has no option --state: it has --format, --repository, --source",
					"doctor --url=http://localhost; 'doctor' has no option --url: it has --config, --database",
					"vendor --source=contoso --format=json; 'vendor' has no option --format: it has --contact, --show",
					"doctor --config=true; --config has no value: write --config alone",
					"retry --source=contoso --source=fabrikam; --source is there twice",
					"retry --id=7 --source=contoso; --id names one already: leave --source out",
					"imports --limit=3 --id=7; --id names one already: leave --limit out",
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

	@Test
	void theSecretOfTheConsoleMayBeInAMountedFile(@TempDir Path mounted) throws IOException {
		Files.writeString(mounted.resolve("acr-sync.console.secrets"), "the-first-secret-of-the-console,another-one");
		this.wanted = "Bearer the-first-secret-of-the-console";
		this.answer = "{\"retried\":1}";
		assertThat(ask("retry", "--code=copy-failed", "--spring.config.import=configtree:" + mounted + "/").code())
			.hasValue(0);
		assertThat(this.asked).isEqualTo("POST /actuator/imports");
		assertThat(ask("retry").code()).hasValue(2);
	}

	@Test
	void importsAreListedForPeople() {
		this.answer = """
				{"counts":{"failed":2},"imports":[{"id":"1","images":["a:v1","b:v2"],"error":null},{"id":"2"}],"damaged":[]}
				""";
		CommandLine imports = CommandLine.run("imports", "--url=" + url(), "--state=failed", "--limit=2");
		assertThat(this.asked).isEqualTo("GET /actuator/imports?state=failed&limit=2");
		assertThat(imports.code()).hasValue(0);
		assertThat(imports.out()).isEqualTo("""
				counts:
				  failed: 2
				imports:
				  - id: 1
				    images:
				      - a:v1
				      - b:v2
				    error:\s
				  - id: 2
				damaged: none
				""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "imports --id=a/b; GET /actuator/imports/a%2Fb", "retry --id=7; POST /actuator/imports/7",
					"retry --source=contoso; POST /actuator/imports", "compare; POST /actuator/reconcile",
					"completeness; GET /actuator/completeness" })
	void eachCommandAsksTheServiceForIt(String line, String request) {
		this.answer = "{\"complete\":true}";
		String[] words = line.split(" ");
		assertThat(ask(words[0], Arrays.copyOfRange(words, 1, words.length)).code()).hasValue(0);
		assertThat(this.asked).isEqualTo(request);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = { "{\"complete\":true}; 0", "{\"complete\":false}; 1", "{\"other\":1}; 1" })
	void statusTellsWhetherAllIsThere(String answer, int code) {
		this.answer = answer;
		CommandLine status = ask("status");
		assertThat(this.asked).isEqualTo("GET /actuator/status");
		assertThat(status.code()).hasValue(code);
		assertThat(status.json().toString()).isEqualTo(answer);
	}

	@Test
	void statusBeginsWithTheVerdictAndTellsWhatCures() {
		this.answer = """
				{"complete":false,"sentence":"Not complete: 1 image has not arrived.","imports":{"failed":1},
				"troubles":[{"code":"target-firewall","state":"pending","source":"contoso","target":"prod","images":1,
				"who":"you","cure":"Allow it.","command":"az acr update","message":"Denied","image":"team/app:v1"}],
				"sources":[{"source":"contoso","rules":[{"rule":0,"target":"prod","images":{"present":3,"missing":0},
				"unchecked":1,"uncheckedReasons":[{"reason":"no right"}]}],
				"calls":[{"door":"webhook","kind":"ping","at":"2026-01-01T00:00:00Z"}],"missed":{"events":2,"lastImage":"a:b"}}],
				"comparison":{"state":"running","checkedRepositories":1,"repositories":2},"arrivals":{"images":0}}""";
		CommandLine status = CommandLine.run("status", "--url=" + url());
		assertThat(status.code()).hasValue(1);
		assertThat(status.out()).startsWith("Not complete: 1 image has not arrived.")
			.contains("pending      1 of contoso to prod: target-firewall, such as team/app:v1",
					"for        you: Allow it.", "command    az acr update",
					"contoso, rule 0 to prod: 3 present; could not be compared: no right",
					"last ping by webhook 2026-01-01T00:00:00Z", "2 pushes were announced by no event, last a:b",
					"runs, 1 of 2 repositories", "no announced image arrived", "1 failed");
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 403, 404, 409, 503 })
	void whatTheServiceRefusesIsSaidInItsWordsAlone(int status) {
		this.status = status;
		this.answer = "{\"status\":%d,\"detail\":\"there is\\u001b no source\",\"error\":\"x\"}".formatted(status);
		CommandLine explain = ask("explain", IMAGE);
		assertThat(explain.code()).hasValue(2);
		assertThat(explain.err()).isEqualToIgnoringNewLines("there is  no source");
		assertThat(explain.out()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"title\":\"Not Found\"}", "<html>not here</html>", "" })
	void anAnswerThatIsNoneIsAFault(String answer) {
		this.status = 404;
		this.answer = answer;
		CommandLine explain = ask("explain", IMAGE);
		assertThat(explain.code()).hasValue(2);
		assertThat(explain.err()).contains("status 404", "write --url").doesNotContain("{", "<html>");
		assertThat(explain.out()).isEmpty();
	}

	@Test
	void theSettingOfAWrongSecretOfTheConsoleIsSaid() {
		this.wanted = "Bearer another";
		this.answer = "{\"status\":401,\"detail\":\"Send one of acr-sync.console.secrets\"}";
		CommandLine without = ask("status");
		assertThat(without.code()).hasValue(2);
		assertThat(without.err())
			.contains(url(), "none was found here", "ACR_SYNC_CONSOLE_SECRETS", "acr-sync.console.secrets",
					"--spring.config.additional-location")
			.doesNotContain("{", "See that it runs");
		CommandLine wrong = ask("status", "--acr-sync.console.secrets=the-wrong-secret");
		assertThat(wrong.err()).contains("does not take the one that was sent").doesNotContain("the-wrong");
	}

	@Test
	void aServiceThatIsNotThereIsAFault() {
		stop();
		CommandLine plan = ask("plan");
		assertThat(plan.code()).hasValue(2);
		assertThat(plan.err()).contains(url(), "nothing listens there", "--url");
	}

	@Test
	void theAddressIsThatOfTheConfiguration() {
		this.answer = "{\"count\":0,\"images\":[],\"unchecked\":[]}";
		assertThat(CommandLine
			.run("plan", "--management.server.port=" + this.service.getAddress().getPort(), "--acr-sync.retention=30d",
					"--AZURE_CLIENT_ID=one", "--debug")
			.code()).hasValue(0);
	}

	private CommandLine ask(String command, String... options) {
		String[] line = new String[options.length + 3];
		line[0] = command;
		line[1] = "--url=" + url();
		line[2] = "--format=json";
		System.arraycopy(options, 0, line, 3, options.length);
		return CommandLine.run(line);
	}

	private String url() {
		return "http://localhost:" + this.service.getAddress().getPort();
	}

}
