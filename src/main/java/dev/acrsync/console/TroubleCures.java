package dev.acrsync.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.acrsync.records.TroubleGroups;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Settings;

/**
 * Knows what cures each trouble, as {@code cures.txt} says.
 */
final class TroubleCures {

	private static final Pattern NAME = Pattern.compile("\\{([a-z-]+)}");

	/** What a shell takes as it is. */
	private static final String PLAIN = "[\\w./:@-]+";

	/** Our own messages of what a vendor's identity does not trust end with it. */
	private static final String TRUST = "az identity federated-credential create ";

	private static final String NOBODY = "nobody";

	private static final CureText OTHER = new CureText("you",
			"Azure refuses it with a code of its own. Read the message below, mend what it names, and retry.", "", "");

	private static final CureText PASSING = new CureText(NOBODY,
			"It passes by itself, and is tried again: the message below says what is in the way.", "", "");

	private static final CureText GIVEN_UP = new CureText("you",
			"It did not pass by itself, and was given up. Read the message below, and retry.", "", "");

	private final Settings settings;

	private final Map<String, CureText> cures = new HashMap<>();

	TroubleCures(Settings settings) {
		this.settings = settings;
		read().lines().filter((line) -> !line.isBlank() && !line.startsWith("#")).forEach((line) -> {
			String[] cells = line.split("\\|", 5);
			this.cures.put(cells[0].strip(),
					new CureText(cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip()));
		});
	}

	private static String read() {
		try (InputStream file = TroubleCures.class.getResourceAsStream("cures.txt")) {
			return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Tells whether a code is one of ours.
	 */
	boolean know(String code) {
		return this.cures.containsKey(code);
	}

	/**
	 * Returns what cures a trouble, with the names of what has it.
	 */
	CureText of(TroubleGroups.TroubleGroup group) {
		CureText cure = cure(group);
		Map<String, String> names = names(group);
		return new CureText(cure.who(), filled(cure.words(), names), cure.runner(), filled(cure.command(), names));
	}

	private CureText cure(TroubleGroups.TroubleGroup group) {
		CureText cure = group.passing() ? PASSING : this.cures.getOrDefault(group.code(), OTHER);
		return switch (group.state()) {
			case FAILED -> cure.isForNobody() ? GIVEN_UP : cure;
			case GONE, KEPT -> new CureText(NOBODY, cure.words(), "", "");
			default -> cure;
		};
	}

	private Map<String, String> names(TroubleGroups.TroubleGroup group) {
		Map<String, String> names = new HashMap<>();
		names.put("source", group.source());
		names.put("target", group.target());
		names.put("repository", group.repository());
		this.settings.azure().clientId().ifPresent((id) -> names.put("client-id", id));
		this.settings.source(group.source()).ifPresent((source) -> {
			names.put("source-registry", source.registry().host().resourceName());
			switch (source.registry().credentials()) {
				case Credentials.Basic(String username, var _) -> names.put("username", username);
				case Credentials.VendorIdentity identity -> names.put("vendor-client-id", identity.clientId());
				default -> {
				}
			}
			names.values().removeIf((name) -> !name.matches(PLAIN));
		});
		this.settings.target(group.target()).ifPresent((target) -> {
			names.put("target-registry", target.registry().host().resourceName());
			names.put("scope", target.resourceId().toString());
		});
		names.put("message-command", command(group.message()));
		names.putIfAbsent("client-id", "<client id of this service's identity>");
		return names;
	}

	private static String command(String message) {
		int begin = message.lastIndexOf(TRUST);
		return (begin < 0) ? "" : message.substring(begin);
	}

	private static String filled(String template, Map<String, String> names) {
		return NAME.matcher(template)
			.replaceAll((name) -> Matcher
				.quoteReplacement(names.getOrDefault(name.group(1), "<" + name.group(1).replace('-', ' ') + ">")));
	}

	/**
	 * What cures a trouble.
	 *
	 * @param who has to do something: {@code you}, {@code vendor} or {@code nobody}
	 * @param words what to do
	 * @param runner who runs the command: {@code you} or {@code vendor}; empty where
	 * there is none
	 * @param command a command to copy; empty where there is none
	 */
	record CureText(String who, String words, String runner, String command) {

		boolean isForNobody() {
			return NOBODY.equals(this.who);
		}

	}

}
