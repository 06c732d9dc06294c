package dev.acrsync.copyoperation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagLock;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.RegistryAccess;

/**
 * Knows for half a minute whether a repository is locked, so that many imports into it
 * ask once. An outage is not remembered.
 */
final class RepositoryLocks {

	private static final Duration KNOWN = Duration.ofSeconds(30);

	private static final int MOST = 1_000;

	private final Registries registries;

	private final Clock clock;

	private final Map<String, KnownLock> known = new ConcurrentHashMap<>();

	RepositoryLocks(Registries registries, Clock clock) {
		this.registries = registries;
		this.clock = clock;
	}

	TagLock read(RegistryAccess registry, RepositoryName repository) {
		String name = repository.in(registry.host());
		Instant now = this.clock.instant();
		KnownLock before = this.known.get(name);
		if (before != null && before.isKnownAt(now)) {
			return before.lock();
		}
		TagLock lock = this.registries.readLock(registry, repository);
		if (!(lock instanceof Unreadable unreadable && unreadable.isOutage())) {
			if (this.known.size() >= MOST) {
				this.known.clear();
			}
			this.known.put(name, new KnownLock(now, lock));
		}
		return lock;
	}

	/**
	 * What was read, and when.
	 */
	private record KnownLock(Instant at, TagLock lock) {

		boolean isKnownAt(Instant now) {
			return !now.isBefore(this.at) && now.isBefore(this.at.plus(KNOWN));
		}

	}

}
