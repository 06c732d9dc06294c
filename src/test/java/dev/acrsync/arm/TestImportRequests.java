package dev.acrsync.arm;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.acrsync.image.Destination;
import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.importtask.ImportRequest;
import dev.acrsync.rules.Rules;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.PullAccess;
import dev.acrsync.settings.ResourceId;
import dev.acrsync.settings.Secret;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;
import dev.acrsync.settings.TestSettings;
import dev.acrsync.settings.WebhookAccess;

/**
 * Import requests of contoso's {@code tripinsights/poi} into our {@code prod}.
 */
final class TestImportRequests {

	static final String USERNAME = "acr-sync-token";

	static final String PASSWORD = "kept-between-us-2026";

	static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));

	static final ResourceId TARGET = new ResourceId("11111111-2222-3333-4444-555555555555", "images-rg", "customer");

	private TestImportRequests() {
	}

	static ImportRequest withBasicCredentials() {
		return of(new Credentials.Basic(USERNAME, new Secret(PASSWORD)), Optional.empty(), Overwrite.WHEN_CHANGED);
	}

	static ImportRequest untagged(Overwrite overwrite) {
		ImportRequest tagged = of(new Credentials.Anonymous(), Optional.empty(), overwrite);
		return new ImportRequest(tagged.source(), tagged.repository(), tagged.digest(), tagged.target(),
				tagged.destination(), Optional.empty());
	}

	static ImportRequest of(Credentials credentials, Optional<ResourceId> sourceId, Overwrite overwrite) {
		Source source = new Source("contoso", TestSettings.registry("contoso.azurecr.io", credentials), Set.of(),
				sourceId, new WebhookAccess(List.of(), false, 600), PullAccess.NONE, new Rules(List.of()));
		Target target = new Target("prod", TARGET,
				TestSettings.registry("customer.azurecr.io", new Credentials.ManagedIdentity()));
		return new ImportRequest(source, new RepositoryName("tripinsights/poi"), DIGEST, target,
				new Destination("prod", new RepositoryName("vendors/contoso/poi"), overwrite),
				Optional.of(new Tag("v1")));
	}

}
