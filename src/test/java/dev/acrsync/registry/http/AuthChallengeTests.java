package dev.acrsync.registry.http;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AuthChallengeTests {

	@Test
	void readsTheChallengeThatAzureSends() {
		assertThat(parse("""
				Bearer realm="https://contoso.azurecr.io/oauth2/token",service="contoso.azurecr.io",\
				scope="repository:tripinsights/poi:pull,push\""""))
			.containsExactly(new AuthChallenge("bearer", Map.of("realm", "https://contoso.azurecr.io/oauth2/token",
					"service", "contoso.azurecr.io", "scope", "repository:tripinsights/poi:pull,push")));
	}

	@Test
	void readsSeveralChallengesOfOneLine() {
		assertThat(parse("Basic realm=\"a, b\", Bearer realm=x , service = \"y\"")).containsExactly(
				new AuthChallenge("basic", Map.of("realm", "a, b")),
				new AuthChallenge("bearer", Map.of("realm", "x", "service", "y")));
	}

	@Test
	void readsSeveralLinesInTheirOrder() {
		assertThat(AuthChallenge.parse(List.of("Negotiate", "BEARER Realm=\"x\""))).containsExactly(
				new AuthChallenge("negotiate", Map.of()), new AuthChallenge("bearer", Map.of("realm", "x")));
	}

	@Test
	void unescapesQuotedCharacters() {
		assertThat(parse("Basic realm=\"say \\\"hi\\\" \\\\ now\"").getFirst().parameter("realm"))
			.contains("say \"hi\" \\ now");
	}

	@Test
	void findsTheBearerBehindAToken68() {
		assertThat(parse("Negotiate YWJj/+==, Bearer realm=\"x\"")).filteredOn(AuthChallenge::isBearer)
			.containsExactly(new AuthChallenge("bearer", Map.of("realm", "x")));
	}

	@Test
	void keepsTheFirstOfTwoParametersOfTheSameName() {
		assertThat(parse("Bearer realm=\"x\",realm=\"y\"").getFirst().parameter("realm")).contains("x");
	}

	@Test
	void skipsWhatIsNoChallenge() {
		assertThat(parse("")).isEmpty();
		assertThat(parse(" ,,=\"\u00e9")).isEmpty();
		assertThat(parse("Bearer realm=\"never closed").getFirst().isBearer()).isTrue();
	}

	@Test
	void staysQuickOnAHugeHeader() {
		assertThat(parse("Bearer realm=\"" + "\\\"".repeat(100_000)).getFirst().isBearer()).isTrue();
	}

	private static List<AuthChallenge> parse(String header) {
		return AuthChallenge.parse(List.of(header));
	}

}
