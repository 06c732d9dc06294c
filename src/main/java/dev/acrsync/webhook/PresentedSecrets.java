package dev.acrsync.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.WebhookAccess;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;

/**
 * Finds the secret in a request: in the header {@code Authorization} as Bearer or as the
 * password of Basic, in the source's own header, or on the URL line. It does the same
 * work for a source that there is not, so that the time of an answer tells nothing.
 */
final class PresentedSecrets {

	private static final Logger logger = LoggerFactory.getLogger(PresentedSecrets.class);

	private static final String BEARER = "Bearer ";

	private static final String BASIC = "Basic ";

	private final Settings settings;

	private final Set<String> headers;

	PresentedSecrets(Settings settings) {
		this.settings = settings;
		this.headers = settings.sources()
			.values()
			.stream()
			.flatMap((source) -> source.door().header().stream())
			.collect(Collectors.toUnmodifiableSet());
		settings.sources()
			.values()
			.stream()
			.filter((source) -> source.door().secrets().isEmpty() && source.pulls().queue().isEmpty())
			.forEach((source) -> logger.info("Source '{}' has no webhook.secrets: no event of it comes in",
					source.name()));
	}

	/**
	 * Returns the source whose secret a request presents.
	 */
	Optional<Source> authenticate(String name, HttpServletRequest request) {
		Optional<Source> source = this.settings.source(name);
		WebhookAccess access = source.map(Source::door).orElse(WebhookAccess.NONE);
		boolean opens = opens(access, authorization(request.getHeader(HttpHeaders.AUTHORIZATION)));
		opens |= opens(access, QueryToken.of(request.getQueryString())) & access.allowQueryToken();
		for (String header : this.headers) {
			opens |= opens(access, request.getHeader(header)) & access.header().filter(header::equals).isPresent();
		}
		return opens ? source : Optional.empty();
	}

	private static boolean opens(WebhookAccess access, @Nullable String presented) {
		return presented != null && access.opensFor(presented.strip());
	}

	private static @Nullable String authorization(@Nullable String header) {
		if (header == null) {
			return null;
		}
		if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
			return header.substring(BEARER.length());
		}
		return header.regionMatches(true, 0, BASIC, 0, BASIC.length())
				? password(header.substring(BASIC.length()).strip()) : null;
	}

	private static @Nullable String password(String credentials) {
		try {
			String decoded = new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
			int colon = decoded.indexOf(':');
			return (colon >= 0) ? decoded.substring(colon + 1) : null;
		}
		catch (IllegalArgumentException _) {
			return null;
		}
	}

}
