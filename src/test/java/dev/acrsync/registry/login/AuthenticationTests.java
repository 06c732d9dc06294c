package dev.acrsync.registry.login;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.PasswordFallback;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.TagReading.Found;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.registry.client.RegistryClient;
import dev.acrsync.registry.http.TokenScope;
import dev.acrsync.scenario.SettableClock;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Credentials.Anonymous;
import dev.acrsync.settings.Credentials.Basic;
import dev.acrsync.settings.Credentials.EntraToken;
import dev.acrsync.settings.Credentials.ManagedIdentity;
import dev.acrsync.settings.RegistryAccess;
import dev.acrsync.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.headRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

/**
 * How the client proves who we are, and to whom alone.
 */
class AuthenticationTests {

	private static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));

	private static final String MANIFEST = "/v2/poi/manifests/v1";

	private static final Basic READER = new Basic("reader", new Secret("s3cret word"));

	// base64 of reader:s3cret word
	private static final String READER_HEADER = "Basic cmVhZGVyOnMzY3JldCB3b3Jk";

	@RegisterExtension
	private static final WireMockExtension SERVER = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@RegisterExtension
	private static final WireMockExtension ALIEN = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final SettableClock clock = new SettableClock("2026-11-23T12:00:00Z");

	private final RegistryClient client = new RegistryClient(() -> "managed entra token", this.clock,
			Duration.ofSeconds(5), Duration.ofSeconds(10), TestBudgets.of(this.clock));

	@Test
	void showsThePasswordToTheTokenServiceAloneAndAsksForPullingAlone() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"access_token\":\"one\",\"expires_in\":300}");
		accept("Bearer one");
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(1,
				getRequestedFor(urlPathEqualTo("/oauth2/token")).withHeader("Authorization", equalTo(READER_HEADER))
					.withQueryParam("scope", equalTo("repository:poi:pull"))
					.withQueryParam("service", equalTo("contoso & co")));
		SERVER.verify(1, headRequestedFor(anyUrl()).withHeader("Authorization", absent()));
		SERVER.verify(1, headRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer one")));
	}

	@Test
	void takesATokenWithoutAPasswordWhereAnybodyMayPull() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"public\",\"access_token\":\"\"}");
		accept("Bearer public");
		assertThatObject(read(new Anonymous())).isEqualTo(new Found(DIGEST));
		SERVER.verify(getRequestedFor(urlPathEqualTo("/oauth2/token")).withHeader("Authorization", absent()));
	}

	@Test
	void keepsTheQueryOfARealm() {
		challenge(SERVER.url("/oauth2/token?tenant=1"));
		token("{\"token\":\"one\"}");
		accept("Bearer one");
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(getRequestedFor(urlPathEqualTo("/oauth2/token")).withQueryParam("tenant", equalTo("1"))
			.withQueryParam("scope", equalTo("repository:poi:pull")));
	}

	@Test
	void usesATokenAgainUntilShortlyBeforeItExpires() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":300}");
		accept("Bearer one");
		read(READER);
		this.clock.goOn(Duration.ofSeconds(269));
		read(READER);
		SERVER.verify(1, getRequestedFor(anyUrl()));
		SERVER.verify(3, headRequestedFor(anyUrl()));
		this.clock.goOn(Duration.ofSeconds(1));
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(2, getRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ",\"expires_in\":0", ",\"expires_in\":-5", ",\"expires_in\":\"soon\"" })
	void keepsATokenOfUnknownLifetimeForLessThanAMinute(String lifetime) {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\"" + lifetime + "}");
		accept("Bearer one");
		read(READER);
		this.clock.goOn(Duration.ofSeconds(49));
		read(READER);
		SERVER.verify(1, getRequestedFor(anyUrl()));
		this.clock.goOn(Duration.ofSeconds(1));
		read(READER);
		SERVER.verify(2, getRequestedFor(anyUrl()));
	}

	@Test
	void keepsNoTokenLongerThanAnHour() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":9223372036854775807}");
		accept("Bearer one");
		read(READER);
		this.clock.goOn(Duration.ofHours(1));
		read(READER);
		SERVER.verify(2, getRequestedFor(anyUrl()));
	}

	@Test
	void fetchesARefusedTokenAnewOnce() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":3600}");
		accept("Bearer one");
		read(READER);
		SERVER.resetAll();
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"two\",\"expires_in\":3600}");
		accept("Bearer two");
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(1, headRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer one")));
		SERVER.verify(1, headRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer two")));
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(2, headRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer two")));
	}

	@Test
	void givesUpWhenAFreshTokenIsRefused() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"powerless\",\"expires_in\":3600}");
		assertUnreadable(READER, UnreadableCause.UNAUTHORIZED, "'contoso.azurecr.io'", "'poi' (401)", "password");
		SERVER.verify(2, headRequestedFor(anyUrl()));
		SERVER.verify(1, getRequestedFor(anyUrl()));
	}

	@Test
	void doesNotShowATokenOfOneRepositoryForAnother() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":3600}");
		accept("Bearer one");
		read(READER);
		token("{\"token\":\"other\",\"expires_in\":3600}");
		this.client.read(registry(READER), new RepositoryName("other"), new Tag("v1"));
		SERVER.verify(0, headRequestedFor(urlEqualTo("/v2/other/manifests/v1")).withHeader("Authorization",
				equalTo("Bearer one")));
	}

	@Test
	void doesNotShowTheTokenOfAnotherPassword() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":3600}");
		accept("Bearer one");
		read(READER);
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token")).willReturn(status(401)));
		assertUnreadable(new Basic("reader", new Secret("another password")), UnreadableCause.UNAUTHORIZED, "password");
		assertThatObject(read(new Basic("reader", new Secret("s3cret word")))).isEqualTo(new Found(DIGEST));
	}

	@ParameterizedTest
	@ValueSource(strings = { "%s/token", "//localhost/token", "/oauth2/token", "not a url", "", "file:///etc/passwd" })
	void sendsNothingToAnAlienRealm(String realm) {
		String alien = realm.formatted(ALIEN.baseUrl());
		challenge(alien);
		for (Credentials credentials : List.of(READER, new Anonymous(), new EntraToken(new Secret("entra token")),
				new ManagedIdentity())) {
			assertUnreadable(credentials, UnreadableCause.UNEXPECTED, "'" + alien + "'", "no credentials were sent");
		}
		ALIEN.verify(0, anyRequestedFor(anyUrl()));
		SERVER.verify(4, anyRequestedFor(anyUrl()));
		SERVER.verify(4, headRequestedFor(urlEqualTo(MANIFEST)).withHeader("Authorization", absent()));
	}

	@Test
	void followsNoRedirectOfATokenService() {
		challenge(SERVER.url("/oauth2/token"));
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token"))
			.willReturn(status(307).withHeader("Location", ALIEN.url("/token"))));
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "307");
		ALIEN.verify(0, anyRequestedFor(anyUrl()));
	}

	@Test
	void showsThePasswordToARegistryThatWantsItSo() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).atPriority(9)
			.willReturn(status(401).withHeader("WWW-Authenticate", "Basic realm=\"registry\"")));
		accept(READER_HEADER);
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		assertThatObject(read(READER)).isEqualTo(new Found(DIGEST));
		SERVER.verify(3, headRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Basic realm=\"registry\"", "Negotiate", "" })
	void showsATokenToNobodyWhoDoesNotAskForOne(String challenge) {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(status(401).withHeader("WWW-Authenticate", challenge)));
		assertUnreadable(new EntraToken(new Secret("entra token")), UnreadableCause.UNAUTHORIZED, "Entra access token");
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@Test
	void exchangesAnEntraToken() {
		challenge(SERVER.url("/oauth2/token"));
		exchange();
		accept("Bearer access");
		assertThatObject(read(new EntraToken(new Secret("entra & token")))).isEqualTo(new Found(DIGEST));
		SERVER.verify(1,
				postRequestedFor(urlEqualTo("/oauth2/exchange")).withFormParam("grant_type", equalTo("access_token"))
					.withFormParam("service", equalTo("contoso.azurecr.io"))
					.withFormParam("access_token", equalTo("entra & token")));
		SERVER.verify(1,
				postRequestedFor(urlEqualTo("/oauth2/token")).withFormParam("grant_type", equalTo("refresh_token"))
					.withFormParam("service", equalTo("contoso.azurecr.io"))
					.withFormParam("scope", equalTo("repository:poi:pull"))
					.withFormParam("refresh_token", equalTo("refresh")));
	}

	@Test
	void exchangesATokenOfThisServicesIdentity() {
		challenge(SERVER.url("/oauth2/token"));
		exchange();
		accept("Bearer access");
		assertThatObject(read(new ManagedIdentity())).isEqualTo(new Found(DIGEST));
		SERVER.verify(1, postRequestedFor(urlEqualTo("/oauth2/exchange")).withFormParam("access_token",
				equalTo("managed entra token")));
	}

	@Test
	void isUnidentifiedWhileTheIdentityIsAway() {
		challenge(SERVER.url("/oauth2/token"));
		RegistryClient helpless = new RegistryClient(() -> {
			throw new IllegalStateException("the identity endpoint is down");
		}, this.clock, TestBudgets.of(this.clock), new PasswordFallback(System::nanoTime));
		assertThatObject(helpless.read(registry(new ManagedIdentity()), new RepositoryName("poi"), new Tag("v1")))
			.isInstanceOfSatisfying(Unreadable.class, (unreadable) -> {
				assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNIDENTIFIED);
				assertThat(unreadable.message()).contains("'contoso.azurecr.io'", "the identity endpoint is down");
			});
	}

	@Test
	void repeatsNoSecretThatARegistryEchoes() {
		challenge(SERVER.url("/oauth2/token"));
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token")).willReturn(status(401).withBody("""
				{"errors":[{"code":"UNAUTHORIZED","message":"not s3cret word and eyJhbGciOi.eyJhdWQi.c2ln"}]}""")));
		assertThat(
				assertUnreadable(READER, UnreadableCause.UNAUTHORIZED, "UNAUTHORIZED not ****** and ******").toString())
			.doesNotContain("s3cret word", "eyJ");
	}

	@Test
	void repeatsNoHeaderThatARegistryEchoes() {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).willReturn(status(401).withHeader("WWW-Authenticate", "Basic")));
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).atPriority(1)
			.withHeader("Authorization", equalTo(READER_HEADER))
			.willReturn(status(200)));
		SERVER.stubFor(get(urlEqualTo(MANIFEST)).willReturn(status(403)
			.withBody("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"you sent %s\"}]}".formatted(READER_HEADER))));
		assertThat(assertUnreadable(READER, UnreadableCause.FORBIDDEN, "DENIED you sent Basic ******").toString())
			.doesNotContain("cmVhZGVy");
	}

	@Test
	void repeatsNoBearerTokenThatARegistryEchoes() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"an-opaque-one\"}");
		accept("Bearer an-opaque-one");
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).atPriority(1)
			.withHeader("Authorization", equalTo("Bearer an-opaque-one"))
			.willReturn(aResponse().withHeader("Docker-Content-Digest", "an-opaque-one")));
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "'******'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no json", "[]", "null", "{}", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nb: c\"}",
			"{\"token\":{\"a\":1}}", "{\"refresh_token\":\"one\"}" })
	void doesNotExpectATokenServiceWithoutATokenForAHeader(String body) {
		challenge(SERVER.url("/oauth2/token"));
		token(body);
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "without a token at /oauth2/token");
	}

	@Test
	void doesNotExpectATokenThatNoHeaderHolds() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"%s\"}".formatted("x".repeat(64 * 1024)));
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "without a token at /oauth2/token");
	}

	@Test
	void doesNotExpectATokensAnswerOfMoreThanAQuarterOfAMebibyte() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"scope\":\"%s\",\"token\":\"one\"}".formatted("x".repeat(256 * 1024)));
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "more than 262144 bytes");
	}

	@Test
	void passesOnThatATokenServiceIsThrottled() {
		challenge(SERVER.url("/oauth2/token"));
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token")).willReturn(status(429).withHeader("Retry-After", "60")));
		assertThat(assertUnreadable(READER, UnreadableCause.THROTTLED, "429").retryAfter())
			.contains(Duration.ofMinutes(1));
	}

	@Test
	void doesNotTakeAnAbsentTokenServiceForAnAbsentTag() {
		challenge(SERVER.url("/oauth2/token"));
		assertUnreadable(READER, UnreadableCause.UNEXPECTED, "404");
	}

	@Test
	void servesManyThreadsAtOnce() throws Exception {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":3600}");
		accept("Bearer one");
		Callable<TagReading> read = () -> read(READER);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			assertThat(threads.invokeAll(Collections.nCopies(100, read)).stream().map(Future::resultNow)).hasSize(100)
				.allSatisfy((reading) -> assertThatObject(reading).isEqualTo(new Found(DIGEST)));
		}
		SERVER.verify(1, getRequestedFor(urlPathEqualTo("/oauth2/token")));
	}

	@Test
	void failsForAllWhoWaitForOneToken() throws Exception {
		challenge(SERVER.url("/oauth2/token"));
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token")).willReturn(status(503).withFixedDelay(500)));
		Callable<TagReading> read = () -> read(READER);
		try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
			assertThat(threads.invokeAll(Collections.nCopies(20, read)).stream().map(Future::resultNow)).hasSize(20)
				.allSatisfy((reading) -> assertThatObject(reading).isInstanceOf(Unreadable.class));
		}
		assertThat(SERVER.countRequestsMatching(getRequestedFor(urlPathEqualTo("/oauth2/token")).build()).getCount())
			.isLessThan(20);
	}

	@Test
	void getsATokenOfAnotherRepositoryBeforeItIsAskedForIt() {
		challenge(SERVER.url("/oauth2/token"));
		token("{\"token\":\"one\",\"expires_in\":3600}");
		accept("Bearer one");
		read(READER);
		SERVER.resetRequests();
		SERVER.stubFor(head(urlEqualTo("/v2/other/manifests/v1")).atPriority(1)
			.willReturn(aResponse().withHeader("Docker-Content-Digest", DIGEST.value())));
		this.client.read(registry(READER), new RepositoryName("other"), new Tag("v1"));
		SERVER.verify(1, getRequestedFor(urlPathEqualTo("/oauth2/token")).withQueryParam("scope",
				equalTo("repository:other:pull")));
		SERVER.verify(0, headRequestedFor(anyUrl()).withHeader("Authorization", absent()));
	}

	@Test
	void exchangesAnEntraTokenOnceForManyRepositoriesAndAnewWhenItIsRefused() {
		challenge(SERVER.url("/oauth2/token"));
		exchange();
		accept("Bearer access");
		EntraToken credentials = new EntraToken(new Secret("an entra token"));
		read(credentials);
		this.client.read(registry(credentials), new RepositoryName("other"), new Tag("v1"));
		SERVER.verify(1, postRequestedFor(urlEqualTo("/oauth2/exchange")));
		this.clock.goOn(Duration.ofMinutes(20));
		SERVER.stubFor(post(urlEqualTo("/oauth2/token")).willReturn(status(401)));
		assertUnreadable(credentials, UnreadableCause.UNAUTHORIZED, "Entra access token");
		SERVER.verify(2, postRequestedFor(urlEqualTo("/oauth2/exchange")));
		this.clock.goOn(Duration.ofMinutes(31));
		exchange();
		assertThatObject(read(credentials)).isEqualTo(new Found(DIGEST));
		read(new EntraToken(new Secret("another token")));
		SERVER.verify(4, postRequestedFor(urlEqualTo("/oauth2/exchange")));
	}

	@Test
	void forgetsTheLeastUsedOfManyAuthorizations() {
		AuthorizationCache authorizations = new AuthorizationCache(System::nanoTime);
		Authorization authorization = Authorization.basic(READER);
		for (int i = 0; i <= 1000; i++) {
			authorizations.accepted(registry(READER), TokenScope.pull(new RepositoryName("r" + i)), authorization);
		}
		assertThat(authorizations.find(registry(READER), TokenScope.pull(new RepositoryName("r0")))).isEmpty();
		assertThat(authorizations.find(registry(READER), TokenScope.pull(new RepositoryName("r1"))))
			.contains(authorization);
		assertThat(Set.of(authorization.toString(), authorization.header().toString()))
			.allSatisfy((text) -> assertThat(text).doesNotContain("Basic"));
	}

	private static void challenge(String realm) {
		SERVER.stubFor(head(anyUrl()).atPriority(9)
			.willReturn(status(401).withHeader("WWW-Authenticate",
					"Bearer realm=\"%s\",service=\"contoso & co\",scope=\"repository:poi:pull,push,delete\""
						.formatted(realm))));
	}

	private static void token(String body) {
		SERVER.stubFor(get(urlPathEqualTo("/oauth2/token")).willReturn(aResponse().withBody(body)));
	}

	private static void exchange() {
		SERVER.stubFor(post(urlEqualTo("/oauth2/exchange"))
			.willReturn(aResponse().withBody("{\"refresh_token\":\"refresh\"}")));
		SERVER.stubFor(
				post(urlEqualTo("/oauth2/token")).willReturn(aResponse().withBody("{\"access_token\":\"access\"}")));
	}

	private static void accept(String authorization) {
		SERVER.stubFor(head(urlEqualTo(MANIFEST)).atPriority(1)
			.withHeader("Authorization", equalTo(authorization))
			.willReturn(aResponse().withHeader("Docker-Content-Digest", DIGEST.value())));
	}

	private Unreadable assertUnreadable(Credentials credentials, UnreadableCause cause, String... words) {
		TagReading reading = read(credentials);
		assertThat(reading).isInstanceOf(Unreadable.class);
		Unreadable unreadable = (Unreadable) reading;
		assertThat(unreadable.cause()).isEqualTo(cause);
		assertThat(unreadable.message()).contains(words).doesNotContain("s3cret word", "entra token");
		return unreadable;
	}

	private TagReading read(Credentials credentials) {
		return this.client.read(registry(credentials), new RepositoryName("poi"), new Tag("v1"));
	}

	private static RegistryAccess registry(Credentials credentials) {
		return new RegistryAccess(new RegistryHost("contoso.azurecr.io"), URI.create(SERVER.baseUrl()), credentials);
	}

}
