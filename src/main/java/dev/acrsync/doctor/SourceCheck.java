package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

import dev.acrsync.arm.AzureInspection;
import dev.acrsync.doctor.Finding.FindingLevel;
import dev.acrsync.identity.EntraClaims;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.ListingResult;
import dev.acrsync.registry.ListingVisitor;
import dev.acrsync.registry.LoginProbe;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.UnreadableCause;
import dev.acrsync.settings.Credentials;
import dev.acrsync.settings.Source;

/**
 * Checks that sources let us pull what the rules want, and list it.
 */
final class SourceCheck {

	private static final int MOST_REPOSITORIES = 50;

	private static final int AT_ONCE = 8;

	private final Registries registries;

	private final LoginProbe logins;

	private final AzureInspection azure;

	private final FederationCheck federation;

	SourceCheck(Registries registries, LoginProbe logins, AzureInspection azure, FederationCheck federation) {
		this.federation = federation;
		this.registries = registries;
		this.logins = logins;
		this.azure = azure;
	}

	DoctorCheck of(Source source) {
		CheckedRegistry side = CheckedRegistry.of(source);
		return new DoctorCheck(side.subject(), side.needs(), side.route(), () -> look(side, source));
	}

	private List<Finding> look(CheckedRegistry side, Source source) {
		if (side.registry().credentials() instanceof Credentials.Basic) {
			Optional<Unreadable> refusal = this.logins.refusal(side.registry());
			if (refusal.isPresent()) {
				return List.of(RegistryFindings.finding(side, refusal.get(), "", login(side, source)));
			}
		}
		List<Finding> findings = new ArrayList<>();
		if (side.registry().credentials() instanceof Credentials.VendorIdentity identity) {
			Finding chain = this.federation.look(side, identity);
			if (chain.level() == FindingLevel.ERROR) {
				return List.of(chain);
			}
			findings.add(chain);
		}
		int told = findings.size();
		CatalogReading catalog = catalog(source);
		List<RepositoryName> repositories = Stream
			.concat(source.rules().literalRepositories().stream(), catalog.matching().stream())
			.distinct()
			.toList();
		List<RepositoryLook> looks = repositories.stream()
			.limit(MOST_REPOSITORIES)
			.gather(Gatherers.mapConcurrent(AT_ONCE, (repository) -> look(source, repository)))
			.toList();
		findings.addAll(pulls(side, source, looks));
		findings.addAll(lists(side, source, looks));
		catalog.finding(side, source, looks, login(side, source)).ifPresent(findings::add);
		if (findings.size() == told) {
			int untried = repositories.size() - looks.size();
			findings.add(Finding.ok(side.subject(),
					"Its credentials can pull and list "
							+ looks.stream().map((it) -> it.repository().value()).collect(Collectors.joining(", "))
							+ ((untried > 0) ? " (%d more that rules name were not tried)".formatted(untried) : "")));
		}
		return findings;
	}

	private RepositoryLook look(Source source, RepositoryName repository) {
		TagReading pull = PullProbe.of(this.registries, source.registry(), repository);
		return new RepositoryLook(repository, pull, (pull instanceof Unreadable) ? new ListingResult.Stopped()
				: this.registries.listTags(source.registry(), repository, (_) -> false));
	}

	private List<Finding> pulls(CheckedRegistry side, Source source, List<RepositoryLook> looks) {
		List<Finding> findings = new ArrayList<>();
		for (UnreadableCause cause : UnreadableCause.values()) {
			List<RepositoryLook> refused = looks.stream()
				.filter((it) -> it.pull() instanceof Unreadable reason && reason.cause() == cause)
				.toList();
			if (!refused.isEmpty()) {
				Unreadable first = (Unreadable) refused.getFirst().pull();
				findings.add(RegistryFindings.finding(side, first, andMore(refused),
						AzCommands.letRead(source, names(refused)).orElseGet(() -> login(side, source))));
			}
		}
		return findings;
	}

	private static List<Finding> lists(CheckedRegistry side, Source source, List<RepositoryLook> looks) {
		List<Finding> findings = new ArrayList<>();
		List<RepositoryLook> absent = looks.stream().filter((it) -> it.list() instanceof Absent).toList();
		if (!absent.isEmpty()) {
			findings.add(Finding.warning(side.subject(),
					"It has no repository '%s'%s".formatted(absent.getFirst().repository(), andMore(absent)),
					"Correct %s.rules[<n>].repositories%s".formatted(side.key(), AzCommands.name(side.registry().host())
						.map((name) -> ", or have it pushed; 'az acr repository list --name %s' tells what there is"
							.formatted(name))
						.orElse(", or have it pushed"))));
		}
		List<RepositoryLook> unlisted = looks.stream().filter((it) -> it.list() instanceof Unreadable).toList();
		if (!unlisted.isEmpty()) {
			Unreadable first = (Unreadable) unlisted.getFirst().list();
			findings.add(Finding.warning(side.subject(),
					"Its tags cannot be listed, so that what no event tells of is not found. %s%s"
						.formatted(first.message(), andMore(unlisted)),
					AzCommands.letRead(source, names(unlisted))
						.orElse("Give what we read with the right to list tags")));
		}
		return findings;
	}

	private static List<RepositoryName> names(List<RepositoryLook> looks) {
		return looks.stream().map(RepositoryLook::repository).toList();
	}

	private static String andMore(List<RepositoryLook> looks) {
		return (looks.size() == 1) ? "" : " (and the same of "
				+ looks.stream().skip(1).map((it) -> it.repository().value()).collect(Collectors.joining(", ")) + ")";
	}

	private CatalogReading catalog(Source source) {
		if (!source.rules().haveWildcards()) {
			return new CatalogReading(Optional.empty(), Optional.empty());
		}
		AtomicInteger seen = new AtomicInteger();
		List<RepositoryName> matching = new ArrayList<>();
		ListingVisitor<RepositoryName> visitor = (repository) -> {
			if (source.rules().names(repository)) {
				matching.add(repository);
			}
			return matching.isEmpty() && seen.incrementAndGet() < CatalogReading.MOST;
		};
		ListingResult listing = this.registries.listRepositories(source.registry(), visitor);
		return new CatalogReading(Optional.of(listing), matching.stream().findFirst());
	}

	private String login(CheckedRegistry side, Source source) {
		return switch (side.registry().credentials()) {
			case Credentials.Basic _ -> AzCommands.renewPassword(source.registry())
				.map((command) -> "Have its owner run %s, and set %s.password to what it prints".formatted(command,
						side.key()))
				.orElse("Correct %s.username and %s.password".formatted(side.key(), side.key()));
			case Credentials.EntraToken _ ->
				"Set %s.password to a new access token, or better %s.username and %s.password".formatted(side.key(),
						side.key(), side.key());
			case Credentials.Anonymous _ -> "Set %s.username and %s.password".formatted(side.key(), side.key());
			case Credentials.VendorIdentity identity -> AzCommands.letRead(source, identity);
			case Credentials.ManagedIdentity _ -> source.resourceId()
				.map((id) -> AzCommands.assignImporter(this.azure.managementToken()
					.flatMap(EntraClaims::objectId)
					.orElse("<object id of the identity>"), id))
				.orElse("Set %s.resource-id".formatted(side.key()));
		};
	}

	/**
	 * What was seen of a repository.
	 */
	record RepositoryLook(RepositoryName repository, TagReading pull, ListingResult list) {
	}

}
