package dev.acrsync.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * One thing that a stand-in for Azure does otherwise than Azure is known to.
 */
public enum StandInBend {

	/** An import is answered with 200. */
	IMPORT_DONE_AT_ONCE((request, answer) -> (request.path().endsWith("/importImage") && answer.status() == 202)
			? new StandInAnswer(200, answer.headers(), answer.body()) : answer),

	/** A poll does not name another address. */
	LOCATION_STAYS(
			(request, answer) -> request.path().contains("/operationResults/") ? without(answer, "Location") : answer),

	/** HEAD tells no digest. */
	HEAD_WITHOUT_DIGEST(
			(request, answer) -> request.method().equals("HEAD") ? without(answer, "Docker-Content-Digest") : answer),

	/** A challenge does not say what a token is for. */
	CHALLENGE_WITHOUT_SCOPE((_,
			answer) -> answer.headers().containsKey("WWW-Authenticate") ? answer.with("WWW-Authenticate",
					answer.headers().get("WWW-Authenticate").replaceFirst(",scope=.*", "")) : answer),

	/** The next page is named with its host. */
	LINK_WITH_HOST(
			(request,
					answer) -> (answer.headers().containsKey("Link") && request.path().startsWith("/acr/"))
							? answer.with("Link",
									answer.headers()
										.get("Link")
										.replace("</", "<http://%s/".formatted(request.header("Host").orElse(""))))
							: answer),

	/** The catalog is shown to everybody who is known. */
	CATALOG_FOR_TOKENS((request, answer) -> (request.path().endsWith("/_catalog") && answer.status() == 401)
			? StandInAnswer.json(200, Map.of("repositories", List.of())) : answer),

	/** A webhook does not say who sends. */
	WEBHOOK_WITHOUT_NAME((request,
			answer) -> request.path().endsWith("/listEvents") ? new StandInAnswer(answer.status(), answer.headers(),
					new String(answer.body(), StandardCharsets.UTF_8).replace("AzureContainerRegistry/1.0", "-")
						.getBytes(StandardCharsets.UTF_8))
					: answer);

	private final BiFunction<StandInRequest, StandInAnswer, StandInAnswer> revision;

	StandInBend(BiFunction<StandInRequest, StandInAnswer, StandInAnswer> revision) {
		this.revision = revision;
	}

	StandInAnswer revise(StandInRequest request, StandInAnswer answer) {
		return this.revision.apply(request, answer);
	}

	private static StandInAnswer without(StandInAnswer answer, String header) {
		Map<String, String> headers = new LinkedHashMap<>(answer.headers());
		headers.remove(header);
		return new StandInAnswer(answer.status(), headers, answer.body());
	}

}
