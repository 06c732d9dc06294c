package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;

/**
 * Checks that no webhook's secret can be guessed, or opens two doors.
 */
final class SecretsCheck {

	/** A random text of the shortest allowed length has more. */
	private static final int FEWEST_CHARACTERS = 8;

	private final Settings settings;

	SecretsCheck(Settings settings) {
		this.settings = settings;
	}

	List<Finding> look() {
		List<Finding> findings = new ArrayList<>();
		Map<Secret, String> owners = new LinkedHashMap<>();
		for (Source source : new TreeMap<>(this.settings.sources()).values()) {
			List<Secret> secrets = source.door().secrets();
			if (secrets.isEmpty()) {
				findings.add(Finding.ok("source " + source.name(),
						"It has no webhook.secrets, so that nobody calls for it: it is "
								+ (source.pulls().queue().isPresent() ? "read from its queue," : "only")
								+ (source.pulls().watch().isPresent() ? " watched and compared" : " compared")));
			}
			for (int i = 0; i < secrets.size(); i++) {
				Secret secret = secrets.get(i);
				String key = "acr-sync.sources.%s.webhook.secrets[%d]".formatted(source.name(), i);
				if (secret.reveal().chars().distinct().count() < FEWEST_CHARACTERS) {
					findings.add(
							Finding.warning(key, "It has few different characters, and can be guessed", renew(source)));
				}
				String owner = owners.putIfAbsent(secret, source.name());
				if (owner != null && !owner.equals(source.name())) {
					findings.add(Finding.warning(key,
							"It is a secret of source '%s' as well: whoever has it can speak for both".formatted(owner),
							renew(source)));
				}
			}
		}
		return findings.isEmpty() ? List.of(Finding.ok("webhook secrets", "Each source has its own")) : findings;
	}

	private static String renew(Source source) {
		return "Make a new one with 'openssl rand -hex 32', and have the owner of the registry run "
				+ "'az acr webhook update --registry %s --name <webhook> --headers \"Authorization=Bearer <secret>\"'"
					.formatted(AzCommands.name(source.registry().host()).orElse(source.registry().host().value()));
	}

}
