package dev.acrsync.registry.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.acrsync.image.Digest;
import dev.acrsync.image.RegistryHost;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.pace.Pause;
import dev.acrsync.pace.TestBudgets;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingResult.Complete;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
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
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

/**
 * What the client makes of a registry that lists badly, over real sockets.
 */
class BrokenListingsTests {

	private static final RepositoryName POI = new RepositoryName("poi");

	private static final String TAGS = "/acr/v1/poi/_tags";

	private static final String FIRST = TAGS + "?n=100&orderby=timedesc";

	@RegisterExtension
	private static final WireMockExtension SERVER = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	@RegisterExtension
	private static final WireMockExtension ALIEN = WireMockExtension.newInstance()
		.options(wireMockConfig().dynamicPort())
		.build();

	private final List<Duration> waits = new ArrayList<>();

	private final List<String> tags = new ArrayList<>();

	private final SettableClock clock = new SettableClock("2026-11-23T12:00:00Z");

	private Pause pause = TestBudgets.pause(this.clock, (time) -> {
		this.waits.add(time);
		this.clock.goOn(time);
	});

	@ParameterizedTest
	@ValueSource(
			strings = { "%s/acr/v1/poi/_tags?last=a", "//alien.example/x", "https://contoso.azurecr.io@alien.example/",
					"file:///etc/passwd", "http://[broken", "?last=a#fragment", "ftp://contoso.azurecr.io/" })
	void doesNotFollowALinkThatIsNotTheRegistrysOwn(String link) {
		SERVER.stubFor(tags()
			.willReturn(page("a").withHeader("Link", "<%s>; rel=\"next\"".formatted(link.formatted(ALIEN.baseUrl())))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "a next page at '", "no credentials were sent");
		assertThat(this.tags).containsExactly("a");
		ALIEN.verify(0, anyRequestedFor(anyUrl()));
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "</second>; rel=\"next\"", "</second>;rel=next",
			"<second>; title=\"x\"; REL=\"last next\"", "</other>; rel=\"prev\", </second>; rel=\"next\"",
			"<%s/second>; rel=\"next\"", "</second>; rel=next; a=b" })
	void followsALinkHoweverItIsWritten(String link) {
		SERVER.stubFor(
				get(urlPathEqualTo(TAGS)).willReturn(page("a").withHeader("Link", link.formatted(SERVER.baseUrl()))));
		SERVER.stubFor(get(urlEqualTo("/second")).willReturn(page("b")));
		SERVER.stubFor(get(urlEqualTo("/acr/v1/poi/second")).willReturn(page("b")));
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.tags).containsExactly("a", "b");
	}

	@Test
	void resolvesALinkThatIsAQueryAlone() {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", "<?last=a&n=100>; rel=\"next\"")));
		SERVER.stubFor(get(TAGS + "?last=a&n=100").willReturn(page("b")));
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.tags).containsExactly("a", "b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "</second>", "</second>; rel=\"nextish\"", "</second>; rel=\"prev\"",
			"/second; rel=\"next\"", "" })
	void followsNoOtherLink(String link) {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", link)));
		assertThatObject(list()).isEqualTo(new Complete());
	}

	@Test
	void saysHowToUnlockWhatMayNotBeListed() {
		SERVER.stubFor(any(anyUrl()).willReturn(
				json("""
						{"errors":[{"code":"REGISTRY_DISALLOWED_OPERATION","message":"operation is disallowed on this registry"}]}
						""")
					.withStatus(405)));
		String command = "'az acr repository update --name %s --repository poi --read-enabled true'"
			.formatted(registry().host().value().split("[.-]", 2)[0]);
		assertUnreadable(UnreadableCause.DISALLOWED, command);
		Digest manifest = new Digest("sha256:" + "a".repeat(64));
		assertThat(client().readSubject(registry(), POI, manifest)).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.message()).contains(command));
	}

	@Test
	void endsAPageThatIsItsOwnNext() {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", "<%s>; rel=\"next\"".formatted(FIRST))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "in a circle");
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@Test
	void endsACircleOfPages() {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", "</b>; rel=\"next\"")));
		SERVER.stubFor(get("/b").willReturn(page("b").withHeader("Link", "</c>; rel=\"next\"")));
		SERVER.stubFor(get("/c").willReturn(page("c").withHeader("Link", "</b>; rel=\"next\"")));
		assertUnreadable(UnreadableCause.UNEXPECTED, "in a circle");
		assertThat(this.tags.size()).isLessThan(10);
	}

	@Test
	void doesNotExpectAPageOfMoreThanFourMebibytes() {
		SERVER
			.stubFor(tags().willReturn(json("{\"x\":\"%s\",\"tags\":[\"a\"]}".formatted("x".repeat(4 * 1024 * 1024)))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "more than 4194304 bytes");
		assertThat(this.tags).isEmpty();
	}

	@Test
	void doesNotExpectAPageOfMoreThanTwentyThousandItems() {
		SERVER.stubFor(tags().willReturn(json("{\"tags\":[\"a\"%s]}".formatted(",{}".repeat(20_000)))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "more than 20000 items");
		assertThat(this.tags).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[", "{\"a\":" })
	void doesNotExpectADeepPage(String level) {
		SERVER.stubFor(tags().willReturn(json("{\"tags\":[\"a\"," + level.repeat(100_000))));
		assertUnreadable(UnreadableCause.UNEXPECTED, "without a list of 'tags'");
		assertThat(this.tags).containsExactly("a");
	}

	@Test
	void skipsWhatAnItemHasBesides() {
		SERVER.stubFor(tags().willReturn(json("""
				{"a":{"name":"b"},"tags":[{"extra":{"name":"c","digest":["d"]},"name":"e","annotations":{"x":"%s"}}]}"""
			.formatted("y".repeat(100_000)))));
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.tags).containsExactly("e");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{}", "null", "{\"tags\":{}}", "{\"tags\":\"v1\"}" })
	void doesNotExpectWhatIsNoPage(String body) {
		SERVER.stubFor(tags().willReturn(json(body)));
		assertUnreadable(UnreadableCause.UNEXPECTED,
				"'contoso.azurecr.io' answers at /acr/v1/poi/_tags without a list of 'tags'");
	}

	@Test
	void skipsATagThatIsNone() {
		SERVER.stubFor(tags().willReturn(json("""
				{"tags":[{"name":"-a"},{"name":""},{"name":null},{},null,7,[],{"name":"v1","digest":"none",\
				"lastUpdateTime":"soon","changeableAttributes":{"writeEnabled":"perhaps"}}]}""")));
		List<ListedTag> listed = new ArrayList<>();
		assertThatObject(client().listTags(registry(), POI, listed::add)).isEqualTo(new Complete());
		assertThat(listed).extracting((tag) -> tag.tag().value()).containsExactly("7", "v1");
		assertThat(listed.getLast()).isEqualTo(new ListedTag(new Tag("v1"), Optional.empty(), Optional.empty(), true));
	}

	@ParameterizedTest
	@CsvSource({ "404, text/plain", "404, application/json", "200, text/html" })
	void asksInTheUsualWayWhereAcrsApiIsNot(int status, String type) {
		SERVER.stubFor(tags().willReturn(status(status).withHeader("Content-Type", type).withBody("page not found")));
		SERVER.stubFor(get("/v2/poi/tags/list?n=100").willReturn(json("{\"name\":\"poi\",\"tags\":[\"v1\"]}")));
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.tags).containsExactly("v1");
	}

	@Test
	void takesNullForNoTags() {
		SERVER.stubFor(get("/v2/poi/tags/list?n=100").willReturn(json("{\"name\":\"poi\",\"tags\":null}")));
		assertThatObject(list()).isEqualTo(new Complete());
	}

	@Test
	void findsNoRepositoryWhereNeitherApiKnowsIt() {
		SERVER.stubFor(get("/v2/poi/tags/list?n=100")
			.willReturn(json("{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"not known\"}]}").withStatus(404)));
		assertThatObject(list()).isEqualTo(new Absent());
	}

	@Test
	void doesNotTakeAPageThatIsNotFoundForAnEmptyRepository() {
		SERVER.stubFor(get("/v2/poi/tags/list?n=100")
			.willReturn(aResponse().withStatus(404).withBody("default backend - 404")));
		assertUnreadable(UnreadableCause.UNEXPECTED, "What answers at", "with 404 for 'poi' is no registry");
	}

	@Test
	void doesNotTakeAPageThatIsNotFoundForNoReferrers() {
		assertThatObject(client().listReferrers(registry(), POI, new Digest("sha256:" + "a".repeat(64)), (_) -> {
		})).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.message()).contains("is no registry"));
	}

	@ParameterizedTest
	@CsvSource({ "401, UNAUTHORIZED", "403, FORBIDDEN", "500, UNAVAILABLE", "302, UNEXPECTED" })
	void namesTheCauseOfAnotherStatus(int status, UnreadableCause cause) {
		SERVER.stubFor(tags().willReturn(aResponse().withStatus(status)));
		assertUnreadable(cause, "'contoso.azurecr.io'", "'poi'", Integer.toString(status));
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@Test
	void doesNotTakeAMissingPageForTheEnd() {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", "</second>; rel=\"next\"")));
		assertUnreadable(UnreadableCause.UNEXPECTED, "404");
		assertThat(this.tags).containsExactly("a");
	}

	@Test
	void waitsTwiceWhenItIsThrottledAndGoesOnWhereItWas() {
		throttle("Retry-After", "60", "7");
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.waits).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(7));
		assertThat(this.tags).containsExactly("a", "b");
	}

	@Test
	void waitsNoThirdTime() {
		throttle("Retry-After", "1", "2", "3");
		assertThat(assertUnreadable(UnreadableCause.THROTTLED, "too many requests").retryAfter())
			.contains(Duration.ofSeconds(3));
		assertThat(this.waits).hasSize(2);
	}

	@Test
	void doesNotWaitForMoreThanAMinute() {
		throttle("Retry-After", "61");
		assertThat(assertUnreadable(UnreadableCause.THROTTLED, "429").retryAfter()).contains(Duration.ofSeconds(61));
		assertThat(this.waits).isEmpty();
	}

	@Test
	void waitsTenSecondsWhereItIsNotToldHowLong() {
		throttle("X-Other", "1");
		assertThatObject(list()).isEqualTo(new Complete());
		assertThat(this.waits).containsExactly(Duration.ofSeconds(10));
	}

	@Test
	void staysInterruptedWhenItIsWhileItWaits() {
		throttle("Retry-After", "1");
		this.pause = (_) -> {
			throw new InterruptedException();
		};
		assertUnreadable(UnreadableCause.UNAVAILABLE, "stopping");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void doesNotTakeABrokenListOfReferrersForNone() {
		SERVER.stubFor(get(urlPathEqualTo("/v2/poi/referrers/sha256:" + "a".repeat(64))).willReturn(
				aResponse().withHeader("Content-Type", "application/vnd.oci.image.index.v1+json").withBody("{")));
		assertThatObject(client().listReferrers(registry(), POI, new Digest("sha256:" + "a".repeat(64)), (_) -> {
		})).isInstanceOfSatisfying(Unreadable.class,
				(unreadable) -> assertThat(unreadable.cause()).isEqualTo(UnreadableCause.UNEXPECTED));
	}

	private static void throttle(String header, String... values) {
		SERVER.stubFor(tags().willReturn(page("a").withHeader("Link", "</second>; rel=\"next\"")));
		String state = Scenario.STARTED;
		for (String value : values) {
			SERVER.stubFor(get("/second").inScenario("throttled")
				.whenScenarioStateIs(state)
				.willSetStateTo("after " + value)
				.willReturn(aResponse().withStatus(429).withHeader(header, value)));
			state = "after " + value;
		}
		SERVER.stubFor(get("/second").inScenario("throttled").whenScenarioStateIs(state).willReturn(page("b")));
	}

	private static MappingBuilder tags() {
		return get(urlEqualTo(FIRST));
	}

	private static ResponseDefinitionBuilder page(String tag) {
		return json("{\"registry\":\"contoso.azurecr.io\",\"imageName\":\"poi\",\"tags\":[{\"name\":\"%s\"}]}"
			.formatted(tag));
	}

	private static ResponseDefinitionBuilder json(String body) {
		return aResponse().withHeader("Content-Type", "application/json; charset=utf-8").withBody(body);
	}

	private Unreadable assertUnreadable(UnreadableCause cause, String... words) {
		ListingResult listing = list();
		assertThat(listing).isInstanceOf(Unreadable.class);
		Unreadable unreadable = (Unreadable) listing;
		assertThat(unreadable.cause()).isEqualTo(cause);
		assertThat(unreadable.message()).contains(words);
		return unreadable;
	}

	private ListingResult list() {
		return client().listTags(registry(), POI, (tag) -> this.tags.add(tag.tag().value()));
	}

	private RegistryClient client() {
		return new RegistryClient(() -> "unused", this.clock, Duration.ofSeconds(5), Duration.ofSeconds(10),
				TestBudgets.of(this.pause));
	}

	private static RegistryAccess registry() {
		return new RegistryAccess(new RegistryHost("contoso.azurecr.io"), URI.create(SERVER.baseUrl()),
				new Anonymous());
	}

}
