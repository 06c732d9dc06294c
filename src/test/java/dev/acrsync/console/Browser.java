package dev.acrsync.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import static org.awaitility.Awaitility.await;

/**
 * A real browser without a window: Debian's Chromium.
 */
final class Browser implements AutoCloseable {

	private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

	private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	static boolean isInstalled() {
		return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
	}

	static Browser start() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM.toString());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
				"--hide-scrollbars", "--lang=en-GB", "--window-size=1200,900", "--no-proxy-server");
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile())
			.usingAnyFreePort()
			.build();
		ChromeDriver driver = new ChromeDriver(service, options);
		driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(1)).pageLoadTimeout(Duration.ofMinutes(1));
		return new Browser(driver);
	}

	void open(String url) {
		this.driver.get(url);
	}

	String url() {
		return String.valueOf(this.driver.getCurrentUrl());
	}

	String text() {
		return text("body");
	}

	/**
	 * Returns what is shown of an element at this instant: the page renews itself.
	 */
	String text(String css) {
		return String.valueOf(this.driver
			.executeScript("const it = document.querySelector(arguments[0]); return it ? it.innerText : ''", css));
	}

	void click(String link) {
		click(By.partialLinkText(link));
	}

	/**
	 * Clicks on what leads to another page, and waits for that.
	 */
	void click(By element) {
		WebElement page = this.driver.findElement(By.tagName("html"));
		await().atMost(PATIENCE)
			.ignoreExceptionsMatching((it) -> it instanceof StaleElementReferenceException)
			.until(() -> {
				this.driver.findElement(element).click();
				return true;
			});
		await().atMost(PATIENCE).until(() -> isGone(page));
	}

	private static boolean isGone(WebElement page) {
		try {
			page.isEnabled();
			return false;
		}
		catch (StaleElementReferenceException ex) {
			return true;
		}
	}

	Object run(String script) {
		return Objects.requireNonNullElse(this.driver.executeScript(script), "");
	}

	/**
	 * Has what pages wait for come so many times sooner.
	 */
	void hasten(int factor) {
		this.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument",
				Map.of("source",
						"""
								(() => {
									const usual = window.usual ??= { interval: setInterval.bind(window), timeout: AbortSignal.timeout.bind(AbortSignal) };
									window.setInterval = (what, time) => usual.interval(what, time / %1$d);
									AbortSignal.timeout = (time) => usual.timeout(time / %1$d);
								})();
								"""
							.formatted(factor)));
	}

	/**
	 * Shows pages to a reader who wants it dark, or light, on a screen so wide.
	 */
	void look(int width, boolean dark) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 1050, "deviceScaleFactor", 1, "mobile", false));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	/**
	 * Returns what keeps somebody from using the page, as axe-core tells.
	 */
	String violations() {
		this.driver.executeScript(resource("/axe.min.js"));
		return String.valueOf(this.driver.executeAsyncScript(
				"""
						const done = arguments[arguments.length - 1];
						axe.run().then((it) => done(it.violations.map((one) =>
							one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).join(' | ')).join('\\n')));
						"""));
	}

	/**
	 * Takes a picture of the page, as far as it is shown at once.
	 */
	byte[] picture() {
		return this.driver.getScreenshotAs(OutputType.BYTES);
	}

	private static String resource(String name) {
		try (InputStream file = Objects.requireNonNull(Browser.class.getResourceAsStream(name))) {
			return new String(file.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
