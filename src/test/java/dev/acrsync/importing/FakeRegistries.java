package dev.acrsync.importing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.image.Tag;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.settings.Registry;

/**
 * Registries in memory, which may be away.
 */
final class FakeRegistries implements Registries {

	private final Map<String, TagReading> readings = new HashMap<>();

	private final Map<String, TagReading> away = new HashMap<>();

	@Override
	public TagReading read(Registry registry, RepositoryName repository, Tag tag) {
		TagReading unreadable = this.away.get(registry.host().value());
		return (unreadable != null) ? unreadable
				: this.readings.getOrDefault(registry.host() + "/" + repository + ":" + tag, new TagReading.Absent());
	}

	void put(String image, Digest digest) {
		this.readings.put(image, new TagReading.Found(digest));
	}

	void remove(String image) {
		this.readings.remove(image);
	}

	void away(String host, TagReading.Cause cause) {
		this.away.put(host, new TagReading.Unreadable(cause, host + " is away", Optional.empty()));
	}

	void back(String host) {
		this.away.remove(host);
	}

}
