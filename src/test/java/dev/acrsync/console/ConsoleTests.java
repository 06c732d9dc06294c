package dev.acrsync.console;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The pages over real sockets, as they come to whoever has no browser.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String SECRET = "an-operators-secret-of-the-console";

	private static final String MARKUP = "<script>alert(1)</script>";

	@AutoClose
	private Sandbox sandbox;

	@BeforeEach
	void start() {
		this.sandbox = Sandbox.start();
		this.sandbox.arm().retryAfter(Duration.ZERO);
	}

	@Test
	void whatIsShownIsSmallAndMayDoNothingElse() {
		try (RunningService service = RunningService.start(this.sandbox)) {
			HttpResponse<String> page = get(service, "/");
			HttpResponse<String> script = get(service, "/console/console.js");
			HttpResponse<String> style = get(service, "/console/console.css");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
				.startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
				.doesNotContain("unsafe", "http");
			assertThat(page.body().length() + script.body().length() + style.body().length()).isLessThan(100_000);
			assertThat(page.body()).contains("Not proved: nothing is known to be missing")
				.doesNotContain(" style=", " onclick=", "<script>", "://");
			assertThat(script.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
			HttpResponse<String> runbook = get(service, "/console/runbook");
			assertThat(runbook.body()).contains("<h2 id=\"acrsyncimportfailed\">", "href=\"#acrsyncdrift\"", "<table>")
				.doesNotContain(".md\"", "style=");
			assertThat(page.body()).contains("href=\"console/runbook\"");
			for (String other : new String[] { "/console", "/console/" }) {
				URI way = URI.create(get(service, other).headers().firstValue("Location").orElseThrow());
				assertThat(URI.create(origin(service) + other).resolve(way)).as(other).hasPath("/");
			}
			assertThat(get(service, "/console/nothing").statusCode()).isEqualTo(404);
			assertThat(get(service, "/console/images/nothing").statusCode()).isEqualTo(404);
			URI vendors = URI.create("http://127.0.0.1:" + service.port() + "/");
			assertThat(RunningService.send(HttpRequest.newBuilder(vendors)).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void markupFromOutsideIsText() {
		this.sandbox.arm().failNextPost(400, "{\"error\":{\"code\":\"Odd\",\"message\":\"" + MARKUP + "\"}}", Map.of());
		try (RunningService service = RunningService.start(this.sandbox)) {
			this.sandbox.vendor().push("tripinsights/hostile", "v1", StoredManifest.named("hostile"));
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(get(service, "/").body()).contains("tripinsights/hostile:v1",
						"href=\"console/runbook#acrsyncimportfailed\""));
			assertThat(get(service, "/").body()).contains("&lt;script&gt;alert(1)").doesNotContain(MARKUP);
			String found = get(service, "/console/images?words=" + encode("\">" + MARKUP) + "&state=" + encode(MARKUP))
				.body();
			assertThat(found).contains("value=\"&quot;&gt;&lt;script&gt;").doesNotContain(MARKUP);
			assertThat(get(service, "/console/do?action=retry&id=" + encode(MARKUP)).body()).contains("&lt;script&gt;")
				.doesNotContain(MARKUP);
		}
	}

	@Test
	void anImageIsFoundByWhateverIsKnownOfIt() {
		try (RunningService service = RunningService.start(this.sandbox,
				"acr-sync.sources.contoso.rules[0].target-repository=vendors/contoso/{repository}")) {
			String digest = this.sandbox.vendor().push("tripinsights/poi", "v1", StoredManifest.named("one")).value();
			await().atMost(SOON).until(() -> service.get("/imports").at("/counts/succeeded").asInt() == 1);
			String id = service.get("/imports").at("/imports/0/id").asString();
			for (String words : new String[] { "tripinsights/poi", "tripinsights/poi:v1",
					"vendors/contoso/tripinsights/poi", "contoso.azurecr.io/tripinsights/poi:v1",
					"customer.azurecr.io/vendors/contoso/tripinsights/poi:v1", digest,
					"contoso.azurecr.io/tripinsights/poi@" + digest, "tripinsights/poi:v1@" + digest,
					digest.substring(0, 19), digest.substring(7, 19), "tripinsights/poi@" + digest.substring(0, 15), id,
					"" }) {
				assertThat(get(service, "/console/images?words=" + encode(words)).body()).as(words)
					.contains("1 import was found", "images/" + id);
			}
			assertThat(get(service, "/console/images?words=tripinsights/web@" + digest).body())
				.contains("0 imports were found");
			assertThat(get(service, "/console/images?words=insights").body()).contains("Whole names are wanted");
			assertThat(get(service, "/console/images?state=foo").body())
				.contains("There is no state &#39;foo&#39;: there are pending, importing, ")
				.doesNotContain("images/" + id);
			assertThat(get(service, "/console/images?words=tripinsights/poi&state=failed").body())
				.contains("0 imports were found");
			assertThat(get(service, "/console/images?words=" + encode("tripinsights/poi:v2")).body())
				.contains("0 imports were found");
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(get(service, "/console/images/" + id).body()).contains("Try 1 begins"));
			String story = get(service, "/console/images/" + id + "?explain=1").body();
			assertThat(story).containsSubsequence("Try 1 begins", "read contoso.azurecr.io: " + digest.substring(0, 19),
					"ask Azure to import");
			assertThat(service.get("/imports/" + id).at("/rule").asInt(-1)).isZero();
			assertThat(story).doesNotContain("as the rules were then")
				.containsSubsequence("Pushed at contoso.azurecr.io", "Received, and written down",
						"announced by webhook, event", "Let in", "acr-sync.sources.contoso.rules[0]",
						"Azure is asked to copy", "The copy ended", "Ended: succeeded", "allowed by rule 0", digest);
		}
	}

	@Test
	void whatIsAskedForIsDoneAndLoggedWithWhoAskedForIt(CapturedOutput output) {
		try (RunningService service = RunningService.start(this.sandbox,
				"acr-sync.console.user-header=X-Forwarded-User")) {
			this.sandbox.vendor().push("tripinsights/fail-bad-credentials", "v1", StoredManifest.named("one"));
			this.sandbox.vendor().push("tripinsights/fail-bad-credentials", "v2", StoredManifest.named("two"));
			await().atMost(SOON).until(() -> service.get("/imports").at("/counts/failed").asInt() == 2);
			String id = service.get("/imports").at("/imports/1/id").asString();
			String asked = get(service, "/console/do?action=retry&id=" + id).body();
			assertThat(asked).contains("is tried again at once", "method=\"post\"", "value=\"" + id + "\"");
			assertThat(service.get("/imports/" + id).at("/attempts").asInt()).isEqualTo(1);
			HttpResponse<String> done = post(service, "action=retry&id=" + id, "X-Forwarded-User", "ada\u00e9@example");
			assertThat(done.statusCode()).isEqualTo(200);
			assertThat(done.body()).contains("It is tried again: tripinsights/fail-bad-credentials:v");
			await().atMost(SOON)
				.until(() -> service.get("/imports/" + id).at("/attempts").asInt() == 1
						&& service.get("/imports").at("/counts/failed").asInt() == 2);
			assertThat(get(service, "/console/do?action=retry&id=none").statusCode()).isEqualTo(404);
			assertThat(get(service, "/console/do?action=retry&id=none").body())
				.contains("There is no import &#39;none&#39;")
				.doesNotContain("Yes, retry");
			assertThat(get(service, "/console/do?action=retry-all&source=contoso&code=copy-failed").body())
				.contains("There are no imports that are parked with copy-failed of contoso")
				.doesNotContain("Yes, retry");
			assertThat(post(service, "action=retry-all&source=contoso&code=copy-failed").body())
				.contains("0 imports are tried again");
			assertThat(get(service, "/").body()).contains("Retry all that are parked of contoso (2)",
					"Retry all source-unauthorized of contoso",
					"action=retry-all&amp;source=contoso&amp;code=source-unauthorized",
					"az acr token show --registry contoso --name " + Sandbox.USERNAME, "For the vendor to run:");
			assertThat(get(service, "/console/do?action=retry-all&source=contoso&code=source-unauthorized").body())
				.contains("All imports that are parked with source-unauthorized of contoso are tried again at once.",
						"name=\"code\" value=\"source-unauthorized\"");
			assertThat(post(service, "action=retry-all&source=contoso&code=source-unauthorized").body())
				.contains("2 imports are tried again");
			await().atMost(SOON).until(() -> service.get("/imports").at("/counts/failed").asInt() == 2);
			assertThat(post(service, "action=retry-all&source=contoso").body()).contains("2 imports are tried again");
			assertThat(post(service, "action=retry&id=none").statusCode()).isEqualTo(404);
			assertThat(post(service, "action=compare").body()).contains("A comparison has begun");
			post(service, "action=plan");
			await().atMost(SOON)
				.until(() -> get(service, "/console/do?action=plan&look=1").body().contains("would be brought"));
			assertThat(post(service, "action=doctor").body()).contains("webhook secrets");
			assertThat(post(service, "action=other").statusCode()).isEqualTo(404);
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(output).contains(
						"has asked for: retry of import " + id + ", and was answered 200",
						"Operator 127.0.0.1 has asked for: retry of all that are parked with source-unauthorized of contoso, and was answered 200"));
			assertThat(output).contains("Operator ada").doesNotContain("ada\u00e9");
		}
	}

	@Test
	void aDryRunThatTakesLongIsToldOfUntilItIsDone() {
		try (RunningService service = RunningService.start(this.sandbox)) {
			for (String image : new String[] { "poi", "trips", "user" }) {
				this.sandbox.vendor().put("tripinsights/" + image, "v1", StoredManifest.named(image));
			}
			this.sandbox.vendor().slowDownBy(Duration.ofSeconds(3));
			HttpResponse<String> begun = post(service, "action=plan");
			assertThat(begun.statusCode()).isEqualTo(202);
			assertThat(begun.headers().firstValue("Refresh")).contains("3;url=do?action=plan&look=1");
			assertThat(begun.body()).contains("The dry run is under way: 0 of ", "it waits for the next");
			this.sandbox.vendor().slowDownBy(Duration.ZERO);
			await().atMost(SOON)
				.until(() -> get(service, "/console/do?action=plan&look=1").body()
					.contains("3 images would be brought"));
		}
	}

	@Test
	void anotherSitesPageCanDoNothing() {
		try (RunningService service = RunningService.start(this.sandbox)) {
			assertThat(post(service, "action=compare", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
			assertThat(post(service, "action=compare", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
			assertThat(post(service, "action=compare", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
			assertThat(service.get("/reconcile").has("startedAt")).isFalse();
			assertThat(post(service, "action=compare", "Origin", origin(service)).statusCode()).isEqualTo(202);
		}
	}

	@Test
	void readOnlySwitchesOffAllThatCanBeDone() {
		try (RunningService service = RunningService.start(this.sandbox, "acr-sync.console.read-only=true")) {
			assertThat(get(service, "/").body()).contains("it is set to read-only").doesNotContain("do?action=compare");
			assertThat(get(service, "/console/do?action=compare").statusCode()).isEqualTo(404);
			assertThat(get(service, "/console/do?action=doctor").body()).contains("webhook secrets");
			assertThat(post(service, "action=compare").statusCode()).isEqualTo(403);
			assertThat(RunningService
				.send(HttpRequest.newBuilder(service.actuator("/reconcile")).POST(HttpRequest.BodyPublishers.noBody()))
				.body()).contains("acr-sync.console.read-only");
			assertThat(service.get("/reconcile").has("startedAt")).isFalse();
		}
	}

	@Test
	void aSecretIsAskedForWhereThereIsOne(CapturedOutput output) {
		try (RunningService service = RunningService.start(this.sandbox, "acr-sync.console.secrets[0]=" + SECRET,
				"acr-sync.console.secrets[1]=another-secret-of-the-console")) {
			HttpResponse<String> refused = get(service, "/");
			assertThat(refused.statusCode()).isEqualTo(401);
			assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Basic ");
			assertThat(get(service, "/actuator/status").statusCode()).isEqualTo(401);
			assertThat(get(service, "/actuator/health/../status").statusCode()).isIn(400, 401, 404);
			assertThat(get(service, "/actuator/healthy").statusCode()).isEqualTo(401);
			assertThat(post(service, "action=compare").statusCode()).isEqualTo(401);
			assertThat(get(service, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			assertThat(get(service, "/actuator/prometheus").statusCode()).isEqualTo(200);
			assertThat(authorized(service, "Bearer " + SECRET)).isEqualTo(200);
			assertThat(authorized(service, "bearer another-secret-of-the-console")).isEqualTo(200);
			assertThat(authorized(service, "Basic " + base64("me:" + SECRET))).isEqualTo(200);
			assertThat(authorized(service, "Basic " + base64("me:wrong"))).isEqualTo(401);
			await().atMost(SOON)
				.untilAsserted(() -> assertThat(output).containsOnlyOnce(
						"came with a wrong secret, 1 since the last such line, the last one from 127.0.0.1"));
			assertThat(authorized(service, "Basic %")).isEqualTo(401);
			assertThat(authorized(service, "Bearer")).isEqualTo(401);
			assertThat(authorized(service, SECRET)).isEqualTo(401);
			assertThat(get(service, "/actuator/prometheus").body()).contains("acr_sync_console_refused_total 4.0");
		}
	}

	@Test
	void aTemplateShowsNothingThatHides() {
		assertThat(Html.of("<p>{}{}</p>", "a\u202Eb\u0000<&'\"", new Html("<b>")))
			.hasToString("<p>a\uFFFDb\uFFFD&lt;&amp;&#39;&quot;<b></p>");
	}

	private static int authorized(RunningService service, String authorization) {
		return RunningService
			.send(HttpRequest.newBuilder(service.actuator("/status")).header("Authorization", authorization))
			.statusCode();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private static String origin(RunningService service) {
		return "http://" + service.actuator("").getAuthority();
	}

	private static HttpResponse<String> get(RunningService service, String path) {
		return RunningService.send(HttpRequest.newBuilder(URI.create(origin(service) + path)));
	}

	private static HttpResponse<String> post(RunningService service, String form, String... header) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin(service) + "/console/do"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString(form));
		return RunningService.send((header.length > 0) ? request.headers(header) : request);
	}

}
