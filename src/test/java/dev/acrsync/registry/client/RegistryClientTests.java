package dev.acrsync.registry.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.sandbox.UnusedPort;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.RegistryAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

/**
 * What the client makes of each answer, over real sockets.
 */
class RegistryClientTests {

	private static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));

	private static final String MANIFEST = "/v2/tripinsights/poi/manifests/v1";

	@RegisterExtension
	private static final WireMockExtension SERVER = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final SettableClock clock = new SettableClock("2026-11-23T12:00:00Z");

	@Test
	void readsTheDigestByHead() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(found(DIGEST.value())));
		assertThatObject(read()).isEqualTo(new Found(DIGEST));
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/vnd.oci.image.index.v1+json", "application/vnd.oci.image.manifest.v1+json",
			"application/vnd.docker.distribution.manifest.list.v2+json",
			"application/vnd.docker.distribution.manifest.v2+json", "*/*" })
	void acceptsEveryKindOfManifest(String type) {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(found(DIGEST.value())));
		read();
		SERVER.verify(headRequestedFor(urlEqualTo(MANIFEST)).withHeader("Accept", containing(type)));
	}

	@Test
	void hashesTheManifestWhenTheHeaderIsMissing() throws Exception {
		String manifest = "{\"schemaVersion\":2}\n";
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withBody(manifest)));
		byte[] hash = MessageDigest.getInstance("SHA-256").digest(manifest.getBytes(StandardCharsets.UTF_8));
		assertThatObject(read()).isEqualTo(new Found(new Digest("sha256:" + HexFormat.of().formatHex(hash))));
	}

	@Test
	void prefersTheHeaderToTheHash() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse()));
		SERVER.stubFor(get(urlEqualTo(MANIFEST)).willReturn(found(DIGEST.value()).withBody("{}")));
		assertThatObject(read()).isEqualTo(new Found(DIGEST));
	}

	@Test
	void findsATagAbsentThatVanishesBetweenHeadAndGet() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse()));
		SERVER.stubFor(get(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(404).withHeader("Docker-Distribution-Api-Version", "registry/2.0")));
		assertThatObject(read()).isEqualTo(new Absent());
	}

	@Test
	void asksOnlyOnceForWhatARegistrySaysWithANotFound() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(notFound()));
		RegistryClient client = client();
		assertThatObject(read(client)).isEqualTo(new Absent());
		SERVER.verify(2, anyRequestedFor(anyUrl()));
		assertThatObject(read(client)).isEqualTo(new Absent());
		SERVER.verify(3, anyRequestedFor(anyUrl()));
	}

	@Test
	void takesNoOtherNotFoundForTheRegistrysThatItKnows() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(notFound()));
		RegistryClient client = client();
		assertThatObject(read(client)).isEqualTo(new Absent());
		SERVER.stubFor(any(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(404).withHeader("Content-Type", "text/html").withBody("<html/>")));
		assertThat(read(client)).isInstanceOf(Unreadable.class);
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(notFound()));
		SERVER.resetRequests();
		assertThatObject(read(client)).isEqualTo(new Absent());
		SERVER.verify(2, anyRequestedFor(anyUrl()));
	}

	private static ResponseDefinitionBuilder notFound() {
		return aResponse().withStatus(404)
			.withHeader("Content-Type", "application/json")
			.withBody("{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\"}]}");
	}

	@Test
	void doesNotExpectABrokenDigest() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(found("sha256:ABC")));
		assertUnreadable(UnreadableCause.UNEXPECTED, "Docker-Content-Digest");
	}

	@Test
	void doesNotExpectAManifestOfMoreThanFourMebibytes() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withBody(new byte[4 * 1024 * 1024 + 1])));
		assertUnreadable(UnreadableCause.UNEXPECTED, "more than 4194304 bytes");
	}

	@Test
	void takesAManifestOfExactlyFourMebibytes() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withBody(new byte[4 * 1024 * 1024])));
		assertThat(read()).isInstanceOf(Found.class);
	}

	@Test
	void findsNoTagWhereTheRegistryHasNone() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(404).withHeader("Docker-Distribution-Api-Version", "registry/2.0")));
		assertThatObject(read()).isEqualTo(new Absent());
	}

	@Test
	void findsNoTagWhereTheRegistrySaysSoInItsAnswerAlone() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(404)
			.withBody("{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest unknown\"}]}")));
		assertThatObject(read()).isEqualTo(new Absent());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "<html>Not Found</html>", "{\"message\":\"no such route\"}", "[]", "{\"errors\":[]}" })
	void doesNotTakeTheNotFoundOfAProxyForAMissingTag(String body) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(404).withBody(body)));
		assertUnreadable(UnreadableCause.UNEXPECTED, "is no registry", "'contoso.azurecr.io'");
	}

	@ParameterizedTest
	@CsvSource({ "400, UNEXPECTED", "401, UNAUTHORIZED", "403, FORBIDDEN", "405, DISALLOWED", "408, UNAVAILABLE",
			"424, UNAVAILABLE", "425, UNAVAILABLE", "501, UNEXPECTED", "418, UNEXPECTED", "429, THROTTLED",
			"500, UNAVAILABLE", "502, UNAVAILABLE", "503, UNAVAILABLE", "204, UNEXPECTED", "600, UNEXPECTED" })
	void namesTheCauseOfEveryOtherStatus(int status, UnreadableCause cause) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(status)));
		assertUnreadable(cause, "'contoso.azurecr.io'", "'tripinsights/poi'", Integer.toString(status));
	}

	@Test
	void saysHowToUnlockWhatMayNotBeRead() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(405)));
		SERVER.stubFor(get(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(405)
			.withBody(
					"""
							{"errors":[{"code":"REGISTRY_DISALLOWED_OPERATION","message":"operation is disallowed on this registry"}]}
							""")));
		assertUnreadable(UnreadableCause.DISALLOWED, "'contoso.azurecr.io'",
				"az acr repository update --name contoso --image tripinsights/poi:v1 --read-enabled true");
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void followsNoRedirect(int status) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(status).withHeader("Location", SERVER.url("/elsewhere"))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "check its endpoint");
		SERVER.verify(0, anyRequestedFor(urlEqualTo("/elsewhere")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			17                            | PT17S
			0                             | PT0S
			999999999                     | PT1H
			Mon, 23 Nov 2026 12:00:40 GMT | PT40S
			Mon, 23 Nov 2026 11:00:00 GMT | PT0S
			Mon, 23 Nov 2099 12:00:00 GMT | PT1H
			""")
	void passesOnHowLongToWait(String retryAfter, Duration wait) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(503).withHeader("Retry-After", retryAfter)));
		assertThat(unreadable().retryAfter()).contains(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "99999999999999999999", "1.5" })
	void ignoresAWaitThatIsNone(String retryAfter) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withStatus(503).withHeader("Retry-After", retryAfter)));
		assertThatObject(unreadable().retryAfter()).isEqualTo(Optional.empty());
	}

	@Test
	void quotesTheRegistrysOwnWordsInPrintableAscii() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse()));
		SERVER.stubFor(get(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(403).withBody("""
				{"errors":[{"code":"DENIED","message":"client with IP '192.0.2.1'\\u001b[31m\\nis not %s allowed"}]}
				""".formatted("x".repeat(1000)))));
		assertThat(unreadable().message()).contains("DENIED client with IP '192.0.2.1' [31m is not xxx")
			.endsWith("...")
			.matches("[\\x20-\\x7E]{1,800}");
	}

	@Test
	void keepsTheStatusOfAnEndlessErrorPage() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse()));
		SERVER.stubFor(
				get(urlEqualTo(MANIFEST)).willReturn(aResponse().withStatus(503).withBody(new byte[16 * 1024 * 1024])));
		assertUnreadable(UnreadableCause.UNAVAILABLE, "503");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE" })
	void isUnavailableWhenTheConnectionBreaks(Fault fault) {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(aResponse().withFault(fault)));
		assertUnreadable(UnreadableCause.UNAVAILABLE, "'contoso.azurecr.io' cannot be reached at http://localhost:");
	}

	@Test
	void isUnavailableWhenNobodyListens() throws IOException {
		assertThat(read(URI.create("http://127.0.0.1:" + UnusedPort.find()), Duration.ofSeconds(10)))
			.isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
				assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAVAILABLE);
				assertThat(unreadable.message()).contains("ConnectException");
			});
	}

	@Test
	void isUnavailableWhenTheHostIsUnknown() {
		assertThat(read(URI.create("http://unknown.invalid"), Duration.ofSeconds(10))).isInstanceOfSatisfying(
				Unreadable.class,
				(unreadable) -> assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAVAILABLE));
	}

	@Test
	void isUnavailableWhenTheAnswerIsLate() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(found(DIGEST.value()).withFixedDelay(1500)));
		assertThat(read(URI.create(SERVER.baseUrl()), Duration.ofMillis(150))).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> {
					assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAVAILABLE);
					assertThat(unreadable.message()).contains("no answer within PT0.15S");
				});
	}

	@Test
	void isUnavailableWhenTheBodyTrickles() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(aResponse()));
		SERVER.stubFor(get(urlEqualTo(MANIFEST))
			.willReturn(aResponse().withBody("x".repeat(100)).withChunkedDribbleDelay(20, 2000)));
		assertThat(read(URI.create(SERVER.baseUrl()), Duration.ofMillis(500))).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.message()).contains("no answer within PT0.5S"));
	}

	@Test
	void isUnavailableAndStaysInterruptedWhenInterrupted() {
		SERVER.stubFor(any(urlEqualTo(MANIFEST)).willReturn(found(DIGEST.value())));
		Thread.currentThread().interrupt();
		TagReading reading = read();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(reading).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNAVAILABLE));
	}

	private static ResponseDefinitionBuilder found(String digest) {
		return aResponse().withHeader("Docker-Content-Digest", digest);
	}

	private void assertUnreadable(UnreadableCause cause, String... words) {
		Unreadable unreadable = unreadable();
		assertThat(unreadable.cause()).isEqualTo(cause);
		assertThat(unreadable.message()).contains(words);
	}

	private Unreadable unreadable() {
		TagReading reading = read();
		assertThat(reading).isInstanceOf(Unreadable.class);
		return (Unreadable) reading;
	}

	private TagReading read() {
		return read(URI.create(SERVER.baseUrl()), Duration.ofSeconds(10));
	}

	private TagReading read(URI endpoint, Duration timeout) {
		return read(client(timeout), endpoint);
	}

	private RegistryClient client() {
		return client(Duration.ofSeconds(10));
	}

	private RegistryClient client(Duration timeout) {
		return new RegistryClient(() -> "unused", this.clock, Duration.ofSeconds(5), timeout,
				TestBudgets.of(this.clock));
	}

	private static TagReading read(RegistryClient client) {
		return read(client, URI.create(SERVER.baseUrl()));
	}

	private static TagReading read(RegistryClient client, URI endpoint) {
		return client.read(new RegistryAccess(new RegistryHost("contoso.azurecr.io"), endpoint, new Anonymous()),
				new RepositoryName("tripinsights/poi"), new Tag("v1"));
	}

}
