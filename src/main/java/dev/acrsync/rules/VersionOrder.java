package dev.acrsync.rules;

import java.util.Comparator;
import java.util.Optional;

import dev.acrsync.image.Tag;

/**
 * Orders tags by their versions, the highest first, and those that are no version after
 * them by name. For registries that do not tell when a tag was pushed.
 */
public final class VersionOrder implements Comparator<Tag> {

	@Override
	public int compare(Tag one, Tag other) {
		Optional<SemanticVersion> first = SemanticVersion.of(one);
		Optional<SemanticVersion> second = SemanticVersion.of(other);
		if (first.isPresent() && second.isPresent()) {
			int versions = second.get().compareTo(first.get());
			return (versions != 0) ? versions : one.value().compareTo(other.value());
		}
		if (first.isPresent() || second.isPresent()) {
			return first.isPresent() ? -1 : 1;
		}
		return one.value().compareTo(other.value());
	}

}
