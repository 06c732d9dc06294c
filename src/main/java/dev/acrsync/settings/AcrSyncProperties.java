package dev.acrsync.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.acrsync.image.Overwrite;
import dev.acrsync.rules.DeletedAtTarget;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys under {@code acr-sync} as they were written. A key that is not here stops the
 * start.
 *
 * @param sources vendors' registries, by the last part of their webhook's URL
 * @param targets registries that images are imported into, by name
 * @param azure where and as whom Azure is called
 * @param imports how imports are run
 * @param retention how long finished imports are kept
 * @param reconcile how the registries are compared
 * @param console what operators look at
 */
@ConfigurationProperties(prefix = "acr-sync", ignoreUnknownFields = false)
record AcrSyncProperties(@DefaultValue Map<String, SourceProperties> sources,
		@DefaultValue Map<String, TargetProperties> targets, @DefaultValue AzureProperties azure,
		@DefaultValue ImportsProperties imports, @DefaultValue("90d") Duration retention,
		@DefaultValue ReconcileProperties reconcile, @DefaultValue ConsoleProperties console) {

	/**
	 * A vendor's registry.
	 *
	 * @param registry its login server, such as contoso.azurecr.io
	 * @param aliases further hosts under which its pushes may be reported
	 * @param endpoint where its data plane is reached; default https and the registry
	 * @param resourceId set for a registry of the same tenant, which is imported without
	 * credentials
	 * @param username a repository-scoped token or the client id of a service principal
	 * @param password its password; without a username an Entra access token
	 * @param passwordExpiresAt when the password ends: a date or a time
	 * @param webhook how its webhook gets in
	 * @param rules what may be imported; the first rule that matches decides
	 */
	record SourceProperties(@Nullable String registry, @DefaultValue List<String> aliases, @Nullable String endpoint,
			@Nullable String resourceId, @Nullable String username, @Nullable Secret password,
			@Nullable String passwordExpiresAt, @DefaultValue WebhookProperties webhook,
			@DefaultValue List<RuleProperties> rules) {
	}

	/**
	 * How a webhook gets in.
	 *
	 * @param secrets the live secrets, of at least 16 characters each; with none the
	 * source has no webhook
	 * @param header a header whose whole value may be the secret
	 * @param allowQueryToken whether the secret may come as a query parameter
	 * @param rateLimit pushes per minute that ask for an import
	 */
	record WebhookProperties(@DefaultValue List<Secret> secrets, @Nullable String header,
			@DefaultValue("false") boolean allowQueryToken, @DefaultValue("600") int rateLimit) {
	}

	/**
	 * A rule of the allow-list.
	 *
	 * @param repositories globs of repositories
	 * @param excludeRepositories globs of repositories that are left out
	 * @param tags globs of tags, or ranges of versions after semver:
	 * @param excludeTags those of them that are left out
	 * @param targetRepository the repository in the target
	 * @param overwrite whether a tag that exists with another digest is moved
	 * @param targets names of targets; default all
	 * @param referrers what comes along with an image
	 * @param backfill what is brought of what was there before: all, none, latest:20,
	 * since:30d
	 * @param deletedAtTarget whether a comparison brings back what was deleted at the
	 * target: restore or leave
	 */
	record RuleProperties(@DefaultValue List<String> repositories, @DefaultValue List<String> excludeRepositories,
			@DefaultValue("*") List<String> tags, @DefaultValue List<String> excludeTags,
			@DefaultValue("{repository}") String targetRepository, @DefaultValue("when-changed") Overwrite overwrite,
			@DefaultValue List<String> targets, @DefaultValue ReferrersProperties referrers,
			@DefaultValue("all") String backfill, @DefaultValue("restore") DeletedAtTarget deletedAtTarget) {
	}

	/**
	 * What comes along with an image: signatures, SBOMs, attestations.
	 *
	 * @param enabled whether anything does
	 * @param artifactTypes their artifact types; default all
	 * @param platforms whether also those of its platforms do
	 */
	record ReferrersProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> artifactTypes,
			@DefaultValue("true") boolean platforms) {
	}

	/**
	 * A registry that images are imported into.
	 *
	 * @param resourceId its Azure resource id
	 * @param loginServer its login server; default the name and the cloud's suffix
	 * @param endpoint where its data plane is reached; default https and the login server
	 * @param username for reading it; default the managed identity
	 * @param password for reading it
	 * @param passwordExpiresAt when the password ends: a date or a time
	 */
	record TargetProperties(@Nullable String resourceId, @Nullable String loginServer, @Nullable String endpoint,
			@Nullable String username, @Nullable Secret password, @Nullable String passwordExpiresAt) {
	}

	/**
	 * Where and as whom Azure is called.
	 *
	 * @param cloud the Azure cloud
	 * @param resourceManagerEndpoint default the cloud's
	 * @param credential managed-identity (also workload identity) or developer
	 * @param clientId the client id of a user-assigned identity
	 */
	record AzureProperties(@DefaultValue("public") Azure.Cloud cloud, @Nullable String resourceManagerEndpoint,
			@DefaultValue("managed-identity") Azure.Credential credential, @Nullable String clientId) {
	}

	/**
	 * How imports are run.
	 *
	 * @param concurrency running imports per target registry and replica, at most
	 * @param deadline of one operation, after which its outcome is settled by digest
	 * @param retry when to try again
	 */
	record ImportsProperties(@DefaultValue("100") int concurrency, @DefaultValue("30m") Duration deadline,
			@DefaultValue RetryProperties retry) {
	}

	/**
	 * How the registries are compared.
	 *
	 * @param schedule an interval, a cron expression in UTC, or off
	 */
	record ReconcileProperties(@DefaultValue("1h") String schedule) {
	}

	/**
	 * When to try again.
	 *
	 * @param initialDelay after the first trouble
	 * @param maxDelay between two tries, at most
	 * @param giveUpAfter how long an import is tried before it is parked
	 */
	record RetryProperties(@DefaultValue("10s") Duration initialDelay, @DefaultValue("30m") Duration maxDelay,
			@DefaultValue("48h") Duration giveUpAfter) {
	}

	/**
	 * What operators look at.
	 *
	 * @param hosts further names under which browsers reach it
	 */
	record ConsoleProperties(@DefaultValue List<String> hosts) {
	}

}
