package dev.acrsync.comparisonrecords;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.rules.Rule;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * A short text that changes when the rules of a source do, or the registries that they
 * copy between: what was found before then says nothing any more.
 */
public final class RulesFingerprint {

	private RulesFingerprint() {
	}

	public static String of(Settings settings, Source source) {
		List<Object> parts = source.rules().rules().stream().<Object>map((rule) -> of(settings, rule)).toList();
		String text = source.registry().host() + " " + parts;
		return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
	}

	private static List<Object> of(Settings settings, Rule rule) {
		return List.of(rule.repositories(), rule.excludeRepositories(), rule.tags(), rule.excludeTags(),
				rule.targetRepository(), rule.overwrite(), rule.targets(),
				rule.targets().stream().map((target) -> host(settings.target(target))).toList(), rule.backfill(),
				rule.referrers().enabled(), referrers(rule.referrers()));
	}

	/**
	 * Platforms are looked at unless the rule says otherwise, and were not named in
	 * earlier fingerprints.
	 */
	private static List<String> referrers(ReferrerRule rule) {
		List<String> parts = new ArrayList<>(new TreeSet<>(rule.artifactTypes()));
		if (!rule.platforms()) {
			parts.add("without platforms");
		}
		return parts;
	}

	private static String host(Optional<Target> target) {
		return target.map((it) -> it.registry().host().value()).orElse("");
	}

}
