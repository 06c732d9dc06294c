package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import dev.acrsync.doctor.DoctorCheck.CheckPrerequisite;
import dev.acrsync.image.Destination;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.ListedTag;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Looks for repositories, tags and manifests in targets that are locked, and so stay as
 * they are. It looks at some repositories and their newest tags; what cannot be read is
 * left to the other checks.
 */
final class LockedImageCheck {

	private static final int MOST = 20;

	private static final int MOST_TAGS = 200;

	/** Of how many tags of a repository the manifests are looked at. */
	private static final int NEWEST = 5;

	private final Settings settings;

	private final Registries registries;

	LockedImageCheck(Settings settings, Registries registries) {
		this.settings = settings;
		this.registries = registries;
	}

	DoctorCheck of(Source source) {
		return new DoctorCheck("locks of tags from source " + source.name(), CheckPrerequisite.IDENTITY,
				targets(source), () -> look(source));
	}

	private String targets(Source source) {
		return source.rules()
			.rules()
			.stream()
			.flatMap((rule) -> rule.targets().stream())
			.distinct()
			.sorted()
			.flatMap((target) -> this.settings.target(target).stream())
			.map((target) -> CheckedRegistry.of(target).route())
			.collect(Collectors.joining(" and "));
	}

	private List<Finding> look(Source source) {
		List<Finding> found = new ArrayList<>();
		repositories(source).stream()
			.flatMap((repository) -> source.rules()
				.destinations(repository)
				.stream()
				.map((place) -> new RepositoryRoute(repository, place)))
			.limit(MOST)
			.forEach((way) -> found.addAll(look(source, way, MOST - found.size())));
		return found;
	}

	private List<Finding> look(Source source, RepositoryRoute way, int most) {
		Target target = this.settings.target(way.place().target()).orElseThrow();
		RepositoryName place = way.place().repository();
		if (most > 0 && isLocked(this.registries.readLock(target.registry(), place))) {
			return List.of(finding(target, "Repository '%s'".formatted(place), "--repository " + place));
		}
		return tags(target, place, most).stream()
			.filter((tag) -> goesThere(source, way.repository(), tag.tag(), way.place()))
			.flatMap((tag) -> locked(target, place, tag).stream())
			.toList();
	}

	private Optional<Finding> locked(Target target, RepositoryName place, ListedTag tag) {
		if (!tag.writable()) {
			return Optional.of(finding(target, "Tag '%s' of '%s'".formatted(tag.tag(), place),
					"--image " + place.with(tag.tag())));
		}
		return tag.digest()
			.filter((digest) -> isLocked(this.registries.readLock(target.registry(), place, digest)))
			.map((digest) -> finding(target, "The manifest of tag '%s' of '%s'".formatted(tag.tag(), place),
					"--image " + place.with(digest)));
	}

	private static boolean isLocked(TagLock lock) {
		return lock instanceof TagLock.Locked;
	}

	private Set<RepositoryName> repositories(Source source) {
		Set<RepositoryName> repositories = new LinkedHashSet<>(source.rules().literalRepositories());
		if (source.rules().haveWildcards()) {
			AtomicInteger seen = new AtomicInteger();
			this.registries.listRepositories(source.registry(), (repository) -> {
				if (source.rules().names(repository)) {
					repositories.add(repository);
				}
				return repositories.size() < MOST && seen.incrementAndGet() < CatalogReading.MOST;
			});
		}
		return repositories;
	}

	/**
	 * Returns the newest tags, and those of the others that are locked.
	 */
	private List<ListedTag> tags(Target target, RepositoryName place, int most) {
		List<ListedTag> tags = new ArrayList<>();
		AtomicInteger seen = new AtomicInteger();
		if (most > 0) {
			this.registries.listTags(target.registry(), place, (tag) -> {
				if (!tag.writable() || seen.get() < NEWEST) {
					tags.add(tag);
				}
				return tags.size() < most + NEWEST && seen.incrementAndGet() < MOST_TAGS;
			});
		}
		return tags;
	}

	private static boolean goesThere(Source source, RepositoryName repository, Tag tag, Destination place) {
		return source.rules().decide(repository, tag) instanceof Decision.Allowed allowed
				&& allowed.destinations().contains(place);
	}

	private static Finding finding(Target target, String what, String name) {
		return Finding.warning(CheckedRegistry.of(target).subject(),
				what + " is locked, so that it stays as it is whatever is pushed",
				"az acr repository update --name %s %s --write-enabled true".formatted(target.resourceId().registry(),
						name));
	}

	/**
	 * From a repository to where it goes.
	 */
	private record RepositoryRoute(RepositoryName repository, Destination place) {
	}

}
