package dev.acrsync.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * The pages in a real browser, on a sandbox in which something is wrong.
 * {@code -Ddocs.write=true} renews the README's picture.
 */
class ConsoleBrowserTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final List<String> FAULTS = List.of("fail-bad-credentials", "fail-no-role", "fail-source-firewall",
			"fail-throttled", "fail-copy-error", "fail-never-ends");

	private static final String MARKUP = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>";

	private static Sandbox sandbox;

	private static RunningService service;

	private static Browser browser;

	@BeforeAll
	static void start() {
		assumeThat(Browser.isInstalled()).as("chromium and chromium-driver are installed").isTrue();
		sandbox = Sandbox.start();
		sandbox.arm().retryAfter(Duration.ZERO);
		service = RunningService.start(sandbox);
		for (String image : List.of("poi", "trips", "user", "userprofile", "web")) {
			sandbox.vendor().push("tripinsights/" + image, "v1", StoredManifest.named(image));
		}
		await().atMost(SOON).until(() -> service.get("/imports").at("/counts/succeeded").asInt() == 5);
		RunningService
			.send(HttpRequest.newBuilder(service.actuator("/reconcile")).POST(HttpRequest.BodyPublishers.noBody()));
		await().atMost(SOON).until(() -> service.get("/status").at("/complete").asBoolean());
		sandbox.arm()
			.failNextPost(400, "{\"error\":{\"code\":\"Odd\",\"message\":\"" + MARKUP.replace("\"", "\\\"") + "\"}}",
					Map.of());
		sandbox.vendor().push("tripinsights/hostile", "v1", StoredManifest.named("hostile"));
		await().atMost(SOON).until(() -> service.get("/imports").at("/counts/failed").asInt() == 1);
		FAULTS.forEach((fault) -> sandbox.vendor().push("tripinsights/" + fault, "v1", StoredManifest.named(fault)));
		await().atMost(SOON).until(() -> service.get("/status").at("/troubles").size() >= FAULTS.size());
		browser = Browser.start();
	}

	@AfterAll
	static void stop() {
		if (browser != null) {
			browser.close();
		}
		if (service != null) {
			service.close();
			sandbox.close();
		}
	}

	private static String url(String path) {
		return "http://" + service.actuator("").getAuthority() + path;
	}

	@Test
	void whatFailedIsThereWithItsCureAndWhatIsHostileIsInert() {
		browser.look(1200, false);
		browser.open(url("/"));
		assertThat(browser.text(".verdict"))
			.startsWith("Not complete: 7 images have not arrived; the oldest has waited");
		assertThat(browser.text()).contains("source-unauthorized", "az acr token show --registry contoso",
				"target-role-missing", "az role assignment create", "source-firewall",
				"az acr update --name contoso --allow-trusted-services true", "throttled", "copy-failed",
				"You have to act.", "The vendor has to act.", "Nobody has to act.", "announced images arrived");
		browser.run("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
		assertThat(browser.text()).contains("onerror='window.hacked=1'");
		assertThat(browser.run("return String(window.hacked)")).isEqualTo("undefined");
		assertThat(browser.run("return document.querySelector('time').title")).asString().endsWith("Z");
		assertThat(browser.text("time")).doesNotEndWith("Z");
		assertThat(browser
			.run("return performance.getEntriesByType('resource').every((it) => it.name.startsWith(location.origin))"))
			.isEqualTo(true);
	}

	@Test
	void aRetryIsAskedForAndDoneAndThePageTellsSoByItself() {
		browser.look(1200, false);
		browser.open(url("/"));
		browser.click("Retry tripinsights/fail-bad-credentials:v1");
		assertThat(browser.text()).contains("is tried again at once");
		int operations = sandbox.arm().operations().size();
		browser.click(By.cssSelector("button.first"));
		assertThat(browser.text()).contains("It is tried again: tripinsights/fail-bad-credentials:v1");
		await().atMost(SOON).until(() -> sandbox.arm().operations().size() > operations);
		browser.click("Back to the status");
		browser.run("window.kept = 1");
		String late = "%d announced images arrived"
			.formatted(service.get("/status").at("/arrivals/images").asInt() + 1);
		sandbox.vendor().push("tripinsights/late", "v1", StoredManifest.named("late"));
		await().atMost(SOON).until(() -> browser.text().contains(late));
		assertThat(browser.run("return window.kept")).isEqualTo(1L);
		browser.open(url("/console/images?words=tripinsights/late"));
		browser.click("tripinsights/late:v1");
		assertThat(browser.text()).containsSubsequence("Pushed at", "Received", "Azure is asked to copy",
				"Ended: succeeded");
	}

	@Test
	void whatIsNotNewIsSaidNotToBeHoweverTheServiceFails() {
		browser.look(1200, false);
		browser.hasten(20);
		for (String failing : List.of("Promise.resolve(new Response('', { status: 503 }))",
				"new Promise((_, no) => options.signal && options.signal.addEventListener('abort', no))")) {
			browser.open(url("/"));
			browser.run("window.fetch = (path, options) => " + failing);
			await().atMost(SOON).until(() -> browser.text("#refreshed").contains("what is shown is not new"));
		}
		browser.hasten(1);
	}

	@Test
	void theyAreForEverybody() throws IOException {
		List<String> pages = List.of("/", "/console/images?words=tripinsights", "/console/do?action=compare",
				"/console/images/" + service.get("/imports").at("/imports/0/id").asString());
		look(1200, false, pages);
		look(320, true, pages);
		look(1200, true, pages.subList(0, 1));
		look(320, false, pages.subList(0, 1));
	}

	private static void look(int width, boolean dark, List<String> pages) throws IOException {
		browser.look(width, dark);
		for (String path : pages) {
			browser.open(url(path));
			assertThat(browser.violations()).as("%s at %d, dark: %s", path, width, dark).isEmpty();
			assertThat((Long) browser.run("return document.documentElement.scrollWidth")).as("%s at %d", path, width)
				.isLessThanOrEqualTo(width);
		}
		picture(width, dark);
	}

	private static void picture(int width, boolean dark) throws IOException {
		if (Boolean.getBoolean("docs.write")) {
			browser.open(url("/"));
			Path picture = (width == 1200 && !dark) ? Path.of("docs/console.png")
					: Path.of("target", "console-" + width + (dark ? "-dark" : "") + ".png");
			Files.write(picture, browser.picture());
		}
	}

	@Test
	void aPageOfAnotherOriginCanDoNothing() throws IOException {
		String begun = service.get("/reconcile").at("/startedAt").asString();
		HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		byte[] page = """
				<!DOCTYPE html><title>other</title><iframe src="{url}/"></iframe>
				<form method="post" action="{url}/console/do"><input name="action" value="compare"></form>
				<script>
				fetch('{url}/console/do', { method: 'POST', mode: 'no-cors', body: new URLSearchParams('action=compare') });
				fetch('{url}/actuator/reconcile', { method: 'POST', mode: 'no-cors' });
				fetch('{url}/actuator/status').then(() => { window.read = 1; }, () => { window.read = 0; });
				</script>
				"""
			.replace("{url}", url(""))
			.getBytes(StandardCharsets.UTF_8);
		other.createContext("/", (exchange) -> {
			try (exchange) {
				exchange.getResponseHeaders().add("Content-Type", "text/html");
				exchange.sendResponseHeaders(200, page.length);
				exchange.getResponseBody().write(page);
			}
		});
		other.start();
		try {
			browser.open("http://localhost:" + other.getAddress().getPort() + "/");
			await().atMost(SOON).until(() -> browser.run("return window.read").equals(0L));
			browser.run("document.forms[0].submit()");
			await().atMost(SOON).until(() -> browser.url().endsWith("/console/do"));
			await().atMost(SOON).until(() -> browser.text().contains("Another site's page"));
			assertThat(service.get("/reconcile").at("/startedAt").asString()).isEqualTo(begun);
		}
		finally {
			other.stop(0);
		}
	}

}
