package dev.acrsync.importing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

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
import dev.acrsync.settings.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what belongs to a manifest at the source: its referrers, and cosign's tags.
 */
final class Attachments {

	private static final Logger logger = LoggerFactory.getLogger(Attachments.class);

	private static final int MOST_PLATFORMS = 100;

	private static final String TAGS = "tags";

	/** Notation's signatures, cosign's, and the bundles that cosign keeps its own in. */
	private static final Pattern SIGNATURE = Pattern.compile("signature|\\.sig\\.|sigstore\\.bundle");

	private final Registries registries;

	private final CosignTags cosignTags;

	/** What sources have told before, so that they may be expected to tell it again. */
	private final Set<String> telling = ConcurrentHashMap.newKeySet();

	/** Sources of which it was said that they do not tell. */
	private final Set<String> silent = ConcurrentHashMap.newKeySet();

	Attachments(Registries registries, CosignTags cosignTags) {
		this.registries = registries;
		this.cosignTags = cosignTags;
	}

	/**
	 * Adds the platforms of an image, where they are wanted.
	 * @return why the source does not tell for the moment; else nothing
	 */
	Optional<Trouble> platforms(Source source, RepositoryName repository, Digest image, ReferrerRule rule,
			List<Digest> platforms) {
		if (!rule.platforms()) {
			return Optional.empty();
		}
		Listing listing = this.registries.listPlatforms(source.registry(), repository, image, (platform) -> {
			if (platforms.size() < MOST_PLATFORMS && !platforms.contains(platform)) {
				platforms.add(platform);
			}
		});
		return told(source, repository, image, "platforms", listing);
	}

	/**
	 * Adds to the found ones. A source that never tells has nothing to bring along.
	 * @return why the source does not tell for the moment; else nothing
	 */
	Optional<Trouble> find(Task task, Digest subject, ReferrerRule rule, AttachmentSelection found) {
		Source source = task.source();
		RepositoryName repository = task.record().repository();
		Listing listing = this.registries.listReferrers(source.registry(), repository, subject, (referrer) -> {
			if (rule.includes(referrer.artifactType())) {
				found.add(Attachment.of(referrer),
						referrer.artifactType().filter(Attachments::isSignature).isPresent());
			}
		});
		Optional<Trouble> trouble = told(source, repository, subject, "referrers", listing);
		for (ReferrerTag tag : ReferrerTag.ofCosign(subject)) {
			if (trouble.isEmpty() && rule.includes(tag.kind().artifactType())) {
				trouble = find(task, tag, found);
			}
		}
		return trouble;
	}

	private static boolean isSignature(String artifactType) {
		return SIGNATURE.matcher(artifactType).find();
	}

	private Optional<Trouble> find(Task task, ReferrerTag tag, AttachmentSelection found) {
		Source source = task.source();
		return switch (this.cosignTags.read(task, tag)) {
			case TagReading.Found(Digest digest) -> {
				found.add(Attachment.of(tag, digest),
						tag.kind().artifactType().filter(Attachments::isSignature).isPresent());
				yield told(source, TAGS);
			}
			case Absent() -> told(source, TAGS);
			case Unreadable unreadable -> silent(source, task.record().repository(), tag.subject(), TAGS, unreadable);
		};
	}

	private Optional<Trouble> told(Source source, RepositoryName repository, Digest subject, String what,
			Listing listing) {
		return (listing instanceof Unreadable unreadable) ? silent(source, repository, subject, what, unreadable)
				: told(source, what);
	}

	private Optional<Trouble> told(Source source, String what) {
		this.telling.add(source.name() + "/" + what);
		return Optional.empty();
	}

	/**
	 * Where only Azure can reach the source, it never tells, and waiting would not help.
	 */
	private Optional<Trouble> silent(Source source, RepositoryName repository, Digest subject, String what,
			Unreadable unreadable) {
		boolean before = this.telling.contains(source.name() + "/" + what);
		boolean passes = switch (unreadable.cause()) {
			case THROTTLED -> true;
			case UNAVAILABLE, UNIDENTIFIED -> before || tells(source, repository, subject);
			case UNEXPECTED, DISALLOWED -> before;
			case UNAUTHORIZED, FORBIDDEN -> false;
		};
		if (passes) {
			return Optional
				.of(new Trouble((unreadable.cause() == Cause.DISALLOWED) ? Trouble.Cure.WAIT : Trouble.Cure.RETRY,
						"source-unreadable", "The source does not tell for the moment: " + unreadable.message(),
						unreadable.retryAfter()));
		}
		if (this.silent.add(source.name())) {
			logger.info("Source '{}' does not tell what refers to its images, so that nothing comes along: {}",
					source.name(), unreadable.message());
		}
		return Optional.empty();
	}

	/**
	 * Tells whether the source can be read at all, so that what it does not tell will
	 * pass.
	 */
	private boolean tells(Source source, RepositoryName repository, Digest subject) {
		return this.registries.read(source.registry(), repository, subject) instanceof TagReading.Found;
	}

}
