package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.List;

import dev.acrsync.image.Digest;
import dev.acrsync.registry.Registries;
import dev.acrsync.sandbox.Sandbox;
import dev.acrsync.sandbox.StoredManifest;
import dev.acrsync.scenario.RunningService;
import dev.acrsync.settings.Settings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LockedImageCheckTests {

	@Test
	void looksAtTwentyRepositoriesHoweverManyRulesName() throws Exception {
		List<String> rules = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			rules.add("acr-sync.sources.contoso.rules[0].repositories[" + i + "]=tripinsights/r" + i);
		}
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox, rules.toArray(String[]::new))) {
			for (int i = 0; i < 60; i++) {
				sandbox.customer().put("tripinsights/r" + i, "v1", StoredManifest.named("one"));
			}
			sandbox.customer().lock("tripinsights/r19", "v1");
			sandbox.customer().lock("tripinsights/r20", "v1");
			Settings settings = service.bean(Settings.class);
			assertThat(new LockedImageCheck(settings, service.bean(Registries.class))
				.of(settings.source("contoso").orElseThrow())
				.question()
				.call()).singleElement()
				.satisfies(
						(finding) -> assertThat(finding.what()).startsWith("Tag 'v1' of 'tripinsights/r19' is locked"));
		}
	}

	@Test
	void looksAtRepositoriesAndManifestsToo() throws Exception {
		try (Sandbox sandbox = Sandbox.start();
				RunningService service = RunningService.start(sandbox,
						"acr-sync.sources.contoso.rules[0].repositories[0]=tripinsights/a",
						"acr-sync.sources.contoso.rules[0].repositories[1]=tripinsights/b")) {
			sandbox.customer().put("tripinsights/a", "v1", StoredManifest.named("one"));
			Digest two = sandbox.customer().put("tripinsights/b", "v1", StoredManifest.named("two"));
			sandbox.customer().lock("tripinsights/a");
			sandbox.customer().lock("tripinsights/b", two);
			Settings settings = service.bean(Settings.class);
			assertThat(new LockedImageCheck(settings, service.bean(Registries.class))
				.of(settings.source("contoso").orElseThrow())
				.question()
				.call()).extracting(Finding::what)
				.satisfiesExactly(
						(repository) -> assertThat(repository).startsWith("Repository 'tripinsights/a' is locked"),
						(manifest) -> assertThat(manifest)
							.startsWith("The manifest of tag 'v1' of 'tripinsights/b' is locked"));
		}
	}

}
