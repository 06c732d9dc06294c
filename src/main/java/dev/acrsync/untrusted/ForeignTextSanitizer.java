package dev.acrsync.untrusted;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Secret;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes foreign text, of a registry or of Azure, fit to be shown: one short line of
 * printable ASCII, in which no secret that was sent there is repeated, in whichever form.
 */
public final class ForeignTextSanitizer {

	private static final int MAX_LENGTH = 200;

	private static final int SHORTEST_SECRET = 4;

	private static final String MASK = "******";

	private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7E]+");

	/** As it is, and in Base64. */
	private static final Pattern JSON_WEB_TOKEN = Pattern.compile("(?:eyJ|ZXlK)[\\w.=+/-]{8,}");

	private static final Pattern ESCAPED = Pattern.compile("%[0-9A-F]{2}");

	/** Where a parser's message begins to quote what it was given. */
	private static final Pattern PARSED = Pattern.compile("\\[Source: .*", Pattern.DOTALL);

	private final Supplier<List<String>> secrets;

	private ForeignTextSanitizer(Supplier<Stream<String>> forms) {
		this.secrets = () -> forms.get()
			.filter((form) -> form.length() >= SHORTEST_SECRET)
			.distinct()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList();
	}

	/**
	 * Hides what these credentials show, which are asked for anew each time since they
	 * may be rotated.
	 */
	public static ForeignTextSanitizer hiding(Supplier<? extends Collection<? extends Credentials>> credentials) {
		return new ForeignTextSanitizer(() -> credentials.get().stream().flatMap(ForeignTextSanitizer::forms));
	}

	/**
	 * Hides these secrets.
	 */
	public static ForeignTextSanitizer hiding(Secret... secrets) {
		return new ForeignTextSanitizer(
				() -> Stream.of(secrets).map(Secret::reveal).flatMap(ForeignTextSanitizer::forms));
	}

	/**
	 * Hides what was shown with one request.
	 * @param others what else the request showed than its {@code Authorization}
	 */
	public static ForeignTextSanitizer answering(HttpRequest request, Credentials credentials, List<Secret> others) {
		return new ForeignTextSanitizer(() -> Stream
			.of(forms(credentials),
					request.headers()
						.allValues("Authorization")
						.stream()
						.flatMap((header) -> forms(header.substring(header.indexOf(' ') + 1))),
					others.stream().flatMap((secret) -> forms(secret.reveal())))
			.flatMap((forms) -> forms));
	}

	private static Stream<String> forms(Credentials credentials) {
		Stream<String> forms = credentials.secret().stream().flatMap((secret) -> forms(secret.reveal()));
		return (credentials instanceof Credentials.Basic(String username, Secret password))
				? Stream.concat(forms, forms(username + ":" + password.reveal())) : forms;
	}

	/**
	 * Returns the ways to write a secret: as it is, in a URL, in JSON, in JSON within
	 * JSON, and in Base64.
	 */
	private static Stream<String> forms(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
		String url = form.replace("+", "%20");
		String json = json(secret);
		String base64 = Base64.getEncoder().encodeToString(bytes);
		return Stream.of(secret, form, url,
				ESCAPED.matcher(url).replaceAll((hex) -> hex.group().toLowerCase(Locale.ROOT)), json,
				json.replace("/", "\\/"), json(json), base64, base64.replace("=", ""),
				Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
	}

	private static String json(String text) {
		String quoted = JsonMapper.shared().writeValueAsString(text);
		return quoted.substring(1, quoted.length() - 1);
	}

	/**
	 * Returns the text as one line of printable ASCII, without secrets and tokens, and of
	 * {@value #MAX_LENGTH} characters at most.
	 */
	public String line(String foreign) {
		return line(foreign, MAX_LENGTH);
	}

	/**
	 * Returns the same, of so many characters at most.
	 */
	public String line(String foreign, int most) {
		String masked = foreign;
		for (String secret : this.secrets.get()) {
			masked = masked.replace(secret, MASK);
		}
		String line = UNPRINTABLE.matcher(masked).replaceAll(" ");
		String tokenless = JSON_WEB_TOKEN.matcher(line).replaceAll(MASK).strip();
		return (tokenless.length() <= most) ? tokenless : tokenless.substring(0, most - 3) + "...";
	}

	/**
	 * Returns what an exception says: the kind, and the text of the innermost one.
	 */
	public String line(Throwable error) {
		Throwable root = error;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		String kind = root.getClass().getSimpleName();
		return Optional.ofNullable(root.getMessage())
			.map((message) -> PARSED.matcher(message).replaceAll(""))
			.filter((message) -> !message.isBlank())
			.map((message) -> line(kind + ": " + message))
			.orElse(kind);
	}

}
