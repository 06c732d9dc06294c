package dev.acrsync.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import dev.acrsync.doctor.Check.Need;
import dev.acrsync.image.Destination;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Registries;
import dev.acrsync.rules.Decision;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Looks for tags in targets that are locked, and so are not moved. It looks at some
 * repositories and their newest tags; what cannot be read is left to the other checks.
 */
final class LockCheck {

	private static final int MOST = 20;

	private static final int MOST_TAGS = 200;

	private final Settings settings;

	private final Registries registries;

	LockCheck(Settings settings, Registries registries) {
		this.settings = settings;
		this.registries = registries;
	}

	Check of(Source source) {
		return new Check("locks of tags from source " + source.name(), Need.IDENTITY, () -> look(source));
	}

	private List<Finding> look(Source source) {
		List<Finding> found = new ArrayList<>();
		repositories(source).stream()
			.flatMap((repository) -> source.rules()
				.destinations(repository)
				.stream()
				.map((place) -> new Way(repository, place)))
			.limit(MOST)
			.forEach((way) -> found.addAll(look(source, way, MOST - found.size())));
		return found;
	}

	private List<Finding> look(Source source, Way way, int most) {
		Target target = this.settings.target(way.place().target()).orElseThrow();
		return locked(target, way.place().repository(), most).stream()
			.filter((tag) -> goesThere(source, way.repository(), tag, way.place()))
			.map((tag) -> finding(target, way.place().repository(), tag))
			.toList();
	}

	private Set<RepositoryName> repositories(Source source) {
		Set<RepositoryName> repositories = new LinkedHashSet<>(source.rules().literalRepositories());
		if (source.rules().haveWildcards()) {
			AtomicInteger seen = new AtomicInteger();
			this.registries.listRepositories(source.registry(), (repository) -> {
				if (source.rules().names(repository)) {
					repositories.add(repository);
				}
				return repositories.size() < MOST && seen.incrementAndGet() < Catalog.MOST;
			});
		}
		return repositories;
	}

	private List<Tag> locked(Target target, RepositoryName place, int most) {
		List<Tag> locked = new ArrayList<>();
		AtomicInteger seen = new AtomicInteger();
		if (most > 0) {
			this.registries.listTags(target.registry(), place, (tag) -> {
				if (!tag.writable()) {
					locked.add(tag.tag());
				}
				return locked.size() < most && seen.incrementAndGet() < MOST_TAGS;
			});
		}
		return locked;
	}

	private static boolean goesThere(Source source, RepositoryName repository, Tag tag, Destination place) {
		return source.rules().decide(repository, tag) instanceof Decision.Allowed allowed
				&& allowed.destinations().contains(place);
	}

	private static Finding finding(Target target, RepositoryName place, Tag tag) {
		return Finding.warning(Side.of(target).subject(),
				"Tag '%s' of '%s' is locked, so that it stays as it is whatever is pushed".formatted(tag, place),
				"az acr repository update --name %s --image %s:%s --write-enabled true"
					.formatted(target.resourceId().registry(), place, tag));
	}

	/**
	 * From a repository to where it goes.
	 */
	private record Way(RepositoryName repository, Destination place) {
	}

}
