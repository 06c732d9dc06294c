package dev.acrsync.importing;

import java.util.List;
import java.util.Optional;

import dev.acrsync.image.Digest;
import dev.acrsync.image.Overwrite;
import dev.acrsync.image.RepositoryName;
import dev.acrsync.ledger.ImportRecord;
import dev.acrsync.referrers.Attachment;
import dev.acrsync.referrers.AttachmentWalk;
import dev.acrsync.registry.Absent;
import dev.acrsync.registry.Registries;
import dev.acrsync.registry.TagReading;
import dev.acrsync.registry.Unreadable;
import dev.acrsync.settings.Registry;
import dev.acrsync.settings.Settings;
import dev.acrsync.settings.Source;
import dev.acrsync.settings.Target;

/**
 * Tells whether an image in its target lacks something that belongs to it. Nothing is
 * lacking of an image that was removed there, or whose import is under way.
 */
final class LateReferrers {

	private final Settings settings;

	private final Registries registries;

	private final CosignTags cosignTags;

	LateReferrers(Settings settings, Registries registries, CosignTags cosignTags) {
		this.settings = settings;
		this.registries = registries;
		this.cosignTags = cosignTags;
	}

	/**
	 * Looks at all that the source has for an image.
	 */
	Lack of(Source source, ImportRecord record, Digest image) {
		AttachmentWalk walk = new AttachmentWalk(new LateReader(this.registries, this.cosignTags, source, record),
				source.rules().referrers(record.repository(), record.tag()), image);
		Lack answer = Lack.NOTHING;
		for (List<Attachment> level = walk.next(); answer == Lack.NOTHING && !level.isEmpty(); level = walk.next()) {
			answer = of(record, level);
		}
		return answer;
	}

	/**
	 * Looks at some of it.
	 */
	Lack of(ImportRecord record, List<Attachment> attachments) {
		Optional<Target> target = this.settings.target(record.target().destination().target());
		if (target.isEmpty() || record.state().isOpen() || record.importedDigest().isEmpty()) {
			return Lack.NOTHING;
		}
		Lack answer = Lack.NOTHING;
		for (Attachment attachment : attachments) {
			answer = of(target.get().registry(), record, attachment);
			if (answer != Lack.NOTHING) {
				break;
			}
		}
		return (answer == Lack.SOMETHING) ? ifThere(target.get().registry(), record) : answer;
	}

	private Lack of(Registry target, ImportRecord record, Attachment attachment) {
		RepositoryName repository = record.target().image().repository();
		TagReading there = attachment.tag()
			.map((tag) -> this.registries.read(target, repository, tag))
			.orElseGet(() -> this.registries.read(target, repository, attachment.digest()));
		boolean mayMove = record.target().destination().overwrite() == Overwrite.WHEN_CHANGED;
		return switch (there) {
			case TagReading.Found(Digest digest) ->
				(mayMove && !digest.equals(attachment.digest())) ? Lack.SOMETHING : Lack.NOTHING;
			case Absent() -> Lack.SOMETHING;
			case Unreadable _ -> Lack.UNTOLD;
		};
	}

	/**
	 * An image that is removed is not brought back for what belongs to it: that is for
	 * comparisons to decide.
	 */
	private Lack ifThere(Registry target, ImportRecord record) {
		return switch (this.registries.read(target, record.target().image().repository(),
				record.target().image().tag())) {
			case TagReading.Found(Digest digest) ->
				record.importedDigest().filter(digest::equals).isPresent() ? Lack.SOMETHING : Lack.NOTHING;
			case Absent() -> Lack.NOTHING;
			case Unreadable _ -> Lack.UNTOLD;
		};
	}

	/**
	 * What is lacking.
	 */
	enum Lack {

		NOTHING,

		SOMETHING,

		/** The target does not tell for the moment. */
		UNTOLD

	}

}
