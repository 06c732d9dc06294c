package dev.acrsync.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.acrsync.image.Digest;
import dev.acrsync.image.ReferrerTag;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Listing;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.registry.Unreadable.Cause;
import dev.acrsync.rules.ReferrerRule;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what belongs to a manifest at the source: its referrers, and cosign's tags.
 */
final class Attachments {

	private static final Logger logger = LoggerFactory.getLogger(Attachments.class);

	private static final int MOST = 100;

	private final Registries registries;

	/** Sources that have told before, so that they may be expected to tell again. */
	private final Set<String> telling = ConcurrentHashMap.newKeySet();

	/** Sources of which it was said that they do not tell. */
	private final Set<String> silent = ConcurrentHashMap.newKeySet();

	Attachments(Registries registries) {
		this.registries = registries;
	}

	/**
	 * Adds to the found ones. A source that never tells has nothing to bring along.
	 * @return why the source does not tell for the moment, or that it is too much; else
	 * nothing
	 */
	Optional<Trouble> find(Source source, RepositoryName repository, Digest subject, ReferrerRule rule,
			List<Attachment> found) {
		Registry registry = source.registry();
		List<Attachment> referrers = new ArrayList<>();
		Listing listing = this.registries.listReferrers(registry, repository, subject, (referrer) -> {
			if (rule.includes(referrer.artifactType()) && referrers.size() <= MOST) {
				referrers.add(Attachment.of(referrer));
			}
		});
		if (referrers.size() > MOST) {
			return Optional.of(new Trouble(Trouble.Cure.PARK, "too-many", "There are more than " + MOST
					+ ": name those that are wanted in the rule's referrers.artifact-types"));
		}
		found.addAll(referrers);
		Optional<Trouble> trouble = (listing instanceof Unreadable unreadable) ? silent(source, unreadable)
				: told(source);
		for (ReferrerTag tag : ReferrerTag.ofCosign(subject)) {
			if (trouble.isEmpty() && rule.includes(tag.kind().artifactType())) {
				trouble = find(source, repository, tag, found);
			}
		}
		return trouble;
	}

	private Optional<Trouble> find(Source source, RepositoryName repository, ReferrerTag tag, List<Attachment> found) {
		return switch (this.registries.read(source.registry(), repository, tag.tag())) {
			case TagReading.Found(Digest digest) -> {
				found.add(Attachment.of(tag, digest));
				yield told(source);
			}
			case Absent() -> told(source);
			case Unreadable unreadable -> silent(source, unreadable);
		};
	}

	private Optional<Trouble> told(Source source) {
		this.telling.add(source.name());
		return Optional.empty();
	}

	/**
	 * Where only Azure can reach the source, it never tells, and waiting would not help.
	 */
	private Optional<Trouble> silent(Source source, Unreadable unreadable) {
		boolean passes = unreadable.cause() == Cause.THROTTLED
				|| (unreadable.cause() == Cause.UNAVAILABLE && this.telling.contains(source.name()));
		if (passes) {
			return Optional.of(new Trouble(Trouble.Cure.RETRY, "source-unreadable",
					"The source does not tell for the moment: " + unreadable.message(), unreadable.retryAfter()));
		}
		if (this.silent.add(source.name())) {
			logger.info("Source '{}' does not tell what refers to its images, so that nothing comes along: {}",
					source.name(), unreadable.message());
		}
		return Optional.empty();
	}

}
