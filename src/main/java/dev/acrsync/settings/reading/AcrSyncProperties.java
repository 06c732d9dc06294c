package dev.acrsync.settings.reading;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.acrsync.image.Overwrite;
import dev.acrsync.rules.DeletedAtTarget;
import dev.acrsync.settings.AzureSettings;
import dev.acrsync.settings.Secret;
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
 * @param retention how long ended imports are kept; {@code failed} ones stay
 * @param reconcile how the registries are compared
 * @param console what operators look at
 * @param trustedCertificates authorities that are trusted beside Java's, by registries,
 * Azure, a collector and PostgreSQL alike: PEM, or a file or a directory of it
 * @param publicUrl where vendors reach the service, such as {@code
 * https://acr-sync.customer.example}; {@code vendor} writes it down for them
 */
@ConfigurationProperties(prefix = "acr-sync", ignoreUnknownFields = false)
record AcrSyncProperties(@DefaultValue Map<String, SourceProperties> sources,
		@DefaultValue Map<String, TargetProperties> targets, @DefaultValue AzureProperties azure,
		@DefaultValue ImportsProperties imports, @DefaultValue("90d") Duration retention,
		@DefaultValue ReconcileProperties reconcile, @DefaultValue ConsoleProperties console,
		@Nullable String trustedCertificates, @Nullable String publicUrl) {

	/**
	 * A vendor's registry.
	 *
	 * @param registry login server of the vendor's registry; a push at another host is
	 * refused. Required.
	 * @param aliases further hosts under which its pushes may be reported
	 * @param endpoint where its data plane is reached; https, or http on the loopback.
	 * Default: {@code https://<registry>}.
	 * @param resourceId for a registry of your own tenant: Azure reads it by this id,
	 * without credentials
	 * @param username a repository-scoped token, or the client id of a service principal
	 * @param password its password; without a username it is an Entra access token.
	 * Neither: anonymous, or the managed identity where {@code resource-id} is set
	 * @param passwordExpiresAt when that password ends: a date such as {@code
	 * 2027-05-01}, meaning its start in UTC, or a time such as {@code
	 * 2027-05-01T12:00:00Z}, before which operators are warned
	 * @param entra an identity that the vendor made for you, instead of a password
	 * @param budget how many requests it takes from one identity, which all that is asked
	 * of it shares
	 * @param webhook how its webhook gets in
	 * @param eventGrid what Event Grid may call with, at the webhook's URL and with its
	 * secret
	 * @param queue a Storage queue into which Event Grid puts its events
	 * @param watch how often its newest tags are looked at, from {@code 10s} on, such as
	 * {@code 30s}: what was pushed is found without anybody telling. Only ACR can be
	 * watched. Default: never.
	 * @param rules the allow-list. Required.
	 */
	record SourceProperties(@Nullable String registry, @DefaultValue List<String> aliases, @Nullable String endpoint,
			@Nullable String resourceId, @Nullable String username, @Nullable Secret password,
			@Nullable String passwordExpiresAt, @DefaultValue EntraProperties entra,
			@DefaultValue BudgetProperties budget, @DefaultValue WebhookProperties webhook,
			@DefaultValue EventGridProperties eventGrid, @DefaultValue QueueProperties queue, @Nullable Duration watch,
			@DefaultValue List<RuleProperties> rules) {
	}

	/**
	 * A queue of an Azure Storage account.
	 *
	 * @param url its URL, {@code https://<account>.queue.core.windows.net/<queue>}. It is
	 * read with your identity; with {@code entra} with that one, and with yours where the
	 * account refuses it
	 */
	record QueueProperties(@Nullable String url) {
	}

	/**
	 * An identity of the vendor's tenant that trusts yours.
	 *
	 * @param tenantId the vendor's tenant; excludes {@code resource-id}. A {@code
	 * password} beside it is shown only where the identity does not work, as during a
	 * move
	 * @param clientId the identity that the vendor made for you; or your own multitenant
	 * app that the vendor has let in
	 * @param audience for what its tokens are made; {@code https://management.azure.com}
	 * is the other one, which is tried once where this is refused. Default: {@code
	 * https://containerregistry.azure.net}.
	 */
	record EntraProperties(@Nullable String tenantId, @Nullable String clientId, @Nullable String audience) {
	}

	/**
	 * How many requests a minute a registry takes from one identity.
	 *
	 * @param reads requests a minute that the registry takes from one identity, listings
	 * of referrers aside. All that is asked of it shares them. A Premium registry takes
	 * {@code 10000}
	 * @param referrers pages a minute that it lists of what refers to an image. A Premium
	 * registry takes {@code 1000}
	 */
	record BudgetProperties(@DefaultValue("5000") int reads, @DefaultValue("250") int referrers) {
	}

	/**
	 * How a webhook gets in.
	 *
	 * @param secrets the secrets that open the door, 16 characters or more each; several
	 * during a rotation. Without any nobody gets in, and the source is only compared
	 * @param header a header, such as {@code X-Webhook-Token}, whose whole value may be
	 * the secret
	 * @param allowQueryToken whether a secret may also come as {@code ?token=}
	 * @param rateLimit pushes per minute that ask for an import, and as many at once;
	 * counted per replica. What is ignored or refused does not count
	 * @param showTargets whether the answer of a push tells the vendor where the image
	 * goes
	 */
	record WebhookProperties(@DefaultValue List<Secret> secrets, @Nullable String header,
			@DefaultValue("false") boolean allowQueryToken, @DefaultValue("600") int rateLimit,
			@DefaultValue("true") boolean showTargets) {
	}

	/**
	 * What is known of a vendor's Event Grid.
	 *
	 * @param subscriptions the names of the vendor's event subscriptions: one of them may
	 * be validated without the secret. Their events need it
	 * @param resourceId the resource id of the vendor's registry: events of another one
	 * are refused, and those that name no host are known by it. Default: the source's
	 * {@code resource-id}.
	 */
	record EventGridProperties(@DefaultValue List<String> subscriptions, @Nullable String resourceId) {
	}

	/**
	 * A rule of the allow-list.
	 *
	 * @param repositories globs of repositories. Required.
	 * @param excludeRepositories globs of repositories that this rule leaves out
	 * @param tags globs of tags, or ranges of versions: {@code "semver:>=1.4 <3"}
	 * @param excludeTags those of them that this rule leaves out
	 * @param targetRepository the repository at the target; {@code {repository}} stands
	 * for the one at the source, as in {@code vendors/contoso/{repository}}
	 * @param overwrite a tag that exists with another digest is moved, unless it, its
	 * manifest or its repository is locked; {@code never}: it is left, and the import
	 * ends as {@code kept}
	 * @param targets names of targets. Default: all.
	 * @param referrers what comes along with an image
	 * @param backfill what is brought of what was there before the first comparison:
	 * {@code all}, {@code none}, {@code latest:20} or {@code since:30d} ({@code m},
	 * {@code h}, {@code d}), of each repository
	 * @param deletedAtTarget what was at the target and was deleted there, as by {@code
	 * az acr run} with a purge, is brought back by the next comparison; {@code leave}:
	 * comparisons leave it alone, and count it as {@code removed}. A new push brings it
	 * either way
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
	 * @param enabled whether signatures and SBOMs come along
	 * @param artifactTypes artifact types of those that do, without wildcards. Default:
	 * all.
	 * @param platforms whether also those of the platforms of an image do
	 */
	record ReferrersProperties(@DefaultValue("true") boolean enabled, @DefaultValue List<String> artifactTypes,
			@DefaultValue("true") boolean platforms) {
	}

	/**
	 * A registry that images are imported into.
	 *
	 * @param resourceId Azure resource id of your registry. Required.
	 * @param loginServer its login server; the suffix follows the cloud. Default: {@code
	 * <name>.azurecr.io}.
	 * @param endpoint where its data plane is reached; https, or http on the loopback.
	 * Default: {@code https://<login-server>}.
	 * @param username a login that reads its digests. Default: the managed identity.
	 * @param password its password
	 * @param passwordExpiresAt when that password ends, as for a source
	 * @param budget how many requests it takes from one identity, which all that is asked
	 * of it shares
	 */
	record TargetProperties(@Nullable String resourceId, @Nullable String loginServer, @Nullable String endpoint,
			@Nullable String username, @Nullable Secret password, @Nullable String passwordExpiresAt,
			@DefaultValue BudgetProperties budget) {
	}

	/**
	 * Where and as whom Azure is called.
	 *
	 * @param cloud {@code public}, {@code china} or {@code us-government}
	 * @param resourceManagerEndpoint https; tokens go there and nowhere else. Default:
	 * the cloud's.
	 * @param credential workload identity where AKS injects it, else the managed identity
	 * of the machine or app; or {@code developer}
	 * @param clientId client id of a user-assigned identity
	 */
	record AzureProperties(@DefaultValue("public") AzureSettings.AzureCloud cloud,
			@Nullable String resourceManagerEndpoint,
			@DefaultValue("managed-identity") AzureSettings.AzureCredential credential, @Nullable String clientId) {
	}

	/**
	 * How imports are run.
	 *
	 * @param concurrency running imports per target and replica, at most, 1 to 100. It
	 * begins with 8, grows while nothing is throttled, and halves when Azure throttles.
	 * From 2 on, the last free place is kept for a source of the target that has none;
	 * from 4 on, one for images that were announced, or each tenth where that is more.
	 * Where a source has to wait all the same, an import whose copy Azure has run for 10
	 * seconds or more gives it its place, and is followed again a second or so later: the
	 * copy goes on meanwhile
	 * @param deadline how long one operation at Azure may take of which Azure tells
	 * nothing: until then nothing else is imported to its tag, unless the digest shows
	 * that it is done. One that Azure says still runs is never repeated
	 * @param retry when to try again
	 */
	record ImportsProperties(@DefaultValue("100") int concurrency, @DefaultValue("30m") Duration deadline,
			@DefaultValue RetryProperties retry) {
	}

	/**
	 * How the registries are compared.
	 *
	 * @param schedule when the registries are compared: an interval from {@code 1m} on, a
	 * cron expression of six fields in UTC ({@code 0 0 * * * *}), or {@code off}. The
	 * first time is a minute after the start
	 */
	record ReconcileProperties(@DefaultValue("1h") String schedule) {
	}

	/**
	 * When to try again.
	 *
	 * @param initialDelay wait after the first trouble; it doubles with each further one,
	 * and varies by a fifth
	 * @param maxDelay longest wait
	 * @param giveUpAfter after so much time of trying and waiting an import is parked as
	 * {@code failed}; time in which the service was away, or a registry did not answer,
	 * does not count
	 */
	record RetryProperties(@DefaultValue("10s") Duration initialDelay, @DefaultValue("30m") Duration maxDelay,
			@DefaultValue("48h") Duration giveUpAfter) {
	}

	/**
	 * What operators look at.
	 *
	 * @param hosts further names under which browsers may reach port 8081
	 * @param secrets secrets of which that port wants one, 16 characters or more each, as
	 * {@code Authorization: Bearer <secret>} or as the password of {@code Basic}; health
	 * and metrics want none. Without any the port is open
	 * @param userHeader a header, such as {@code X-Forwarded-User}, in which a proxy that
	 * all requests come through names who asks: the log has it with what they did. Else
	 * it has their address
	 * @param readOnly whether that port only shows, and refuses each {@code POST}
	 */
	record ConsoleProperties(@DefaultValue List<String> hosts, @DefaultValue List<Secret> secrets,
			@Nullable String userHeader, @DefaultValue("false") boolean readOnly) {
	}

}
